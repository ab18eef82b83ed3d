/** The row that says what an optimizer does at a step: its words, its checks, its numbers and small drawings. */

import { aroundOrigin, closeUp, pairOf, sidesOf, without } from "../../math/inside.js";
import { fitView } from "../../math/scale.js";
import { clearSheet, fitCanvas } from "../../views/canvas.js";
import { drawBar, drawOval, drawSquares } from "../../views/plane/glyphs.js";
import { drawInside } from "../../views/plane/inside.js";
import { write } from "../dom.js";
import { pair, rowsOf, scaleOf, valueOf } from "./words.js";

/**
 * @typedef {import("../../math/inside.js").Inside} Inside
 * @typedef {import("../../math/inside.js").Quantity} Quantity
 * @typedef {Map<string, import("../../views/plane/inside.js").Look>} Looks
 * @typedef {import("../../views/theme.js").Theme} Theme
 * @typedef {ReturnType<typeof build>} Row
 */

/** What is drawn and may be switched off. */
const DRAWN = ["arrow", "point", "rates", "sizes"];
const ABOUT = {
  arrow: "The gradient alone is what plain descent would do with this step's η.",
  rates: "The ellipse is where a gradient of this length would lead, whichever way it points; its half axes are as the effective rates.",
  sizes: "The box is as far as a step may go in each coordinate, whatever the slope.",
  squares: "The areas of the squares are as their numbers.",
  matrix: "The axes of a matrix are as the roots of its values along them; that of a negative one is dashed.",
};

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {string} part
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
function make(name, part, ...children) {
  const element = document.createElement(name);
  if (part) element.dataset.part = part;
  element.append(...children);
  return element;
}

let serial = 0;

/**
 * What stands in the row.
 * @param {HTMLElement} row
 * @param {ReturnType<typeof import("../dom.js").scope>} own
 */
export function build(row, own) {
  const words = make("p", "inside-words");
  words.id = `inside-words-${(serial += 1)}`;
  const start = make("button", "inside-start", "To the first step");
  start.type = "button";
  start.className = "quiet";
  const [close, scale] = [make("canvas", "inside-close"), make("figcaption", "inside-scale")];
  close.setAttribute("role", "img");
  close.ariaLabel = "Close-up of the step";
  close.setAttribute("aria-describedby", words.id);
  const list = make("ul", "inside-list");
  const [about, glyphs, numbers] = [make("p", "inside-about"), make("div", "inside-glyphs"), make("dl", "inside-numbers")];
  about.className = "about";
  numbers.className = "numbers";
  const figure = make("figure", "", close, scale);
  const body = make("div", "inside-body", words, start, figure, list, about, glyphs, numbers);
  row.append(body);
  own.until(() => body.remove());
  /** Canvases fitted to their sizes. @type {Map<HTMLCanvasElement, import("../../views/canvas.js").Sheet>} */
  const sheets = new Map();
  return { words, start, close, scale, list, about, glyphs, numbers, sheets };
}

/**
 * A line for everything that is drawn, with a check; redrawn when another optimizer is looked into.
 * @param {Row} row
 * @param {Inside} inside
 * @param {Looks} looks
 * @param {ReadonlySet<string>} off
 */
export function list({ list: shown, about, glyphs, numbers, sheets }, { inner }, looks, off) {
  const step = { id: "step", symbol: "wₖ₊₁ − wₖ", name: "Step", kind: "arrow" };
  shown.replaceChildren(...[...inner.filter(({ kind }) => DRAWN.includes(kind)), step].map(({ id, symbol, name, kind }) => {
    const check = document.createElement("input");
    Object.assign(check, { type: "checkbox", checked: !off.has(id) });
    check.dataset.shows = id;
    const output = make("span", "");
    Object.assign(output.dataset, { value: id });
    output.className = "numbers";
    const letters = make("i", "", symbol);
    letters.className = "symbol";
    const words = make("span", "", `${name} `, letters);
    return make("li", "", make("label", "", check, sampleOf(looks.get(id), kind), words, output));
  }));
  for (const canvas of glyphs.querySelectorAll("canvas")) sheets.delete(canvas);
  glyphs.replaceChildren(...inner.filter(({ kind }) => kind === "squares" || kind === "matrix").map(({ id, name, symbol }) => {
    const canvas = document.createElement("canvas");
    canvas.ariaHidden = "true";
    const output = make("span", "");
    output.dataset.value = id;
    output.className = "numbers";
    const letters = make("i", "", symbol);
    letters.className = "symbol";
    const figure = make("figure", "", canvas, make("figcaption", "", `${name} `, letters, " ", output));
    figure.dataset.glyph = id;
    return figure;
  }));
  for (const canvas of glyphs.querySelectorAll("canvas")) sheets.set(canvas, fitCanvas(canvas));
  const kinds = new Set(inner.map(({ kind }) => kind));
  write(about, Object.entries(ABOUT).filter(([kind]) => kind === "arrow" || kinds.has(/** @type {Quantity["kind"]} */ (kind))).map(([, words]) => words).join(" "));
  numbers.replaceChildren();
}

