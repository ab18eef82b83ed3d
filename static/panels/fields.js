/** Parameter fields: a number and its slider, a check box, a choice; all bound to one key of the setting. */

import { byId } from "../data/catalogue.js";
import { arrowWay, scope } from "../lab/dom.js";
import { isRefused, refuse } from "../lab/refusal.js";
import { nudged, readNumber, refusalOf } from "../math/reading.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {import("../data/catalogue.js").Catalogue} Catalogue
 * @typedef {import("../data/catalogue.js").Parameter} Parameter
 * @typedef {HTMLInputElement | HTMLSelectElement} Control
 */

/** @param {HTMLElement} root @param {Lab} lab */
export default function fieldsPanel(root, lab) {
  const own = scope();
  const controls = /** @type {NodeListOf<Control>} */ (root.querySelectorAll("input[data-key], select[data-key]"));
  const bound = Array.from(controls, (control) => {
    const key = control.dataset.key ?? "";
    return { control, key, parameter: parameterOf(control, key, lab.catalogue) };
  });
  for (const { control, key, parameter } of bound) {
    const put = (/** @type {unknown} */ value) => lab.change({ [key]: value }, { commit: false });
    const text = control instanceof HTMLInputElement && control.type === "text" ? control : null;
    own.listen(control, "input", () => {
      const value = readValue(control, parameter);
      if (value === undefined) return;
      if (text) refuse(text, "");
      put(value);
    });
    own.listen(control, "change", () => {
      if (text && readValue(text, parameter) === undefined) refuse(text, refusalOf(text.value, text.dataset.allowed ?? ""));
      lab.commit();
    });
    if (!text || parameter.kind === "integers") continue;
    own.listen(text, "keydown", (/** @type {KeyboardEvent} */ event) => {
      const way = arrowWay(event);
      if (event.key === "Escape" && isRefused(text)) {
        refuse(text, "");
        showValue(text, lab.state.setting[key] ?? parameter.default, parameter);
      }
      if (!way) return;
      event.preventDefault();
      const value = stepped(text, parameter, way);
      if (!isAllowed(value, parameter)) return;
      refuse(text, "");
      put(value);
      lab.commit();
      showValue(text, value, parameter);
    });
  }
  /** @type {import("../data/query.js").Setting} */
  let before = lab.state.setting;
  own.until(lab.on(["setting"], ({ setting }) => {
    for (const { control, key, parameter } of bound) {
      const shown = control.closest("[data-parameters]")?.hasAttribute("hidden") !== true;
      const text = control instanceof HTMLInputElement && control.type === "text" ? control : null;
      const typing = text !== null && (text === document.activeElement || (isRefused(text) && setting[key] === before[key]));
      if (!shown || typing) continue;
      if (text) refuse(text, "");
      showValue(control, setting[key] ?? parameter.default, parameter);
    }
    before = setting;
  }));
  return own.dispose;
}

/**
 * A field's number one step on: that of its slider where it has one.
 * @param {HTMLInputElement} field
 * @param {Parameter} parameter
 * @param {number} way
 */
function stepped(field, parameter, way) {
  const slider = field.closest(".field")?.querySelector("input[type=range]");
  if (parameter.kind === "number" && slider instanceof HTMLInputElement) {
    if (way > 0) slider.stepUp();
    else slider.stepDown();
    return ofSlider(slider, parameter);
  }
  const value = readNumber(field.value) || 0;
  return parameter.kind === "integer" ? value + way : nudged(value, way);
}

/**
 * @param {Control} control
 * @param {string} key optimizer.beta1, or steps
 * @param {Catalogue} catalogue
 * @returns {Parameter}
 */
function parameterOf(control, key, catalogue) {
  const owner = control.closest("[data-parameters]")?.getAttribute("data-parameters");
  const [noun = "", id = ""] = owner?.split(":") ?? [];
  const registries = { surface: catalogue.surfaces, optimizer: catalogue.optimizers, schedule: catalogue.schedules };
  const parameters = noun in registries
    ? byId(registries[/** @type {keyof typeof registries} */ (noun)], id).parameters
    : catalogue.parameters;
  const found = parameters.find(({ name }) => name === key.split(".").at(-1));
  if (!found) throw new Error(`The catalogue has no parameter ${key}.`);
  return found;
}

/**
 * What a control says, or undefined where that is not allowed.
 * @param {Control} control
 * @param {Parameter} parameter
 */
function readValue(control, parameter) {
  if (parameter.kind === "choice") return control.value;
  if (parameter.kind === "integers") return readIntegers(control.value, parameter);
  if (!(control instanceof HTMLInputElement)) return undefined;
  if (parameter.kind === "flag") return control.checked;
  if (control.value.trim() === "" && parameter.default === null) return null;
  const value = control.type === "range" ? ofSlider(control, parameter) : readNumber(control.value);
  return isAllowed(value, parameter) ? value : undefined;
}

/**
 * Whole numbers with commas between, or undefined where one is not allowed.
 * @param {string} text
 * @param {Parameter} parameter
 */
function readIntegers(text, parameter) {
  const numbers = text.split(",").map((part) => (part.trim() === "" ? NaN : Number(part)));
  const whole = numbers.every((number) => Number.isInteger(number) && isAllowed(number, parameter));
  return whole ? numbers.join(",") : undefined;
}

/**
 * @param {number} value
 * @param {Parameter} parameter
 */
export function isAllowed(value, { kind, minimum, maximum, above, below }) {
  if (!Number.isFinite(value) || (kind === "integer" && !Number.isInteger(value))) return false;
  if (minimum !== undefined && (value < minimum || (above && value === minimum))) return false;
  return maximum === undefined || (value <= maximum && !(below && value === maximum));
}

/**
 * The value of a slider, in three significant digits; where an end is excluded, just inside it.
 * @param {HTMLInputElement} slider
 * @param {Parameter} parameter
 */
function ofSlider(slider, { kind, minimum, maximum, above, below }) {
  const span = Number(slider.max) - Number(slider.min);
  const share = (slider.valueAsNumber - Number(slider.min)) / span;
  const { logMinimum, logMaximum, scale } = slider.dataset;
  const exact = scale === "log"
    ? Number(logMinimum) * (Number(logMaximum) / Number(logMinimum)) ** share
    : slider.valueAsNumber;
  const value = Number(exact.toPrecision(3));
  if (kind === "integer") return Math.round(value);
  if (below && value === maximum) return Number((value - span / 1000).toPrecision(3));
  return above && value === minimum ? Number((value + span / 1000).toPrecision(3)) : value;
}

/**
 * @param {Control} control
 * @param {unknown} value
 * @param {Parameter} parameter
 */
function showValue(control, value, parameter) {
  if (!(control instanceof HTMLInputElement)) control.value = String(value);
  else if (parameter.kind === "flag") control.checked = Boolean(value);
  else if (control.type !== "range") control.value = value === null || value === undefined ? "" : String(value);
  else {
    const { logMinimum, logMaximum, scale } = control.dataset;
    const share = Math.log(Number(value) / Number(logMinimum)) / Math.log(Number(logMaximum) / Number(logMinimum));
    const place = scale === "log" ? share * Number(control.max) : Number(value);
    control.value = Number.isFinite(place) && value !== null ? String(place) : control.min;
    control.setAttribute("aria-valuetext", value === null || value === undefined ? "automatic" : String(value));
  }
}
