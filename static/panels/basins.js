/** Basins: the ground is the map of where a run ends from every start, in the very view of the plane. */

import { button, canvas, part, scope, write } from "../lab/dom.js";
import { showLegend } from "../lab/map/legend.js";
import { createStarts } from "../lab/starts/model.js";
import { basinInWords, startInWords, startsInWords } from "../lab/starts/words.js";
import { MINIMUM, shares } from "../math/field.js";
import { formatPoint } from "../math/format.js";
import { fitView } from "../math/scale.js";
import { clearSheet, fitCanvas } from "../views/canvas.js";
import { mapGround } from "../views/map/ground.js";
import { dyesOf, inkFor } from "../views/map/ink.js";
import { drawOverStarts } from "../views/starts/over.js";

/** Milliseconds between two counts of what is there, while tiles arrive. */
const COUNTED = 150;

/** @param {HTMLElement} root @param {import("../lab/mount.js").Lab} lab */
export default function basinsPanel(root, lab) {
  const own = scope();
  const { outcomes } = lab.catalogue;
  const made = build(root);
  own.until(made.remove);
  const { wrap, below, over, list, note, reading } = made;
  const ground = mapGround(below);
  own.until(ground.dispose);
  const starts = createStarts(lab, hear);
  const { tiles } = starts;
  own.until(tiles.rest);
  let sheet = fitCanvas(over);
  /** @type {ReturnType<typeof dyesOf>} */
  let dyes = [];
  /** @type {import("../math/screen.js").Ink | null} */
  let ink = null;
  let inked = "";
  /** @type {ReadonlySet<number>} minima in which runs end */
  let reached = new Set();
  let counted = 0;
  own.until(() => clearTimeout(counted));
  /** Where a hand points, in pixels of the stage. @type {readonly [number, number] | null} */
  let pointed = null;

  const isShown = () => lab.state.look === "basins" && !lab.state.predict;

  /** The ground lies where the view has it: it is painted anew once the hand rests. */
  const place = () => {
    const { view } = lab.state;
    if (!view) return;
    const [[left, top], [right, bottom]] = [view.toScreen(starts.extent[0], starts.extent[3]), view.toScreen(starts.extent[1], starts.extent[2])];
    const [x, y] = [(right - left) / (sheet.width || 1), (bottom - top) / (sheet.height || 1)];
    const rests = Math.abs(left) < 0.5 && Math.abs(top) < 0.5 && Math.abs(right - sheet.width) < 0.5 && Math.abs(bottom - sheet.height) < 0.5;
    below.style.transform = rests ? "" : `matrix(${x}, 0, 0, ${y}, ${left}, ${top})`;
  };
  const drawOver = () => {
    const { landscape, theme, view } = lab.state;
    if (!isShown() || !landscape || !theme || !view || !ink || !sheet.width) return;
    clearSheet(sheet);
    drawOverStarts(sheet.context, { minima: tiles.minima, reached, ink }, landscape, fitView(view.extent(), sheet.width, sheet.height), theme);
  };
  const paintGround = () => {
    if (ink) ground.paint(tiles.field, ink);
    counted ||= setTimeout(count, COUNTED); // not put off by each tile: the first picture has its legend too
  };
  /** Legend and words: what is there, and how much of it. */
  function count() {
    clearTimeout(counted);
    counted = 0;
    const found = shares(tiles.field);
    if (!ink) return;
    const { minima } = tiles;
    showLegend(list, found, ink, (kind) => dyes[kind]?.lasts ?? false, outcomes, minima, basinInWords);
    note.dataset.pale = found.some(({ kind }) => dyes[kind]?.lasts) ? "Paler: arrives later" : "";
    showState();
    const told = startsInWords(found, outcomes, minima);
    below.setAttribute("aria-label", named(told));
    // Of minima that look alike the first is where those of its hue end.
    const kinds = new Set(found.map(({ kind }) => kind));
    reached = new Set(Array.from({ length: Math.floor(minima.length / 3) }, (_, index) => index)
      .filter((index) => kinds.has(MINIMUM + index)));
    drawOver();
  }
  const handle = button(root, "start-handle");
  /** What is pointed at; else whoever holds the start hears of it, as of any place: of this very run. */
  const readOut = () => {
    const { view, run, predict } = lab.state;
    const known = pointed && view && isShown() && !starts.isOld() ? starts.reading(...view.toPlane(...pointed)) : null;
    const held = !pointed && isShown() && !predict && handle.matches(":focus") ? run : null;
    write(reading, known ? startInWords(known, outcomes, tiles.minima)
      : held ? `From ${formatPoint(Number(held.points[0]), Number(held.points[1]))}: ${held.verdict.headline}` : "");
  };
  const showState = () => {
    wrap.hidden = !isShown();
    wrap.toggleAttribute("data-old", starts.isOld());
    wrap.setAttribute("aria-busy", String(tiles.busy));
    const { problem } = tiles;
    write(note, lab.state.predict ? "" : problem ? problem.errors[0]?.message ?? problem.message : note.dataset.pale ?? "");
  };

  /** @param {import("../lab/map/tiling.js").News} news */
  function hear(news) {
    showState();
    paintGround();
    if (news === "piece") {
      ground.finish(); // it moves in the same frame
      place();
    }
    if (news === "ended") count();
    readOut();
  }

  const restyle = () => {
    const { theme } = lab.state;
    if (!theme) return;
    if (inked !== (inked = JSON.stringify([theme, ground.ratio()]))) {
      dyes = dyesOf(outcomes.map(({ id }) => id), theme);
      ink = inkFor(dyes, theme, ground.ratio());
    }
    paintGround();
    drawOver();
  };
  own.onResize(over, () => {
    sheet = fitCanvas(over);
    ground.resize();
    restyle();
    place();
  });
  own.until(lab.on(["theme"], restyle));
  own.until(lab.on(["view", "landscape", "look", "predict"], () => {
    place();
    drawOver();
    readOut();
  }));
  // What a hand still moves is not asked about: the old map stays, dimmed where it is of other runs.
  own.until(lab.on(["setting", "view", "held", "look", "predict", "zoom", "zoomAtRest"], ({ held, zoom, zoomAtRest }) => {
    showState();
    if (!isShown()) tiles.rest();
    else if (!held && zoom === zoomAtRest) tiles.askAtRest();
  }));
  own.listen(window, "beforeprint", () => {
    ground.finish();
    drawOver();
  });

  const path = canvas(root, "path");
  const point = (/** @type {PointerEvent} */ { offsetX, offsetY }) => {
    pointed = [offsetX, offsetY];
    readOut();
  };
  for (const type of ["pointermove", "pointerdown"]) own.listen(path, type, point);
  own.listen(path, "pointerleave", () => {
    pointed = null;
    readOut();
  });
  for (const type of ["focus", "blur"]) own.listen(handle, type, readOut);
  own.until(lab.on(["run"], readOut));
  showState();
  if (isShown()) tiles.askAtRest();
  return own.dispose;
}