/** @param {import("../../views/plane/inside.js").Look | undefined} look @param {string} kind */
function sampleOf(look, kind) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of [["viewBox", "0 0 30 12"], ["width", "30"], ["height", "12"], ["aria-hidden", "true"], ["fill", "none"]]) svg.setAttribute(String(name), String(value));
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "path");
  const shapes = /** @type {Record<string, string>} */ ({ arrow: "M0 6h22", point: "M0 6h18", rates: "M3 6a12 5 0 1 0 24 0a12 5 0 1 0 -24 0", sizes: "M4 1.500h22v9H4z" });
  shape.setAttribute("d", shapes[kind] ?? "");
  shape.setAttribute("stroke", kind === "arrow" && !look?.dash.length ? "currentColor" : look?.color ?? "currentColor");
  shape.setAttribute("stroke-width", String(Math.min(look?.width ?? 2, 3.5)));
  if (look?.dash.length) shape.setAttribute("stroke-dasharray", look.dash.map((each) => each * 0.8).join(" "));
  svg.append(shape);
  if (kind !== "arrow" && kind !== "point") return svg;
  const head = document.createElementNS("http://www.w3.org/2000/svg", "path");
  head.setAttribute("d", kind === "arrow" ? "M30 6l-10-5 2.500 5-2.500 5z" : "M19 6a4 4 0 1 0 8 0a4 4 0 1 0 -8 0");
  head.setAttribute(kind === "arrow" ? "fill" : "stroke", look?.dash.length ? look.color : "currentColor");
  if (kind === "point") head.setAttribute("stroke-width", "2");
  svg.append(head);
  return svg;
}

/**
 * The numbers of an update.
 * @param {Row} row
 * @param {Inside} inside
 * @param {number} k
 * @param {string} felt the symbol of the curvature that the optimizer feels
 */
export function fill({ list: shown, glyphs, numbers }, inside, k, felt) {
  for (const output of [...shown.querySelectorAll("[data-value]"), ...glyphs.querySelectorAll("[data-value]")]) {
    const id = /** @type {HTMLElement} */ (output).dataset.value;
    const quantity = inside.inner.find((each) => each.id === id);
    write(output, quantity ? valueOf(quantity, k) : pair(inside.steps[k]));
  }
  const rows = rowsOf(inside, k, felt);
  if (numbers.children.length !== 2 * rows.length) {
    numbers.replaceChildren(...rows.flatMap(() => {
      const letters = make("i", "");
      letters.className = "symbol";
      return [make("dt", "", make("span", ""), " ", letters), make("dd", "")];
    }));
  }
  rows.forEach(([name, symbol, value], index) => {
    const [term, described] = [numbers.children[2 * index], numbers.children[2 * index + 1]];
    if (!term?.firstElementChild || !term.lastElementChild || !described) return;
    write(term.firstElementChild, name);
    write(term.lastElementChild, symbol);
    write(described, value);
  });
}

/**
 * The same arrows, enlarged until they can be read.
 * @param {Row} row
 * @param {import("../../math/inside.js").Scene} scene
 * @param {ReadonlySet<string>} off
 * @param {Looks} looks
 * @param {Theme} theme
 * @param {number} unit pixels of the picture; NaN where it is not seen from above
 */
export function drawClose({ close, scale, sheets }, scene, off, looks, theme, unit) {
  const sheet = sheets.get(close);
  if (!sheet?.width) return;
  clearSheet(sheet);
  const near = aroundOrigin(scene);
  const extent = closeUp(near);
  if (!extent) {
    write(scale, "Nothing moves.");
    return;
  }
  const plane = fitView(extent, sheet.width, sheet.height, 18 * theme.scale);
  const { context } = sheet;
  const [x, y] = plane.toScreen(0, 0);
  context.strokeStyle = theme.line;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, y);
  context.lineTo(sheet.width, y);
  context.moveTo(x, 0);
  context.lineTo(x, sheet.height);
  context.stroke();
  const bar = drawBar(context, plane, theme);
  drawInside(context, without(near, off), looks, plane, theme, [bar], 5);
  context.beginPath();
  context.arc(x, y, 3.5 * theme.scale, 0, 2 * Math.PI);
  context.fillStyle = theme.text;
  context.fill();
  write(scale, scaleOf(plane.unit / unit));
}

/**
 * Squares and matrices.
 * @param {Row} row
 * @param {Inside} inside
 * @param {number} k
 * @param {Theme} theme
 */
export function drawGlyphs({ glyphs, sheets }, { inner }, k, theme) {
  for (const figure of /** @type {NodeListOf<HTMLElement>} */ (glyphs.querySelectorAll("[data-glyph]"))) {
    const quantity = inner.find(({ id }) => id === figure.dataset.glyph);
    const canvas = figure.querySelector("canvas");
    const sheet = canvas && sheets.get(canvas);
    if (!quantity || !sheet) continue;
    clearSheet(sheet);
    const value = pairOf(quantity.values[k]);
    const [long, short, angle] = quantity.axes?.[k] ?? [];
    if (quantity.kind === "squares" && value) drawSquares(sheet.context, sidesOf(value, sheet.height - 22 * theme.scale), sheet, theme);
    else if (typeof long === "number" && typeof short === "number" && typeof angle === "number") {
      const half = [long, short].map((each) => Math.sign(each) * Math.sqrt(Math.abs(each)));
      drawOval(sheet.context, half, angle, sheet, theme);
    }
  }
}
