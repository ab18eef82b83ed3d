/** Handles on the curve of η: buttons that a hand drags and keys move, notch by notch. */

import { isAlong, moved, nearestTo } from "../../math/handles.js";
import { formatRate } from "../../math/format.js";
import { nearest } from "../../math/notches.js";
import { scope } from "../dom.js";
import { notchesFor } from "../notches.js";
import { curveOf, gripsOf, listIn, placeOf } from "./curve.js";
import { holds } from "./hold.js";

/**
 * @typedef {import("../mount.js").Lab} Lab
 * @typedef {import("./curve.js").Grip} Grip
 * @typedef {import("./hold.js").Board} Board
 * @typedef {{ button: HTMLButtonElement, grip: Grip, own: ReturnType<typeof scope> }} Shown
 */

/** Above the plot, in the room that it has there, in pixels. */
const ABOVE = 12;
const FAR = 10;

/**
 * Keeps the handles of the present schedule on a board.
 * @param {Board} board
 * @param {Lab} lab
 * @returns {{ show: () => void, stems: () => number[], rates: () => number[], dispose: () => void }}
 */
export function scheduleHandles(board, lab) {
  /** @type {Map<string, Shown>} */
  const shown = new Map();

  const make = (/** @type {Grip} */ grip) => {
    const own = scope();
    const button = document.createElement("button");
    button.type = "button";
    button.className = "grip";
    button.setAttribute("role", "slider");
    button.dataset.axis = isAlong(grip.handle) ? "step" : "rate";
    button.dataset.grip = grip.id;
    button.setAttribute("aria-orientation", isAlong(grip.handle) ? "horizontal" : "vertical");
    const sign = document.createElement("span");
    sign.ariaHidden = "true";
    button.append(sign);
    board.element.append(button);
    own.until(() => button.remove());
    /** @type {Shown} */
    const each = { button, grip, own };
    holds(button, board, lab, own, {
      key: grip.index < 0 ? grip.key : null,
      keys: [grip.key],
      to: (x, y) => valueAt(each, x, y),
      by: (across, up, far) => nudged(each, across + up, far),
      end: (last) => ends(each)[last ? 1 : 0] ?? null,
      put: (value) => patchFor(each.grip, value),
    });
    return each;
  };

  /** What a value may be. A list has no slider: any step. @param {Grip} grip */
  const notchesOf = (grip) => (grip.index < 0 ? notchesFor(lab, grip.key, grip.parameter) : null);
  const patchFor = (/** @type {Grip} */ { key, index, parameter }, /** @type {number} */ value) =>
    ({ [key]: index < 0 ? value : moved(listIn(lab, key), index, value, parameter.maximum ?? value).join(",") });
  /** In pixels, along the way that it moves. @param {Grip} grip @param {number | null} value */
  const pixelOf = (grip, value) => {
    const { step, rate } = placeOf(grip, value, curveOf(lab));
    const layout = board.layout();
    return layout ? (rate === null ? layout.x(step) : layout.y(rate)) : 0;
  };
  const valueAt = (/** @type {Shown} */ { grip }, /** @type {number} */ x, /** @type {number} */ y) => {
    const layout = board.layout();
    if (!layout) return null;
    const notches = notchesOf(grip);
    if (!notches) return Math.round(layout.toStep(x)) - (placeOf(grip, 0, curveOf(lab)).step);
    return nearestTo(notches, (value) => pixelOf(grip, value), isAlong(grip.handle) ? x : y);
  };
  /** The first and the last value, as the curve shows them: from left to right, from below. @param {Shown} each */
  const ends = ({ grip }) => {
    const notches = notchesOf(grip) ?? [1, lab.state.setting.steps];
    return grows(grip, notches) ? [notches[0], notches.at(-1)] : [notches.at(-1), notches[0]];
  };
  /** Whether a larger value stands further right, or further up. @param {Grip} grip @param {readonly number[]} notches */
  const grows = (grip, notches) => {
    const [low, high] = [notches[0], notches.at(-1)].map((value) => placeOf(grip, Number(value), curveOf(lab)));
    return (high?.rate ?? high?.step ?? 0) >= (low?.rate ?? low?.step ?? 0);
  };
  const nudged = (/** @type {Shown} */ { grip }, /** @type {number} */ way, /** @type {boolean} */ far) => {
    const by = way * (far ? FAR : 1);
    const notches = notchesOf(grip);
    if (!notches) return Math.max(Number(grip.value) + by, 1);
    const at = nearest(notches, grip.value ?? fallback(grip, notches), grip.parameter);
    const next = at + (grows(grip, notches) ? by : -by);
    return Number(notches[Math.min(Math.max(next, 0), notches.length - 1)]);
  };
  /** The notch where it stands while the run itself decides. @param {Grip} grip @param {readonly number[]} notches */
  const fallback = (grip, notches) => nearestTo(notches, (value) => pixelOf(grip, value), pixelOf(grip, null));

  const place = (/** @type {Shown} */ { button, grip }) => {
    const layout = board.layout();
    if (!layout) return;
    const { step, rate } = placeOf(grip, grip.value, curveOf(lab));
    button.style.left = `${layout.x(step)}px`;
    button.style.top = `${rate === null ? layout.plot.top - ABOVE : layout.y(rate)}px`;
    button.toggleAttribute("data-beyond", step > lab.state.setting.steps);
    button.dataset.side = layout.x(step) > (layout.plot.left + layout.plot.right) / 2 ? "left" : "right";
    const sign = /** @type {HTMLElement} */ (button.firstElementChild);
    if (sign.dataset.of !== grip.id) {
      sign.dataset.of = grip.id;
      const [letter = "", below] = (grip.parameter.symbol ?? "").split("_");
      sign.replaceChildren(...(letter ? [Object.assign(document.createElement("i"), { textContent: letter })] : [grip.parameter.label]));
      if (below) sign.append(Object.assign(document.createElement("sub"), { textContent: below }));
    }
    const where = rate === null ? `step ${Number(step.toFixed(1))}` : `η ${formatRate(rate)}`;
    const notches = notchesOf(grip) ?? [1, lab.state.setting.steps];
    const now = grip.value ?? fallback(grip, notches);
    button.setAttribute("aria-valuemin", String(Math.min(Number(notches[0]), now)));
    button.setAttribute("aria-valuemax", String(Math.max(Number(notches.at(-1)), now)));
    button.setAttribute("aria-valuenow", String(now));
    button.setAttribute("aria-valuetext", `${grip.value === null ? "automatic" : Number(grip.value.toPrecision(4))}, at ${where}`);
  };

  return {
    show() {
      const grips = gripsOf(lab);
      for (const [id, { own }] of shown) {
        if (grips.some((each) => each.id === id)) continue;
        own.dispose();
        shown.delete(id);
      }
      for (const grip of grips) {
        const each = shown.get(grip.id) ?? make(grip);
        // The same name may be another schedule's parameter.
        Object.assign(each, { grip });
        each.button.setAttribute("aria-label", `${grip.parameter.label}${grip.index < 0 ? "" : ` ${grip.index + 1}`}`);
        shown.set(grip.id, each);
        place(each);
      }
    },
    stems: () => [...shown.values()].filter(({ grip }) => isAlong(grip.handle))
      .map(({ grip }) => placeOf(grip, grip.value, curveOf(lab)).step),
    rates: () => gripsOf(lab).flatMap((grip) => placeOf(grip, grip.value, curveOf(lab)).rate ?? []),
    dispose: () => {
      for (const { own } of shown.values()) own.dispose();
      shown.clear();
    },
  };
}
