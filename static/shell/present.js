/** On a projector: a clicker visits the regimes, arrows move η, b blanks, Escape leaves, first the map. */

import { button, input, part } from "../lab/dom.js";
import { nearestNotch } from "../lab/setting.js";
import { stopsOf } from "../math/track.js";
import { labOf } from "./labs.js";
import { mapButton } from "./map.js";

/** @typedef {import("../lab/mount.js").Lab} Lab */

const CLICKER = /** @type {Record<string, 1 | -1>} */ ({ PageDown: 1, PageUp: -1 });
/** What ends a blank screen: whatever a hand or a clicker does. */
const WAKES = ["b", "B", "Escape", " ", "Enter", ".", ...Object.keys(CLICKER)];

/**
 * Page keys mean next and previous wherever the focus is, in a slider too: they are heard before it.
 * @returns {(lab: Lab) => import("./keyboard.js").Actions} what the other keys do
 */
export function presentation() {
  const blank = part(document, "blank", HTMLElement);
  const isBlank = () => !blank.hidden;
  const setBlank = (/** @type {boolean} */ on) => {
    blank.hidden = !on;
    if (on) blank.focus();
  };
  blank.addEventListener("click", () => setBlank(false));
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const way = CLICKER[event.key];
    if (!isBlank() && !way) return;
    event.preventDefault();
    event.stopPropagation();
    if (isBlank()) {
      if (WAKES.includes(event.key)) setBlank(false);
      return;
    }
    const lab = document.querySelector("dialog[open]") ? null : labOf();
    if (lab && way) visit(lab, way);
  }, true);
  return (lab) => actions(lab, () => setBlank(true));
}

/**
 * To the middle of the next regime on the slider.
 * @param {Lab} lab
 * @param {1 | -1} way
 */
function visit(lab, way) {
  const { runners, active, setting } = lab.state;
  const family = runners[active]?.family; // also while the answer is hidden: the order tells nothing
  if (!family) return;
  const { notches } = lab.catalogue;
  const here = nearestNotch(notches, setting.lr);
  const stops = stopsOf(family.outcomes).map(({ middle }) => middle);
  const next = way > 0 ? stops.find((notch) => notch > here) : stops.findLast((notch) => notch < here);
  if (next !== undefined) lab.change({ lr: Number(notches[next]) });
}

/**
 * @param {Lab} lab
 * @param {() => void} blank
 * @returns {import("./keyboard.js").Actions}
 */
function actions(lab, blank) {
  const [slider, helps] = [input(lab.root, "rate"), button(lab.root, "what-helps")];
  const nudge = (/** @type {number} */ way) => () => {
    slider.valueAsNumber += way;
    slider.dispatchEvent(new Event("input"));
    slider.dispatchEvent(new Event("change"));
  };
  /** @type {import("./keyboard.js").Actions} */
  const keys = {
    b: blank,
    Escape: () => {
      if (helps.getAttribute("aria-expanded") === "true") helps.click();
      else if (mapButton(lab)?.ariaPressed === "true") mapButton(lab)?.click();
      else part(document, "leave", HTMLAnchorElement).click();
    },
  };
  // A slider and radio buttons have arrows of their own.
  if (!document.activeElement?.matches("input")) {
    Object.assign(keys, { ArrowRight: nudge(1), ArrowUp: nudge(1), ArrowLeft: nudge(-1), ArrowDown: nudge(-1) });
  }
  return keys;
}
