/** The picture: landscape below, paths above, legend beside. */

import { canvas, part, scope, write } from "../lab/dom.js";
import { formatNumber, formatPoint } from "../math/format.js";
import { fitCanvas } from "../views/canvas.js";
import { drawLegend, legendTicks } from "../views/plane/legend.js";
import { planeView } from "../views/plane/plane.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {ReturnType<typeof scope>} Scope
 */

/** @param {HTMLElement} root @param {Lab} lab */
export default function stagePanel(root, lab) {
  const own = scope();
  const over = canvas(root, "path");
  const caption = part(root, "caption", HTMLElement);
  const view = planeView(canvas(root, "landscape"), over);
  own.until(view.dispose);
  let bounds = { left: 0, right: 0, top: 0, bottom: 0 };

  const paint = () => {
    const { landscape, theme, paths, step } = lab.state;
    if (landscape && theme) view.paint({ landscape, paths, step, bounds, theme });
  };
  const place = () => {
    // Labels keep clear of the caption, which lies over the picture's upper edge.
    const top = caption.offsetTop + caption.offsetHeight;
    bounds = { left: 0, right: over.clientWidth, top, bottom: over.clientHeight };
    paint();
    lab.set({ view: lab.state.landscape && { toPlane: view.toPlane, toScreen: view.toScreen } });
  };
  own.onResize(over, () => {
    const { width, height } = view.resize();
    place();
    lab.set({ aspect: width && height ? width / height : 0 });
  });
  own.until(lab.on(["landscape", "theme"], place));
  own.until(lab.on(["paths", "step"], paint));
  legend(root, lab, own);
  summary(root, lab, own);
  coordinates(root, over, lab, own);
  const stage = part(root, "stage", HTMLElement);
  own.until(lab.on(["busy"], ({ busy }) => stage.setAttribute("aria-busy", String(busy))));
  return own.dispose;
}

/**
 * @param {HTMLElement} root
 * @param {Lab} lab
 * @param {Scope} own
 */
function legend(root, lab, own) {
  const [ramp, labels] = [canvas(root, "legend-ramp"), part(root, "legend-labels", HTMLOListElement)];
  let sheet = fitCanvas(ramp);
  const paint = () => {
    const { landscape, theme } = lab.state;
    if (!landscape || !theme || !sheet.height) return;
    drawLegend(sheet.context, landscape, sheet, theme);
    labels.replaceChildren(...legendTicks(landscape.tone).map(({ label, position }) => {
      const item = document.createElement("li");
      item.textContent = label;
      item.style.bottom = `${100 * position}%`;
      return item;
    }));
    const signs = { minimum: landscape.minima.length > 0, other: hasHigher(landscape.minima), saddle: landscape.saddles.length > 0 };
    for (const [sign, shown] of Object.entries(signs)) {
      root.querySelector(`[data-sign="${sign}"]`)?.toggleAttribute("hidden", !shown);
    }
  };
  own.onResize(ramp, () => {
    sheet = fitCanvas(ramp);
    paint();
  });
  own.until(lab.on(["landscape", "theme"], paint));
}

/**
 * Whether a minimum stands higher than the lowest, which comes first.
 * @param {ArrayLike<number>} minima flat x, y, loss
 */
const hasHigher = (minima) => Number(minima[minima.length - 1]) > Number(minima[2]) + 1e-9;

/**
 * What the picture says, in words: at once for who reads it, and spoken when the hand rests.
 * @param {HTMLElement} root
 * @param {Lab} lab
 * @param {Scope} own
 */
function summary(root, lab, own) {
  const [text, status] = [part(root, "stage-summary", HTMLElement), part(root, "status", HTMLElement)];
  let timer = 0;
  own.until(() => clearTimeout(timer));
  own.until(lab.on(["run", "predict"], ({ run, shown, predict }) => {
    if (!run) return;
    const last = run.length - 1;
    const end = formatPoint(Number(run.points[2 * last]), Number(run.points[2 * last + 1]));
    const verdict = predict ? "" : `${run.verdict.headline}. ${run.verdict.explanation} `;
    write(text, `${shown.f ?? shown.surface}, ${shown.optimizer}, learning rate ${formatNumber(run.rate)}: ${verdict}`
      + `From ${formatPoint(...shown.start)} to ${end} in ${last} steps, loss ${formatNumber(Number(run.losses[0]))} `
      + `to ${formatNumber(Number(run.losses[last]))}.`);
    clearTimeout(timer);
    timer = setTimeout(() => write(status, predict ? "" : run.verdict.headline), 700);
  }));
}

/**
 * Where the pointer is.
 * @param {HTMLElement} root
 * @param {HTMLCanvasElement} over
 * @param {Lab} lab
 * @param {Scope} own
 */
function coordinates(root, over, lab, own) {
  const readout = part(root, "coordinates", HTMLElement);
  own.listen(over, "pointermove", ({ offsetX, offsetY }) => {
    const { view } = lab.state;
    if (view) write(readout, formatPoint(...view.toPlane(offsetX, offsetY)));
  });
  own.listen(over, "pointerleave", () => write(readout, ""));
}
