/** The picture: landscape below, paths above, legend beside. */

import { boxesOver } from "../lab/cards.js";
import { canvas, part, scope, write } from "../lab/dom.js";
import { changesOf } from "../lab/earlier.js";
import { nameSigns } from "../lab/signs.js";
import { tinting } from "../lab/tinting.js";
import { clamp } from "../math/clamp.js";
import { freeCorner, overlap } from "../math/corners.js";
import { formatPoint } from "../math/format.js";
import { fitCanvas } from "../views/canvas.js";
import { drawLegend, legendTicks } from "../views/plane/legend.js";
import { planeView } from "../views/plane/plane.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {ReturnType<typeof scope>} Scope
 * @typedef {Readonly<{ width: number, height: number }>} Size
 */

/** @param {HTMLElement} root @param {Lab} lab */
export default function stagePanel(root, lab) {
  const own = scope();
  const [stage, over] = [part(root, "stage", HTMLElement), canvas(root, "path")];
  const view = planeView(canvas(root, "landscape"), over);
  own.until(view.dispose);
  const caption = part(root, "caption-step", HTMLElement);
  own.until(lab.on(["run", "step", "predict"], ({ step, last, predict }) =>
    write(caption, predict ? `step ${step}` : `step ${step} / ${last}`)));
  /** Known without a look at the layout. */
  const size = { width: 0, height: 0 };
  const cards = placeCards(root, lab, size); // as large as their words are by now
  let seen = "";

  const paint = () => {
    const { landscape, theme, paths, time, zoom, covered } = lab.state;
    if (!landscape || !theme || covered) return;
    view.paint({ landscape, zoom, paths, time, taken: cards.taken(), theme, tint: colours.tint, changes: changesOf(lab.state) });
    nameSigns(lab, view.signs());
  };
  const place = () => {
    paint();
    const { landscape, covered } = lab.state;
    if (covered) return void (seen = "");
    if (seen === (seen = `${Boolean(landscape)} ${view.extent()} ${over.width} ${over.height}`)) return; // other ground, seen from where it was
    lab.set({ view: landscape && { toPlane: view.toPlane, toScreen: view.toScreen, extent: view.extent } });
  };
  const settle = () => {
    if (cards.place()) paint(); // what keeps off them goes where they left
  };
  own.onResize(over, () => {
    const { width, height } = view.resize();
    Object.assign(size, { width, height });
    if (width && height) stage.style.setProperty("--aspect", String(width / height)); // which paper keeps
    place();
    settle();
    lab.set({ aspect: width && height ? width / height : 0 });
  });
  own.until(lab.on(["landscape", "theme", "zoom", "covered"], place));
  // Where they cover nothing: looked for whenever the picture or a hand has come to rest, not while one moves.
  own.until(lab.on(["landscape", "view", "predict"], ({ landscape }) => landscape?.coarse || settle()));
  own.until(lab.onCommit(settle));
  const sized = new ResizeObserver(settle); // a legend says other things in another view, somebody joins or leaves
  for (const name of ["legend", "runners"]) sized.observe(part(root, name, HTMLElement));
  own.until(() => sized.disconnect());
  own.until(lab.on(["paths", "time"], paint));
  const colours = tinting(root, lab, own, () => {
    place();
    settle();
  });
  legend(root, lab, own);
  coordinates(root, over, lab, own);
  own.until(lab.on(["busy"], ({ busy }) => stage.setAttribute("aria-busy", String(busy))));
  return own.dispose;
}

/** The start's ring, and how far the words reach of one that is parked at the edge, in pixels. */
const RING = 22;
const PARKED = 120;
/** Of a run so many points are looked at; all together weigh as much as half a start. */
const LOOKS = 60;
/** Corners for each card, the dearest first. */
const CARDS = /** @type {const} */ ({
  caption: ["top-left", "bottom-left", "top-right"],
  legend: ["bottom-right", "bottom-left", "top-right", "top-left"],
  runners: ["bottom-left", "top-left", "top-right", "bottom-right"],
});

