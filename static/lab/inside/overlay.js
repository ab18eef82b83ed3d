/** The canvas over the paths on which the arrows of a step lie. */

import { clearSheet, fitCanvas } from "../../views/canvas.js";
import { drawInside } from "../../views/plane/inside.js";
import { boxesOver } from "../cards.js";
import { part } from "../dom.js";

/** @typedef {import("../../math/clip.js").Box} Box */

/** What else lies on the stage: the words of arrows keep off it. */
const CARDS = ["caption", "legend", "runners", "zoom", "views", "more", "start-handle"];

/**
 * @param {HTMLElement} root
 * @param {import("../mount.js").Lab} lab
 * @param {ReturnType<typeof import("../dom.js").scope>} own
 */
export function overlay(root, lab, own) {
  const [stage, path] = [part(root, "stage", HTMLElement), part(root, "path", HTMLCanvasElement)];
  const canvas = document.createElement("canvas");
  canvas.dataset.part = "inside-arrows";
  canvas.ariaHidden = "true"; // the row says what they say
  path.after(canvas);
  own.until(() => canvas.remove());
  let sheet = fitCanvas(canvas);
  /** @type {() => void} */
  let resized = () => {};
  own.onResize(canvas, () => {
    sheet = fitCanvas(canvas);
    look();
    resized();
  });
  /** What lies over the picture. @type {Box[]} */
  let taken = [];
  const look = () => {
    taken = boxesOver(root, stage, CARDS);
  };
  own.until(lab.on(["view", "landscape"], look));
  own.until(lab.onCommit(look));
  const unit = () => {
    const { view } = lab.state;
    return view ? view.toScreen(1, 0)[0] - view.toScreen(0, 0)[0] : NaN;
  };
  return {
    unit,
    onSize: (/** @type {() => void} */ listener) => (resized = listener),
    hide(/** @type {boolean} */ isHidden) {
      canvas.hidden = isHidden;
    },
    /** @type {(scene: import("../../math/inside.js").Scene, looks: Map<string, import("../../views/plane/inside.js").Look>) => void} */
    paint(scene, looks) {
      const { view, theme } = lab.state;
      clearSheet(sheet);
      if (!view || !theme || canvas.hidden || !sheet.width) return;
      const { width, height } = sheet;
      drawInside(sheet.context, scene, looks, { width, height, unit: unit(), extent: view.extent(), toScreen: view.toScreen }, theme, taken);
    },
  };
}
