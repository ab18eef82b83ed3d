/** The two canvases of a map: its pixels, and what lies over them. */

import { clearSheet, fitCanvas } from "../../views/canvas.js";
import { mapGround } from "../../views/map/ground.js";
import { dyesOf, inkFor } from "../../views/map/ink.js";
import { drawOver } from "../../views/map/over.js";
import { mapPicture } from "../../views/map/picture.js";
import { canvas, part } from "../dom.js";

/**
 * @typedef {import("../../math/field.js").Field} Field
 * @typedef {import("../../views/map/over.js").Over} Over
 */

/**
 * @param {HTMLElement} root
 * @param {import("../mount.js").Lab} lab
 * @param {() => Over} sceneOf
 * @param {ReturnType<typeof import("../dom.js").scope>} own
 */
export function mapPainter(root, lab, sceneOf, own) {
  const [below, over] = [canvas(root, "atlas-ground"), canvas(root, "atlas-over")];
  const ground = mapGround(below);
  own.until(ground.dispose);
  const frameElement = part(root, "atlas-plot", HTMLElement);
  let sheet = fitCanvas(over);
  /** @type {import("../../views/map/over.js").Plot} */
  let plot = { left: 0, top: 0, width: 1, height: 1 };
  /** @type {ReturnType<typeof dyesOf>} */
  let dyes = [];
  /** @type {import("../../math/screen.js").Ink | null} */
  let ink = null;
  /** @type {Field | null} */
  let shown = null;
  let frame = 0;
  /** What the ink was made for. */
  let inked = "";
  own.until(() => cancelAnimationFrame(frame));

  const drawNow = () => {
    const { theme } = lab.state;
    clearSheet(sheet);
    if (theme && sheet.width) drawOver(sheet.context, sceneOf(), plot, sheet, theme);
  };
  const paintOver = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(drawNow);
  };
  const paintGround = (/** @type {Field} */ field) => {
    shown = field;
    if (ink) ground.paint(field, ink);
  };
  const restyle = () => {
    const { theme } = lab.state;
    if (!theme) return;
    if (inked !== (inked = JSON.stringify([theme, ground.ratio()]))) {
      dyes = dyesOf(lab.catalogue.outcomes.map(({ id }) => id), theme);
      ink = inkFor(dyes, theme, ground.ratio());
    }
    if (!ink) return;
    if (shown) ground.paint(shown, ink);
    paintOver();
  };
  own.onResize(over, () => {
    sheet = fitCanvas(over);
    const { offsetLeft: left, offsetTop: top, clientWidth, clientHeight } = below;
    plot = { left, top, width: clientWidth || 1, height: clientHeight || 1 };
    for (const [name, value] of Object.entries(sharesOf(plot, sheet))) frameElement.style.setProperty(`--${name}`, value);
    ground.resize();
    restyle();
  });
  own.until(lab.on(["theme"], restyle));
  own.listen(window, "beforeprint", () => {
    ground.finish();
    drawNow();
  });
  return {
    paintOver,
    paintGround,
    get plot() {
      return plot;
    },
    get dyes() {
      return dyes;
    },
    get ink() {
      return ink;
    },
    /**
     * A picture to keep.
     * @param {Field} field
     * @param {readonly string[]} words
     */
    blob(field, words) {
      const { theme } = lab.state;
      return theme && mapPicture(field, (ratio) => inkFor(dyes, theme, ratio), sceneOf(), words, theme);
    },
  };
}

/**
 * The form that a map has on the screen, which paper keeps: nothing is drawn anew there.
 * @param {import("../../views/map/over.js").Plot} plot
 * @param {{ width: number, height: number }} sheet
 */
function sharesOf({ left, top, width, height }, sheet) {
  const percent = (/** @type {number} */ part, /** @type {number} */ whole) => `${(100 * part) / (whole || 1)}%`;
  return {
    aspect: String(sheet.width / (sheet.height || 1) || 1),
    "ground-left": percent(left, sheet.width),
    "ground-top": percent(top, sheet.height),
    "ground-width": percent(width, sheet.width),
    "ground-height": percent(height, sheet.height),
  };
}
