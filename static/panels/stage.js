/** The picture: landscape below, path above, legend beside. */

import { find, canvas, onResize, write } from "../dom.js";
import { formatNumber, formatPoint } from "../math/format.js";
import { fitView } from "../math/scale.js";
import { clearSheet, fitCanvas } from "../view/canvas.js";
import { drawLandscape } from "../view/landscape.js";
import { drawLegend, legendTicks } from "../view/legend.js";
import { drawPath } from "../view/path.js";

/**
 * @typedef {import("../lab.js").LabStore} LabStore
 * @typedef {import("../math/scale.js").View} View
 */

/** Kept free around the domain, so that nothing of it touches the edge. */
const PADDING = 8;

/**
 * @param {LabStore} store
 * @returns {() => View | null} the part of the plane on the screen
 */
export function stagePanel(store) {
  const [ground, over] = [canvas("landscape"), canvas("path")];
  let sheets = { ground: fitCanvas(ground, 2), over: fitCanvas(over) };
  const caption = find("caption", HTMLElement);
  /** @type {View | null} */
  let view = null;
  let bounds = { left: 0, right: 0, top: 0, bottom: 0 };

  const place = () => {
    const { landscape } = store.state;
    const { width, height } = sheets.over;
    view = landscape && width && height ? fitView(landscape.domain, width, height, PADDING) : null;
    // Labels keep clear of the caption, which lies over the picture's upper edge.
    bounds = { left: 0, right: width, top: caption.offsetTop + caption.offsetHeight, bottom: height };
  };
  const paintGround = () => {
    const { landscape, theme } = store.state;
    if (landscape && theme && view) drawLandscape(sheets.ground.context, landscape, view, theme);
  };
  const paintPath = () => {
    const { lane, style, step, theme } = store.state;
    if (!lane || !theme || !view) return;
    clearSheet(sheets.over);
    drawPath(sheets.over.context, { run: lane, playhead: step, style, bounds, ghost: true }, view, theme);
  };
  onResize(over, () => {
    sheets = { ground: fitCanvas(ground, 2), over: fitCanvas(over) };
    const { width, height } = sheets.over;
    place();
    paintGround();
    paintPath();
    store.set({ aspect: width && height ? width / height : 0 });
  });
  store.on(["landscape", "theme"], () => {
    place();
    paintGround();
  });
  store.on(["lane", "step", "style", "landscape", "theme"], paintPath);
  legend(store);
  summary(store);
  coordinates(over, () => view);
  const stage = find("stage", HTMLElement);
  store.on(["busy"], ({ busy }) => stage.setAttribute("aria-busy", String(busy)));
  return () => view;
}

/** @param {LabStore} store */
function legend(store) {
  const [ramp, labels] = [canvas("legend-ramp"), find("legend-labels", HTMLOListElement)];
  let sheet = fitCanvas(ramp);
  const paint = () => {
    const { landscape, theme } = store.state;
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
      document.querySelector(`[data-sign="${sign}"]`)?.toggleAttribute("hidden", !shown);
    }
  };
  onResize(ramp, () => {
    sheet = fitCanvas(ramp);
    paint();
  });
  store.on(["landscape", "theme"], paint);
}

/**
 * Whether a minimum stands higher than the lowest, which comes first.
 * @param {ArrayLike<number>} minima flat x, y, loss
 */
const hasHigher = (minima) => Number(minima[minima.length - 1]) > Number(minima[2]) + 1e-9;

/**
 * What the picture says, in words: at once for who reads it, and spoken when the hand rests.
 * @param {LabStore} store
 */
function summary(store) {
  const [text, status] = [find("stage-summary", HTMLElement), find("status", HTMLElement)];
  let timer = 0;
  store.on(["lane", "predict"], ({ lane, shown, predict }) => {
    if (!lane) return;
    const last = lane.length - 1;
    const end = formatPoint(Number(lane.points[2 * last]), Number(lane.points[2 * last + 1]));
    const verdict = predict ? "" : `${lane.verdict.headline}. ${lane.verdict.explanation} `;
    write(text, `${shown.f ?? shown.surface}, ${shown.optimizer}, learning rate ${formatNumber(lane.rate)}: ${verdict}`
      + `From ${formatPoint(...shown.start)} to ${end} in ${last} steps, loss ${formatNumber(Number(lane.losses[0]))} `
      + `to ${formatNumber(Number(lane.losses[last]))}.`);
    clearTimeout(timer);
    timer = setTimeout(() => write(status, predict ? "" : lane.verdict.headline), 700);
  });
}

/**
 * Where the pointer is.
 * @param {HTMLCanvasElement} over
 * @param {() => View | null} viewNow
 */
function coordinates(over, viewNow) {
  const readout = find("coordinates", HTMLElement);
  over.addEventListener("pointermove", ({ offsetX, offsetY }) => {
    const view = viewNow();
    if (view) write(readout, formatPoint(...view.toPlane(offsetX, offsetY)));
  });
  over.addEventListener("pointerleave", () => write(readout, ""));
}
