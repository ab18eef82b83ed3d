/** A map as a picture to keep: every pixel that was computed, with its sides and what is set. */

import { paintRows } from "../../math/screen.js";
import { fontOf } from "../theme.js";
import { drawOver } from "./over.js";

/** Pixels along the map in a picture, at the least: a coarse one is enlarged by a whole number. */
const LEAST = 512;
/** Left, right, above and below. */
const MARGINS = [72, 24, 44, 44];

/**
 * @param {import("../../math/field.js").Field} field
 * @param {(ratio: number) => import("../../math/screen.js").Ink} inkAt
 * @param {import("./over.js").Over} over
 * @param {readonly string[]} words lines above it
 * @param {import("../theme.js").Theme} theme
 * @returns {Promise<Blob>}
 */
export function mapPicture(field, inkAt, over, words, theme) {
  const side = field.size * Math.max(Math.ceil(LEAST / field.size), 1);
  const scale = Math.max(side / LEAST / 1.5, 1);
  const [left, right, top, bottom] = MARGINS.map((each) => Math.round(each * scale));
  const canvas = document.createElement("canvas");
  canvas.width = left + side + right;
  canvas.height = top + side + bottom;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.fillStyle = theme.surface;
  context.fillRect(0, 0, canvas.width, canvas.height);
  const strip = context.createImageData(side, side);
  paintRows(new Uint32Array(strip.data.buffer), side, side, 0, side, field, inkAt(scale));
  context.putImageData(strip, left, top);
  const large = { ...theme, scale };
  const sheet = { width: canvas.width, height: canvas.height };
  drawOver(context, { ...over, cursor: null, frame: null }, { left, top, width: side, height: side }, sheet, large);
  context.font = fontOf(large);
  context.fillStyle = theme.text;
  context.textAlign = "left";
  context.textBaseline = "top";
  words.forEach((line, index) => context.fillText(line, left, (6 + 18 * index) * scale, side));
  return new Promise((resolve, reject) => canvas.toBlob((blob) => {
    if (blob) resolve(blob);
    else reject(new Error("This browser makes no picture of a canvas."));
  }, "image/png"));
}