/**
 * Caption and legend, each in a corner where it covers neither the start nor the run; `place` tells whether any has moved.
 * @param {HTMLElement} root
 * @param {Lab} lab
 * @param {Size} size of the picture, as it is when it is asked for
 */
function placeCards(root, lab, size) {
  const stage = part(root, "stage", HTMLElement);
  const elements = Object.entries(CARDS).map(([name, corners]) => ({ element: part(root, name, HTMLElement), corners }));
  /** @type {import("../math/corners.js").Box[]} */
  let taken = [];
  let places = "";

  const boxOf = (/** @type {HTMLElement} */ { offsetLeft, offsetTop, offsetWidth, offsetHeight }) =>
    ({ left: offsetLeft - 4, right: offsetLeft + offsetWidth + 4, top: offsetTop - 4, bottom: offsetTop + offsetHeight + 4 });
  const isCovered = (/** @type {import("../math/corners.js").Box} */ box) => taken.some((other) => overlap(box, other));
  const place = () => {
    const dots = dotsOf(lab, size);
    taken = boxesOver(root, stage, ["zoom", "views", "more"]);
    for (const { element, corners } of elements) {
      if (element.offsetWidth === 0) continue; // no room for it here
      const now = /** @type {import("../math/corners.js").Corner | undefined} */ (element.dataset.corner);
      const at = (/** @type {import("../math/corners.js").Corner} */ corner) => {
        element.dataset.corner = corner;
        return boxOf(element);
      };
      element.dataset.corner = freeCorner(corners, at, dots, taken, now);
      // Whose line is which, the table says too.
      element.toggleAttribute("data-crowded", element.dataset.part === "runners" && isCovered(boxOf(element)));
      if (!element.hasAttribute("data-crowded")) taken.push(boxOf(element));
    }
    return places !== (places = JSON.stringify(taken));
  };
  return { place, taken: () => [...taken, ...startBoxes(lab, size)] };
}

/**
 * What the start takes of the picture; parked at the edge, with its words.
 * @param {Lab} lab
 * @param {Size} size of the picture
 * @returns {import("../math/corners.js").Box[]}
 */
function startBoxes({ state: { view, setting: { start } } }, { width, height }) {
  if (!view || !start) return [];
  const [x, y] = view.toScreen(...start);
  const [nearX, nearY] = [clamp(x, RING, width - RING), clamp(y, RING, height - RING)];
  const words = x >= 0 && x <= width && y >= 0 && y <= height ? 0 : PARKED;
  const toLeft = nearX > width / 2;
  return [{
    left: nearX - RING - (toLeft ? words : 0),
    right: nearX + RING + (toLeft ? 0 : words),
    top: nearY - RING,
    bottom: nearY + RING,
  }];
}

/**
 * What cards had better not cover: the start above all, then the end, then the way.
 * @param {Lab} lab
 * @param {Size} size of the picture
 */
function dotsOf(lab, size) {
  const { view, paths } = lab.state;
  /** @type {import("../math/corners.js").Dot[]} */
  const dots = [];
  if (!view) return dots;
  for (const { left, right, top, bottom } of startBoxes(lab, size)) {
    for (const share of [0, 0.25, 0.5, 0.75, 1]) {
      for (const y of [top, (top + bottom) / 2, bottom]) dots.push({ x: left + share * (right - left), y, weight: 20 });
    }
  }
  for (const { run } of paths) {
    const stride = Math.max(run.length / LOOKS, 1);
    const at = (/** @type {number} */ step) => view.toScreen(Number(run.points[2 * step]), Number(run.points[2 * step + 1]));
    for (let step = 0; step < run.length; step += stride) {
      const [x, y] = at(Math.floor(step));
      dots.push({ x, y, weight: 10 / LOOKS });
    }
    if (run.length === 0) continue;
    const [x, y] = at(run.length - 1);
    dots.push({ x, y, weight: 5 });
  }
  return dots;
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
  };
  own.onResize(ramp, () => {
    sheet = fitCanvas(ramp);
    paint();
  });
  own.until(lab.on(["landscape", "theme"], paint));
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
