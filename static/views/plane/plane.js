/** The surface and the runs on it, seen from above: the view of a stage that every lab has. */

import { fitView } from "../../math/scale.js";
import { clearSheet, fitCanvas } from "../canvas.js";
import { drawLandscape } from "./landscape.js";
import { drawPath } from "./path.js";

/**
 * @typedef {import("../../math/scale.js").View} View
 * @typedef {Object} Scene what a stage shows
 * @property {import("../../data/landscape.js").Landscape} landscape
 * @property {readonly { run: import("./path.js").Run, style: import("./path.js").Style }[]} paths the last one on top
 * @property {number} step where the playhead stands
 * @property {import("../../math/clip.js").Box} bounds where labels may lie
 * @property {import("../theme.js").Theme} theme
 *
 * @typedef {Object} StageView
 * @property {(scene: Scene) => void} paint
 * @property {(x: number, y: number) => [number, number]} toPlane
 * @property {(x: number, y: number) => [number, number]} toScreen
 * @property {() => void} dispose
 */

/** Kept free around the domain, so that nothing of it touches the edge. */
const PADDING = 8;
const NOWHERE = /** @type {[number, number]} */ ([NaN, NaN]);

/**
 * The ground is painted once a surface, size or theme, the runs at every step.
 * @param {HTMLCanvasElement} ground
 * @param {HTMLCanvasElement} over
 * @returns {StageView & { resize: () => { width: number, height: number } }}
 */
export function planeView(ground, over) {
  const fit = () => ({ ground: fitCanvas(ground, 2), over: fitCanvas(over) });
  let sheets = fit();
  /** @type {View | null} */
  let view = null;
  /** @type {unknown[]} */
  let painted = [];

  return {
    resize() {
      sheets = fit();
      painted = [];
      return sheets.over;
    },
    paint({ landscape, paths, step, bounds, theme }) {
      const { width, height } = sheets.over;
      if (!width || !height) return;
      if (painted[0] !== landscape || painted[1] !== theme) {
        view = fitView(landscape.domain, width, height, PADDING);
        drawLandscape(sheets.ground.context, landscape, view, theme);
        painted = [landscape, theme];
      }
      clearSheet(sheets.over);
      for (const { run, style } of paths) {
        const data = { run, playhead: step, style, bounds, ghost: true };
        drawPath(sheets.over.context, data, /** @type {View} */ (view), theme);
      }
    },
    toPlane: (x, y) => view?.toPlane(x, y) ?? NOWHERE,
    toScreen: (x, y) => view?.toScreen(x, y) ?? NOWHERE,
    dispose() {
      for (const canvas of [ground, over]) [canvas.width, canvas.height] = [0, 0]; // gives the pixels back
    },
  };
}
