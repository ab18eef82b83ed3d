/** Every step of the run as numbers: the picture for who cannot see it. */

import { button, find } from "../dom.js";
import { formatNumber, formatRate } from "../math/format.js";

/** @param {import("../lab.js").LabStore} store */
export function tablePanel(store) {
  const dialog = find("table-dialog", HTMLDialogElement);
  const rows = document.getElementById("steps-rows");
  const fill = () => {
    const { lane } = store.state;
    if (dialog.open && lane) rows?.replaceChildren(...Array.from({ length: lane.length }, (_, step) => row(lane, step)));
  };
  button("table").addEventListener("click", () => {
    dialog.showModal();
    fill();
  });
  store.on(["lane"], fill);
}

/**
 * @param {import("../lane.js").Lane} lane
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
