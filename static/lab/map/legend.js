/** What the colours and patterns of a map mean: those that are there, with words and their shares. */

import { SHADES } from "../../math/field.js";
import { paintRows } from "../../math/screen.js";
import { kindInWords, percent } from "./words.js";

/**
 * @typedef {import("../../math/screen.js").Ink} Ink
 * @typedef {{ kind: number, share: number }} Found
 */

/** Kinds that a legend names; those left are so few pixels that nobody would find them. */
const MOST = 8;

/**
 * @param {HTMLElement} list
 * @param {readonly Found[]} found
 * @param {Ink} ink
 * @param {(kind: number) => boolean} lasts whether a kind's shade says how soon
 * @param {import("./words.js").Outcomes} outcomes
 * @param {ArrayLike<number>} minima
 * @param {typeof kindInWords} [wordsOf] what a kind is called
 */
export function showLegend(list, found, ink, lasts, outcomes, minima, wordsOf = kindInWords) {
  const shown = found.slice(0, MOST);
  while (list.children.length > shown.length) list.lastElementChild?.remove();
  shown.forEach(({ kind, share }, index) => {
    const item = list.children[index] ?? list.appendChild(madeItem());
    const [canvas, word, part] = [...item.children];
    const text = wordsOf(kind, outcomes, minima);
    if (word.textContent !== text) word.textContent = text;
    if (part.textContent !== percent(share)) part.textContent = percent(share);
    if (canvas instanceof HTMLCanvasElement) swatch(canvas, kind, ink, lasts(kind));
  });
}

function madeItem() {
  const item = document.createElement("li");
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  item.append(canvas, document.createElement("span"), document.createElement("span"));
  item.lastElementChild?.classList.add("numbers");
  return item;
}

/**
 * A kind as the map paints it; where its shade says how soon a run is there, from the soonest to the latest.
 * @param {HTMLCanvasElement} canvas
 * @param {number} kind
 * @param {Ink} ink
 * @param {boolean} lasts
 */
function swatch(canvas, kind, ink, lasts) {
  const name = `${kind} ${lasts} ${ink.square} ${ink.colours[kind * SHADES]}`;
  if (canvas.dataset.shows === name) return;
  canvas.dataset.shows = name;
  const ratio = Math.min(globalThis.devicePixelRatio || 1, 2);
  const [width, height] = [Math.round(36 * ratio), Math.round(18 * ratio)];
  [canvas.width, canvas.height] = [width, height];
  const lookAt = (/** @type {number} */ shade) => kind * SHADES + (lasts ? shade : 0);
  const looks = Uint16Array.from({ length: SHADES * SHADES }, (_, index) => lookAt(index % SHADES));
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(width, height);
  paintRows(new Uint32Array(image.data.buffer), width, height, 0, height, { size: SHADES, looks }, ink);
  context.putImageData(image, 0, 0);
}

