/** The surface and the runs on it, seen from above: the view of a stage that every lab has. */

import { clamp } from "../../math/clamp.js";
import { fitView } from "../../math/scale.js";
import { clearSheet, fitCanvas } from "../canvas.js";
import { drawChanges } from "./changes.js";
import { drawExits } from "./exits.js";
import { drawLandmarks, signsOf } from "./landmarks.js";
import { drawLandscape } from "./landscape.js";
import { drawPath } from "./path.js";

/**
 * @typedef {import("../../math/scale.js").View} View
 * @typedef {import("../../math/scale.js").Extent} Extent
 * @typedef {import("../../math/clip.js").Box} Box
 * @typedef {import("./landmarks.js").Signs} Signs
 * @typedef {Object} Scene what a stage shows
 * @property {import("../../data/landscape.js").Landscape} landscape
 * @property {Extent | null} zoom what of the plane is looked at, null for the whole domain
 * @property {readonly { run: import("./path.js").Run, style: import("./path.js").Style, pace: number }[]} paths the last one on top
 * @property {number} time where the playhead stands
 * @property {readonly Box[]} taken what lies over the picture: labels keep off it
 * @property {import("../theme.js").Theme} theme
 * @property {import("./path.js").Tint | null} [tint] in which colours the ways are drawn, if not in their own
 * @property {{ run: import("./path.js").Run, steps: readonly number[] } | null} [changes] where η was changed in mid-run
 *
 * @typedef {Object} StageView
 * @property {(scene: Scene) => void} paint
 * @property {(x: number, y: number) => [number, number]} toPlane
 * @property {(x: number, y: number) => [number, number]} toScreen
 * @property {() => Extent} extent all that is shown of the plane
 * @property {() => void} dispose
 */

/** Kept free around the domain, so that nothing of it touches the edge. */
const PADDING = 8;
/** The playhead's ring and its halo, at scale 1: no label lies on it. */
const RING = 16;
const NOWHERE = /** @type {[number, number]} */ ([NaN, NaN]);

/**
 * The ground is painted once a surface, view, size or theme, the runs at every step.
 * @param {HTMLCanvasElement} ground
 * @param {HTMLCanvasElement} over
 * @returns {StageView & { resize: () => { width: number, height: number }, signs: () => Signs | null }}
 */
export function planeView(ground, over) {
  const fit = () => ({ ground: fitCanvas(ground, 2), over: fitCanvas(over) });
  let sheets = fit();
  /** @type {View | null} */
  let view = null;
  /** @type {Signs | null} */
  let signs = null;
  /** @type {unknown[]} */
  let painted = [];
  /** @type {unknown[]} */
  let chosen = [];

  return {
    resize() {
      sheets = fit();
      painted = [];
      return sheets.over;
    },
    paint({ landscape, zoom, paths, time, taken, theme, tint = null, changes = null }) {
      const { width, height } = sheets.over;
      if (!width || !height) return;
      if (changed(painted, (painted = [landscape, zoom, theme]))) {
        view = fitView(zoom ?? landscape.domain, width, height, zoom ? 0 : PADDING);
        drawLandscape(sheets.ground.context, landscape, view, theme);
      }
      const here = /** @type {View} */ (view);
      if (changed(chosen, (chosen = [landscape, view, paths]))) signs = signsOf(landscape, paths, here);
      const { context } = sheets.over;
      clearSheet(sheets.over);
      for (const { run, style, pace } of paths) {
        drawPath(context, { run, playhead: Math.floor(time / pace), style, ghost: true, tint }, here, theme);
      }
      if (changes) drawChanges(context, changes.run, changes.steps, here, theme);
      drawLandmarks(context, /** @type {Signs} */ (signs), here, theme); // a star is seen below a playhead and a wall of lines
      for (const { run, style: { color }, pace } of paths) {
        const now = clamp(Math.floor(time / pace), 0, run.length - 1);
        const [x, y] = here.toScreen(run.points[2 * now], run.points[2 * now + 1]);
        const reach = RING * theme.scale;
        const ring = { left: x - reach, right: x + reach, top: y - reach, bottom: y + reach };
        if (run.length > 0) drawExits(context, { run, step: now, color, taken: [...taken, ring] }, here, theme);
      }
    },
    toPlane: (x, y) => view?.toPlane(x, y) ?? NOWHERE,
    toScreen: (x, y) => view?.toScreen(x, y) ?? NOWHERE,
    extent: () => view?.extent ?? [NaN, NaN, NaN, NaN],
    signs: () => signs,
    dispose() {
      for (const canvas of [ground, over]) [canvas.width, canvas.height] = [0, 0]; // gives the pixels back
    },
  };
}

/**
 * @param {readonly unknown[]} before
 * @param {readonly unknown[]} now
 */
const changed = (before, now) => now.some((each, index) => each !== before[index]);
