/** The update rule in parts: each lights up what it is in the picture, and what is touched there lights up its part. */

import { part, scope, write } from "../lab/dom.js";
import { formatNumber, formatPoint, formatRate } from "../math/format.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {[number, number]} Point
 * @typedef {{ place: Point, next: Point, gradient: Point, rate: number }} Step
 */

const SVG = "http://www.w3.org/2000/svg";
/** Of its length the gradient is drawn so much: at its own it would leave most pictures. */
const DRAWN = 0.1;
/** From below, as they lie over each other. */
const SHAPES = /** @type {const} */ ({ gradient: "path", turn: "path", step: "path", next: "circle", place: "circle" });
/** Pixels: of a place, and of an arrow's head. */
const RADIUS = 8, HEAD = 11;

/** @param {HTMLElement} root @param {Lab} lab */
export default function anatomyPanel(root, lab) {
  const own = scope();
  const words = part(root, "anatomy-words", HTMLElement);
  const buttons = /** @type {HTMLButtonElement[]} */ ([...part(root, "anatomy", HTMLElement).querySelectorAll("[data-symbol]")]);
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("class", "anatomy");
  picture.setAttribute("aria-hidden", "true"); // the words say what it shows
  const shapes = Object.fromEntries(Object.entries(SHAPES).map(([name, shape]) => {
    const element = document.createElementNS(SVG, shape);
    element.setAttribute("data-symbol", name);
    picture.append(element);
    return [name, element];
  }));
  part(root, "path", HTMLCanvasElement).after(picture);
  own.until(() => picture.remove());

  let lit = "";
  const light = (/** @type {string} */ name) => {
    lit = name;
    for (const each of [...buttons, ...Object.values(shapes)]) each.toggleAttribute("data-lit", each.getAttribute("data-symbol") === name);
    picture.toggleAttribute("data-dimmed", name !== "");
    say();
  };
  const say = () => {
    const step = stepOf(lab.state);
    write(words, step ? sentence(lit, step) : "");
  };
  for (const element of [...buttons, ...Object.values(shapes)]) {
    const name = element.getAttribute("data-symbol") ?? "";
    for (const type of ["pointerenter", "focus", "click"]) own.listen(element, type, () => light(name));
    for (const type of ["pointerleave", "blur"]) own.listen(element, type, () => light(document.activeElement === element ? name : ""));
  }
  own.until(lab.on(["run", "step", "view"], ({ view }) => {
    const step = stepOf(lab.state);
    picture.toggleAttribute("hidden", !step || !view);
    if (step && view) place(shapes, step, view.toScreen);
    say();
  }));
  return own.dispose;
}

/** The step that leads away from the playhead, at the end the last. @param {Lab["state"]} state @returns {Step | null} */
function stepOf({ run, step }) {
  if (!run || run.length < 2) return null;
  const at = Math.min(step, run.length - 2);
  const [x, y, nextX, nextY] = [0, 1, 2, 3].map((offset) => Number(run.points[2 * at + offset]));
  const rate = Number(run.rates[at]);
  return {
    place: [Number(x), Number(y)],
    next: [Number(nextX), Number(nextY)],
    gradient: [(Number(x) - Number(nextX)) / rate, (Number(y) - Number(nextY)) / rate],
    rate,
  };
}

/**
 * @param {Record<string, SVGElement>} shapes
 * @param {Step} step
 * @param {(x: number, y: number) => Point} toScreen
 */
function place(shapes, { place: at, next, gradient }, toScreen) {
  const [from, to] = [toScreen(...at), toScreen(...next)];
  const along = (/** @type {number} */ way) => toScreen(at[0] + way * DRAWN * gradient[0], at[1] + way * DRAWN * gradient[1]);
  shapes.gradient?.setAttribute("d", arrow(from, along(1)));
  shapes.turn?.setAttribute("d", arrow(from, along(-1)));
  shapes.step?.setAttribute("d", arrow(from, to));
  for (const [name, [x, y]] of /** @type {[string, Point][]} */ ([["place", from], ["next", to]])) {
    for (const [key, value] of Object.entries({ cx: x, cy: y, r: RADIUS })) shapes[name]?.setAttribute(key, String(value));
  }
}

/** @param {Point} from @param {Point} to */
function arrow([x, y], [toX, toY]) {
  const [dx, dy] = [toX - x, toY - y];
  const length = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [(dx / length) * HEAD, (dy / length) * HEAD];
  const head = length > HEAD ? `M${toX - ux - uy / 2} ${toY - uy + ux / 2}L${toX} ${toY}L${toX - ux + uy / 2} ${toY - uy - ux / 2}` : "";
  return `M${x} ${y}L${toX} ${toY}${head}`;
}

/** @param {string} lit @param {Step} step */
function sentence(lit, { place: at, next, gradient, rate }) {
  const length = Math.hypot(...gradient);
  switch (lit) {
    case "place": return `The place now: ${formatPoint(...at)}.`;
    case "next": return `The new place: ${formatPoint(...next)}.`;
    case "gradient": return `The gradient ${formatPoint(...gradient)}: uphill, ${formatNumber(length)} long, drawn at a tenth of that.`;
    case "turn": return "Minus: the same arrow, turned round to point downhill.";
    case "step": return `η = ${formatRate(rate)} of that arrow: a step of length ${formatNumber(rate * length)}.`;
    default: return `${formatPoint(...next)} = ${formatPoint(...at)} − ${formatRate(rate)} · ${formatPoint(...gradient)}`;
  }
}
