/** The rows of the hand say what is chosen, in words. */

import { byId, toldOf } from "../data/catalogue.js";
import { part, scope, write } from "../lab/dom.js";
import { nameOf } from "../lab/race.js";
import { counted } from "../math/format.js";

/**
 * @typedef {import("../data/query.js").Setting} Setting
 * @typedef {import("../data/catalogue.js").Catalogue} Catalogue
 * @typedef {import("../data/catalogue.js").Parameter} Parameter
 */

/** Of the drawing of a schedule. */
const [WIDTH, HEIGHT] = [32, 10];

/** @param {HTMLElement} root @param {import("../lab/mount.js").Lab} lab */
export default function rowsPanel(root, lab) {
  const own = scope();
  const rows = Object.entries(WORDS).map(([name, words]) => ({ row: part(root, `${name}-chosen`, HTMLElement), words }));
  own.until(lab.on(["setting"], ({ setting }) => {
    for (const { row, words } of rows) write(textOf(row), words(setting, lab.catalogue));
  }));
  const compared = part(root, "compare-chosen", HTMLElement);
  own.until(lab.on(["runners"], ({ runners }) => write(textOf(compared), runners.length === 1 ? "one runner" : whoRuns(runners, lab.catalogue))));
  const curve = curveIn(part(root, "schedule-chosen", HTMLElement));
  own.until(lab.on(["run", "predict"], ({ run, predict }) => {
    // Where η hangs on the loss it is part of the answer.
    if (run) curve.setAttribute("d", predict ? "" : curveOf(run.rates, run.steps));
  }));
  // The tallest: opened, it is seen.
  const tall = part(root, "schedule", HTMLDetailsElement);
  own.listen(tall, "toggle", () => tall.open && tall.scrollIntoView({ block: "nearest" }));
  return own.dispose;
}

/** @param {readonly import("../lab/runner.js").Runner[]} runners @param {Catalogue} catalogue */
const whoRuns = (runners, catalogue) => `${runners.length}: ${runners.map((each) => nameOf(each, catalogue)).join(", ")}`;

/** A row's words stand in an element of their own, beside its drawing. @param {HTMLElement} row */
const textOf = (row) => row.querySelector("span") ?? row.appendChild(document.createElement("span"));

/** @param {HTMLElement} row */
function curveIn(row) {
  textOf(row);
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("viewBox", `-1 -1 ${WIDTH + 2} ${HEIGHT + 2}`);
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  row.append(drawing);
  drawing.append(path);
  return path;
}

/**
 * The rates along a run, the highest at the top, as far as they are known.
 * @param {ArrayLike<number>} rates
 * @param {number} steps
 */
export function curveOf(rates, steps) {
  const last = Math.max(steps - 1, 1);
  const points = Math.min(last, WIDTH);
  const at = Array.from({ length: points + 1 }, (_, index) => Math.round((index / points) * last));
  const known = at.map((step) => ({ step, rate: Number(rates[Math.min(step, steps - 1)] ?? NaN) })).filter(({ rate }) => Number.isFinite(rate));
  const highest = Math.max(...known.map(({ rate }) => rate), Number.MIN_VALUE);
  return known.map(({ step, rate }, index) =>
    `${index ? "L" : "M"}${((step / last) * WIDTH).toFixed(1)} ${(HEIGHT * (1 - rate / highest)).toFixed(1)}`).join("");
}

/** @type {Record<string, (setting: Setting, catalogue: Catalogue) => string>} */
export const WORDS = {
  surface(setting, { surfaces }) {
    if (setting.f !== undefined) return String(setting.f);
    const surface = byId(surfaces, setting.surface);
    return [surface.name, ...toldOf(surface, setting).flatMap((each) => valueInWords(each, setting[`surface.${each.name}`]))].join(", ");
  },
  optimizer: (setting, { optimizers }) => withOptions(byId(optimizers, setting.optimizer), "optimizer", setting),
  schedule(setting, { schedules }) {
    const words = withOptions(byId(schedules, setting.schedule), "schedule", setting);
    const warmup = Number(setting.warmup ?? 0);
    return warmup > 0 ? `Warm-up of ${warmup}, then ${words.charAt(0).toLowerCase()}${words.slice(1)}` : words;
  },
  noise({ noise, batch, clip }) {
    const said = [
      ...(Number(noise ?? 0) > 0 ? [`σ = ${written(noise)}`] : []),
      ...(batch === undefined ? [] : [`batches of ${batch}`]),
      ...(clip === undefined ? [] : [`clipped at ${written(clip)}`]),
    ];
    return said.join(", ") || "none";
  },
  start: ({ start, steps }) => `${start ? `(${start.map(written).join(", ")})` : "…"}, ${counted(steps, "step")}`,
};

/**
 * @param {{ name: string, parameters: Parameter[] }} entry
 * @param {string} noun
 * @param {Setting} setting
 */
function withOptions({ name, parameters }, noun, setting) {
  const others = parameters.flatMap((each) => {
    const value = setting[`${noun}.${each.name}`];
    return value === undefined || String(value) === String(each.default) ? [] : valueInWords(each, value);
  });
  return [name, ...others].join(", ");
}

/**
 * @param {Parameter} parameter
 * @param {unknown} value
 */
function valueInWords({ label, symbol, kind }, value) {
  if (kind === "flag") return String(value) === "true" ? [label.toLowerCase()] : [];
  if (value === undefined) return [];
  return [symbol ? `${symbol.replace("_", " ")} = ${written(value)}` : `${label.toLowerCase()} ${written(value)}`];
}

/** As it is typed, with a true minus sign, and no longer than a row. @param {unknown} value */
const written = (value) =>
  (typeof value === "number" ? String(Number(value.toPrecision(4))) : String(value)).replaceAll("-", "−");
