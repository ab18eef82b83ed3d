/** Every step of the run as numbers: the picture for who cannot see it. */

import { part } from "../lab/dom.js";
import { formatNumber, formatRate } from "../math/format.js";

/** Milliseconds that exact numbers are waited for; then those of the picture have to do. */
const PATIENCE = 1500;

/** @returns {import("./dialogs.js").Fill} */
export function tableDialog() {
  const dialog = part(document, "table-dialog", HTMLDialogElement);
  const rows = part(dialog, "steps-rows", HTMLTableSectionElement);
  let leave = () => {};
  dialog.addEventListener("close", () => leave());
  return (lab) => {
    const fill = (patient = true) => {
      const { run, predict } = lab.state;
      part(dialog, "steps-hidden", HTMLElement).hidden = !predict;
      const waits = patient && run?.exact === false;
      rows.ariaBusy = String(waits);
      if (run && !waits) rows.replaceChildren(...Array.from({ length: run.length }, (_, step) => row(run, step)));
    };
    rows.replaceChildren();
    lab.set({ reading: true });
    fill();
    const off = lab.on(["run", "predict"], () => fill());
    const timer = setTimeout(() => fill(false), PATIENCE);
    leave = () => {
      clearTimeout(timer);
      off();
      lab.set({ reading: false });
    };
  };
}

/**
 * @param {import("../data/family.js").Run} run
 * @param {number} step
 */
function row({ points, rates, losses, sharpness, length }, step) {
  const cells = [
    String(step),
    step < length - 1 ? formatRate(Number(rates[step])) : "",
    ...[points[2 * step], points[2 * step + 1], losses[step], sharpness[step]].map((value) => formatNumber(Number(value))),
  ];
  const line = document.createElement("tr");
  for (const [column, text] of cells.entries()) {
    const cell = line.appendChild(document.createElement(column === 0 ? "th" : "td"));
    if (column === 0) cell.setAttribute("scope", "row");
    cell.textContent = text;
  }
  return line;
}
