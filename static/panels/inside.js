/** Inside an optimizer: what it makes of the gradient at the step the playhead stands on, as arrows true to scale and as numbers. */

import { byId } from "../data/catalogue.js";
import { Problem } from "../data/problem.js";
import { runQuery } from "../data/query.js";
import { part, scope, write } from "../lab/dom.js";
import { goTo } from "../lab/playback.js";
import { formatNumber, formatPoint, withSubscripts } from "../math/format.js";
import { aroundOrigin, closeUp, pairOf, sceneOf, sceneOfPoints, sidesOf, updateAt, without } from "../math/inside.js";
import { fitView } from "../math/scale.js";
import { clearSheet, fitCanvas } from "../views/canvas.js";
import { drawBar, drawInside, drawOval, drawSquares, looksOf } from "../views/plane/inside.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {import("../math/inside.js").Inside} Inside
 * @typedef {import("../math/inside.js").Quantity} Quantity
 * @typedef {import("../math/clip.js").Box} Box
 * @typedef {ReturnType<typeof scope>} Scope
 * @typedef {{ query: string, inside: Inside }} Answer
 */

/** Where the arrows lie over the picture seen from above. */
const FLAT = ["plane", "basins"];
/** What is drawn and may be switched off. */
const DRAWN = ["arrow", "point", "rates", "sizes"];
const ABOUT = {
  arrow: "The gradient alone is what plain descent would do with this step's η.",
  rates: "The ellipse is where a gradient of this length would lead, whichever way it points; its half axes are as the effective rates.",
  sizes: "The box is as far as a step may go in each coordinate, whatever the slope.",
  squares: "The areas of the squares are as their numbers.",
  matrix: "The axes of a matrix are as the roots of its values along them; that of a negative one is dashed.",
};
const DIFFERS = /** @type {Record<string, string>} */ ({ decay: "with φw", noise: "with noise", batch: "of this step's batch", clip: "no longer than c" });

/** @param {HTMLElement} root @param {Lab} lab */
export default function insidePanel(root, lab) {
  const own = scope();
  const row = part(root, "inside", HTMLDetailsElement);
  const view = build(row, own);
  const over = overlay(root, lab, own);
  /** @type {Set<string>} */
  const off = new Set();
  /** @type {Answer | null} */
  let answer = null;
  let [asked, told, listed] = ["", "", ""];
  let asking = new AbortController();
  own.until(() => asking.abort());

  /** What was asked of the run on the screen; empty while that is of another setting, or a hand is on it. */
  const question = () => {
    const { runners, active, run, held } = lab.state;
    const runner = runners[active];
    return !row.open || held || !run || !runner || run.rate !== runner.setting.lr || runQuery({ ...runner.shown, lr: 1 }) !== runQuery({ ...runner.setting, lr: 1 })
      ? "" : runQuery(runner.setting);
  };
  const ask = async () => {
    const query = question();
    if (!query || query === asked || lab.state.busy) return;
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    [asked, told] = [query, ""];
    try {
      const inside = await lab.source.inside(lab.state.setting, signal);
      if (signal.aborted) return;
      answer = { query, inside };
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Problem)) throw error;
      told = error.message;
    }
    show();
  };

  const show = () => {
    const { run, step, theme, predict } = lab.state;
    const query = question();
    const inside = query && answer?.query === query ? answer.inside : null;
    const k = run ? updateAt(step, run.length) : -1;
    over.hide(!row.open || !run || k < 0 || !FLAT.includes(lab.state.look));
    if (!row.open || !theme) return;
    row.dataset.waiting = String(!inside || k < 0);
    view.start.hidden = !run || step < run.length - 1 || run.length < 2;
    if (!run || k < 0) {
      write(view.words, predict ? "Hidden until it is revealed." : "No step leads away from here.");
      return;
    }
    const scene = inside ? sceneOf(inside, k) : sceneOfPoints(run.points, k);
    const looks = looksOf(inside?.inner ?? [], theme);
    over.paint(without(scene, off), looks);
    if (!inside) {
      write(view.words, told && asked === query ? told : "…");
      return;
    }
    const name = byId(lab.catalogue.optimizers, lab.state.shown.optimizer).name;
    write(view.words, sentenceOf(inside, k, name));
    if (listed !== (listed = `${name} ${inside.inner.map(({ id }) => id).join()} ${theme.dark}`)) list(view, inside, looks, off, show);
    fill(view, inside, k);
    drawClose(view, scene, off, looks, lab, over.unit());
    drawGlyphs(view, inside, k, theme);
  };
  own.listen(view.start, "click", () => goTo(lab, 0));
  own.listen(row, "toggle", () => {
    if (row.open) void ask();
    show();
  });
  own.onResize(view.close, show);
  own.until(lab.on(["runners", "active", "held", "busy", "run"], () => void ask()));
  own.until(lab.on(["runners", "active", "held", "run", "step", "view", "zoom", "landscape", "theme", "look", "predict"], show));
  over.onSize(show);
  void ask();
  show();
  return own.dispose;
}

