/**
 * Keys that work everywhere: space plays, comma and full stop step, l loops, f changes η from here on, z undoes, p predicts, 1 to 6 guess,
 * h helps, i looks inside, m maps, ? lists them all.
 */

import { button } from "../lab/dom.js";
import { goTo, togglePlay } from "../lab/playback.js";
import { labOf } from "./labs.js";
import { mapButton } from "./map.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {Record<string, () => void>} Actions by the key that is pressed
 */

/** A text field has an undo of its own, and lists jump to what is typed. */
const TYPING = "input:not([type=range], [type=radio], [type=checkbox]), textarea, select";
const PRESSED_WITH_SPACE = "button, summary, a, input[type=checkbox], input[type=radio]";

/**
 * Keys go to the lab that has the focus or was used last.
 * @param {(lab: Lab) => Actions} [more] keys of one room alone, before the others
 */
export function listenToKeys(more = () => ({})) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || document.querySelector("dialog[open]")) return;
    const target = event.target instanceof HTMLElement ? event.target : document.body;
    const presses = event.key === " " && target.matches(PRESSED_WITH_SPACE);
    const lab = labOf(target);
    if (target.matches(TYPING) || presses || !lab) return;
    const action = event.ctrlKey || event.metaKey ? withControl(lab)[keyOf(event)] : { ...plain(lab), ...more(lab) }[keyOf(event)];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

/** Shift makes Z of z, whatever Caps Lock says; other signs are as they are written. @param {KeyboardEvent} event */
const keyOf = ({ key, shiftKey }) => (/^[a-z]$/i.test(key) ? (shiftKey ? key.toUpperCase() : key.toLowerCase()) : key);

/** @param {Lab} lab @returns {Actions} */
const withControl = (lab) => ({ z: lab.undo, Z: lab.redo, y: lab.redo });

/** @param {Lab} lab @returns {Actions} */
function plain(lab) {
  const { time, step, last } = lab.state;
  const press = (/** @type {ParentNode} */ root, /** @type {string} */ name) => () => button(root, name).click();
  const guesses = /** @type {NodeListOf<HTMLInputElement>} */ (lab.root.querySelectorAll("[data-part=guesses] label:not([hidden]) input"));
  const guess = (/** @type {HTMLInputElement} */ option) => () => {
    if (!lab.state.predict || !option.closest("fieldset")?.checkVisibility()) return;
    option.focus();
    option.click();
  };
  return {
    ...Object.fromEntries(Array.from(guesses, (option, index) => [index + 1, guess(option)])),
    " ": () => togglePlay(lab),
    ",": () => goTo(lab, time - 1),
    ".": () => goTo(lab, time + 1),
    l: press(lab.root, "loop"),
    f: press(lab.root, "from-here"),
    z: lab.undo,
    Z: lab.redo,
    p: press(lab.root, "predict"),
    i: () => {
      const row = lab.root.querySelector('details[data-part="inside"]');
      if (!(row instanceof HTMLDetailsElement)) return;
      row.open = !row.open;
      if (row.open && step === last) goTo(lab, 0); // at the end there is little to see
    },
    m: () => mapButton(lab)?.click(),
    h: () => {
      if (!lab.state.predict) button(lab.root, "what-helps").click();
    },
    "?": press(document, "keys"),
  };
}