/** @param {string} told what is known */
const named = (told) => `Where a run ends from every start. ${told || "Nothing is known yet."}`;

/**
 * Its own elements: between the ground and the paths, and in the legend.
 * @param {HTMLElement} root
 */
function build(root) {
  const make = (/** @type {string} */ tag, /** @type {string} */ name) => {
    const element = document.createElement(tag);
    element.dataset.part = name;
    return element;
  };
  const wrap = make("div", "basins");
  const below = /** @type {HTMLCanvasElement} */ (make("canvas", "basins-ground"));
  below.setAttribute("role", "img");
  below.setAttribute("aria-label", named(""));
  const over = /** @type {HTMLCanvasElement} */ (make("canvas", "basins-over"));
  over.setAttribute("aria-hidden", "true");
  wrap.append(below, over);
  canvas(root, "path").before(wrap);
  const key = make("div", "basins-key");
  const list = make("ul", "basins-legend");
  list.setAttribute("aria-label", "Colours");
  const note = make("p", "basins-note");
  key.append(list, note);
  part(root, "legend", HTMLElement).append(key);
  const reading = make("p", "basins-reading");
  part(root, "coordinates", HTMLElement).after(reading);
  const remove = () => {
    for (const each of [wrap, key, reading]) each.remove();
  };
  return { wrap, below, over, list, note, reading, remove };
}