/**
 * The canvas over the paths.
 * @param {HTMLElement} root
 * @param {Lab} lab
 * @param {Scope} own
 */
function overlay(root, lab, own) {
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
    const frame = stage.getBoundingClientRect();
    taken = [...stage.querySelectorAll('[data-part="caption"], [data-part="legend"], [data-part="zoom"], [data-part="views"]')]
      .map((each) => each.getBoundingClientRect()).filter(({ width }) => width > 0)
      .map(({ left, right, top, bottom }) => ({ left: left - frame.left, right: right - frame.left, top: top - frame.top, bottom: bottom - frame.top }));
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
    /** @type {(scene: import("../math/inside.js").Scene, looks: ReturnType<typeof looksOf>) => void} */
    paint(scene, looks) {
      const { view, theme } = lab.state;
      clearSheet(sheet);
      if (!view || !theme || canvas.hidden || !sheet.width) return;
      const { width, height } = sheet;
      drawInside(sheet.context, scene, looks, { width, height, unit: unit(), extent: view.extent(), toScreen: view.toScreen }, theme, taken);
    },
  };
}

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
 * @param {Scope} own
 */
function build(row, own) {
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
  return { words, start, close, scale, list, about, glyphs, numbers };
}

/** @typedef {ReturnType<typeof build>} View */

/** A number, or a dash where it has left the finite numbers. @param {number | null | undefined} value */
const told = (value) => formatNumber(value ?? NaN);
/** @param {readonly (number | null)[] | undefined} row */
const pair = (row) => (row ? `(${told(row[0])}, ${told(row[1])})` : "");

/**
 * @param {Inside} inside
 * @param {number} k
 * @param {string} name of the optimizer
 */
function sentenceOf({ inner, steps }, k, name) {
  const parts = inner.filter(({ kind, adds }) => kind === "arrow" && adds);
  const added = parts.length > 1 ? `: ${parts.map(({ name: each, values }) => `${each.toLowerCase()} ${pair(values[k])}`).join(" and ")}` : "";
  return `At step ${k} the gradient alone would move w by ${pair(inner[0]?.values[k])}. ${name} moves it by ${pair(steps[k])}${added}.`;
}

/**
 * A line for everything that is drawn, with a check; redrawn when another optimizer is looked into.
 * @param {View} view
 * @param {Inside} inside
 * @param {ReturnType<typeof looksOf>} looks
 * @param {Set<string>} off
 * @param {() => void} changed
 */
function list({ list: shown, about, glyphs, numbers }, { inner }, looks, off, changed) {
  const step = { id: "step", symbol: "wₖ₊₁ − wₖ", name: "Step", kind: "arrow" };
  shown.replaceChildren(...[...inner.filter(({ kind }) => DRAWN.includes(kind)), step].map(({ id, symbol, name, kind }) => {
    const check = document.createElement("input");
    Object.assign(check, { type: "checkbox", checked: !off.has(id) });
    check.addEventListener("change", () => {
      if (check.checked) off.delete(id);
      else off.add(id);
      changed();
    });
    const output = make("span", "");
    Object.assign(output.dataset, { value: id });
    output.className = "numbers";
    const letters = make("i", "", symbol);
    letters.className = "symbol";
    const words = make("span", "", `${name} `, letters);
    return make("li", "", make("label", "", check, sampleOf(looks.get(id), kind), words, output));
  }));
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
  const kinds = new Set(inner.map(({ kind }) => kind));
  write(about, Object.entries(ABOUT).filter(([kind]) => kind === "arrow" || kinds.has(/** @type {Quantity["kind"]} */ (kind))).map(([, words]) => words).join(" "));
  numbers.replaceChildren();
}

/** @param {import("../views/plane/inside.js").Look | undefined} look @param {string} kind */
function sampleOf(look, kind) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of [["viewBox", "0 0 30 12"], ["width", "30"], ["height", "12"], ["aria-hidden", "true"], ["fill", "none"]]) svg.setAttribute(String(name), String(value));
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "path");
  const shapes = /** @type {Record<string, string>} */ ({ arrow: "M0 6h22", point: "M0 6h18M18 6a4 4 0 1 0 8 0a4 4 0 1 0 -8 0", rates: "M3 6a12 5 0 1 0 24 0a12 5 0 1 0 -24 0", sizes: "M4 1.500h22v9H4z" });
  shape.setAttribute("d", shapes[kind] ?? "");
  shape.setAttribute("stroke", kind === "arrow" && !look?.dash.length ? "currentColor" : look?.color ?? "currentColor");
  shape.setAttribute("stroke-width", String(Math.min(look?.width ?? 2, 3.5)));
  if (look?.dash.length) shape.setAttribute("stroke-dasharray", look.dash.map((each) => each * 0.8).join(" "));
  svg.append(shape);
  if (kind !== "arrow") return svg;
  const head = document.createElementNS("http://www.w3.org/2000/svg", "path");
  head.setAttribute("d", "M30 6l-10-5 2.500 5-2.500 5z");
  head.setAttribute("fill", look?.dash.length ? look.color : "currentColor");
  svg.append(head);
  return svg;
}

