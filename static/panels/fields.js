/** Parameter fields: a number, a check box, a choice; each bound to one key of the setting. */

import { isList, parameterOf } from "../data/catalogue.js";
import { arrowWay, scope } from "../lab/dom.js";
import { follow } from "../lab/follow.js";
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
  const controls = /** @type {NodeListOf<Control>} */ (root.querySelectorAll("input[data-key]:not([type=range]), select[data-key]"));
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
    if (!text || isList(parameter)) continue;
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
  // What a hand was quicker to type than this was to come.
  for (const { control } of bound) {
    if (!isTouched(control)) continue;
    control.dispatchEvent(new Event("input"));
    if (control !== document.activeElement) control.dispatchEvent(new Event("change"));
  }
  /** @type {import("../data/query.js").Setting} */
  let before = lab.state.setting;
  const show = (/** @type {import("../lab/state.js").LabState} */ { setting }) => {
    for (const { control, key, parameter } of bound) {
      const shown = control.closest("[data-parameters]")?.hasAttribute("hidden") !== true;
      const text = control instanceof HTMLInputElement && control.type === "text" ? control : null;
      const typing = text !== null && (text === document.activeElement || (isRefused(text) && setting[key] === before[key]));
      if (!shown || typing) continue;
      if (text) refuse(text, "");
      showValue(control, setting[key] ?? parameter.default, parameter);
    }
    before = setting;
  };
  follow(lab, own, ["setting"], show);
  return own.dispose;
}

/** Whether it says something else than the page came with. @param {Control} control */
function isTouched(control) {
  if (!(control instanceof HTMLInputElement)) {
    return control.value !== ([...control.options].find((each) => each.defaultSelected) ?? control.options[0])?.value;
  }
  return control.type === "checkbox" ? control.checked !== control.defaultChecked : control.value !== control.defaultValue;
}

/**
 * A field's number one step on.
 * @param {HTMLInputElement} field
 * @param {Parameter} parameter
 * @param {number} way
 */
function stepped(field, { kind }, way) {
  const value = readNumber(field.value) || 0;
  return kind === "integer" ? value + way : nudged(value, way);
}

/**
 * What a control says, or undefined where that is not allowed.
 * @param {Control} control
 * @param {Parameter} parameter
 */
function readValue(control, parameter) {
  if (parameter.kind === "choice") return control.value;
  if (isList(parameter)) return readList(control.value, parameter);
  if (!(control instanceof HTMLInputElement)) return undefined;
  if (parameter.kind === "flag") return control.checked;
  if (control.value.trim() === "" && parameter.default === null) return null;
  const value = readNumber(control.value);
  return isAllowed(value, parameter) ? value : undefined;
}

/**
 * Several numbers with commas between, or undefined where one is not allowed: whole ones, or the points of a curve, of
 * which every first one goes from 0 to 1 and never falls.
 * @param {string} text
 * @param {Parameter} parameter
 */
function readList(text, parameter) {
  const numbers = text.split(",").map((part) => (part.trim() === "" ? NaN : Number(part)));
  const fits = parameter.kind === "points"
    ? numbers.length % 2 === 0 && numbers.every((number, index) => (index % 2 ? isAllowed(number, parameter)
      : number >= (numbers[index - 2] ?? 0) && number <= 1))
    : numbers.every((number) => Number.isInteger(number) && isAllowed(number, parameter));
  return fits ? numbers.join(",") : undefined;
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
 * @param {Control} control
 * @param {unknown} value
 * @param {Parameter} parameter
 */
function showValue(control, value, parameter) {
  if (!(control instanceof HTMLInputElement)) control.value = String(value);
  else if (parameter.kind === "flag") control.checked = Boolean(value);
  else control.value = value === null || value === undefined ? "" : String(value);
}