/**
 * The numbers of an update.
 * @param {View} view
 * @param {Inside} inside
 * @param {number} k
 */
function fill({ list: shown, glyphs, numbers }, inside, k) {
  for (const output of [...shown.querySelectorAll("[data-value]"), ...glyphs.querySelectorAll("[data-value]")]) {
    const id = /** @type {HTMLElement} */ (output).dataset.value;
    const quantity = inside.inner.find((each) => each.id === id);
    write(output, quantity ? valueOf(quantity, k) : pair(inside.steps[k]));
  }
  const sub = withSubscripts(String(k));
  const eta = inside.learning_rates[k];
  /** @type {[string, string, string][]} */
  const rows = [
    ["Point", `w${sub}`, formatPoint(.../** @type {[number, number]} */ ([...inside.points[k] ?? []]))],
    ["Learning rate", "η", eta && eta[0] === eta[1] ? told(eta[0]) : pair(eta)],
    [inside.differs.length ? `Gradient ${inside.differs.map((each) => DIFFERS[each] ?? each).join(", ")}` : "Gradient", "∇L", pair(inside.gradients[k])],
    ...(inside.differs.length ? [/** @type {[string, string, string]} */ (["Gradient of the surface", "∇L", pair(inside.slopes[k])])] : []),
    ...inside.inner.filter(({ kind }) => kind === "vector").map(({ name, symbol, values }) => /** @type {[string, string, string]} */ ([name, symbol, pair(values[k])])),
    ...limitOf(inside, k),
  ];
  const items = rows.flatMap(([name, symbol, value]) => {
    const letters = make("i", "", symbol);
    letters.className = "symbol";
    return [make("dt", "", `${name} `, letters), make("dd", "", value)];
  });
  const same = numbers.children.length === items.length && items.every((item, index) => item.textContent === numbers.children[index]?.textContent);
  if (!same) numbers.replaceChildren(...items);
}

/** @param {Quantity} quantity @param {number} k */
function valueOf({ kind, values, axes }, k) {
  const row = values[k];
  if (kind === "matrix" || (kind === "rates" && row && row.length > 2)) {
    const [long, short] = axes?.[k] ?? [];
    return `${told(long)} and ${told(short)}`;
  }
  return pair(row);
}

/**
 * The curvature that the step feels, and the most that it can bear.
 * @param {Inside} inside
 * @param {number} k
 * @returns {[string, string, string][]}
 */
function limitOf({ effective_sharpness: felt, thresholds, preconditioned, learning_rates }, k) {
  const [here, most, rate] = [felt?.[k], thresholds?.[k], learning_rates[k]?.[0]];
  if (typeof here !== "number" || typeof most !== "number" || typeof rate !== "number") return [];
  const limit = Number((most * rate).toPrecision(3));
  return [
    preconditioned ? ["Preconditioned sharpness", "λ/√v̂", told(here)] : ["Sharpness", "λ", told(here)],
    [here > most ? "Above its limit: steps grow" : "Below its limit", `${limit}/η`, told(most)],
  ];
}

/**
 * The same arrows, enlarged until they can be read.
 * @param {View} view
 * @param {import("../math/inside.js").Scene} scene
 * @param {ReadonlySet<string>} off
 * @param {ReturnType<typeof looksOf>} looks
 * @param {Lab} lab
 * @param {number} unit pixels of the picture
 */
function drawClose({ close, scale }, scene, off, looks, { state: { theme } }, unit) {
  const sheet = fitCanvas(close);
  clearSheet(sheet);
  const near = aroundOrigin(scene);
  const extent = closeUp(near);
  if (!theme || !sheet.width) return;
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
  drawInside(context, without(near, off), looks, plane, theme, [bar]);
  context.beginPath();
  context.arc(x, y, 3.5 * theme.scale, 0, 2 * Math.PI);
  context.fillStyle = theme.text;
  context.fill();
  const times = plane.unit / unit;
  write(scale, `${times >= 1 ? `Enlarged ${formatNumber(times)} times` : `Made ${formatNumber(1 / times)} times smaller`}; a hollow head is longer than its arrow, which ends at its tip.`);
}

/**
 * Squares and matrices.
 * @param {View} view
 * @param {Inside} inside
 * @param {number} k
 * @param {import("../views/theme.js").Theme} theme
 */
function drawGlyphs({ glyphs }, { inner }, k, theme) {
  for (const figure of /** @type {NodeListOf<HTMLElement>} */ (glyphs.querySelectorAll("[data-glyph]"))) {
    const quantity = inner.find(({ id }) => id === figure.dataset.glyph);
    const canvas = figure.querySelector("canvas");
    if (!quantity || !canvas) continue;
    const sheet = fitCanvas(canvas);
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
