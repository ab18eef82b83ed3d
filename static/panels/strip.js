/** Where each learning rate ends, under the slider: a line that stays, and on it a dot that follows the hand. */

import { edgeOf } from "../data/family.js";
import { part, scope } from "../lab/dom.js";
import { clamp } from "../math/clamp.js";
import { counted, formatNumber, formatRate } from "../math/format.js";
import { notchOfRate } from "../math/scale.js";
import { clearSheet, fitCanvas } from "../views/canvas.js";
import { drawNow, drawStrip, layoutStrip } from "../views/slider/strip.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {import("../data/family.js").Family} Family
 */

/** @param {HTMLElement} root @param {Lab} lab */
export default function stripPanel(root, lab) {
  const own = scope();
  const { notches, outcomes } = lab.catalogue;
  const shorts = Object.fromEntries(outcomes.map(({ id, short }) => [id, short]));
  const strip = part(root, "strip", HTMLElement);
  const [still, moving] = [document.createElement("canvas"), document.createElement("canvas")];
  still.dataset.part = "strip-line";
  moving.dataset.part = "strip-now";
  strip.append(still, moving);
  own.until(() => strip.replaceChildren());
  let [sheet, over] = [fitCanvas(still), fitCanvas(moving)];
  let thumb = 0;
  /** What the line is of. @type {{ ends: import("../data/family.js").Ends, layout: import("../views/slider/strip.js").StripLayout } | null} */
  let drawn = null;
  /** The notch that a pointer is on. @type {number | null} */
  let pointed = null;

  const paint = () => {
    const { family, theme } = lab.state;
    clearSheet(sheet);
    drawn = null;
    if (family && theme && sheet.width) {
      thumb = parseFloat(getComputedStyle(strip).getPropertyValue("--thumb")) || 16;
      const ends = family.ends();
      const data = { ends, window: family.window, marks: marksOf(family, notches), thumb, caption: `Loss after ${counted(ends.steps, "step")}` };
      drawn = { ends, layout: layoutStrip(sheet.context, data, sheet, theme) };
      drawStrip(sheet.context, data, drawn.layout, sheet, theme);
    }
    follow();
  };
  const follow = () => {
    clearSheet(over);
    const { theme, family, fresh } = lab.state;
    const now = fresh || pointed !== null ? nowOf() : null;
    if (drawn && theme && family && now) drawNow(over.context, { ...now, pointed: pointed !== null }, drawn.layout, over, theme);
  };
  /** The notch that is pointed at, else the run on the screen. */
  const nowOf = () => {
    const { family, run, setting } = lab.state;
    if (!drawn || !family) return null;
    const { losses } = drawn.ends;
    if (pointed !== null) {
      const outcome = family.ids[Number(family.outcomes[pointed])] ?? "";
      return told(pointed, Number(losses[pointed]), Number(notches[pointed]), outcome);
    }
    if (!run) return null;
    const at = clamp(notchOfRate(setting.lr, Number(notches[0]), Number(notches.at(-1)), notches.length), 0, notches.length - 1);
    return told(at, edgeOf(run.outcome) ?? Number(run.losses[run.length - 1]), setting.lr, run.outcome);
  };
  /** @param {number} notch @param {number} loss @param {number} rate @param {string} outcome */
  const told = (notch, loss, rate, outcome) =>
    ({ notch, loss, rate: formatRate(rate), told: Number.isFinite(loss) ? formatNumber(loss) : shorts[outcome] ?? "" });

  own.onResize(still, () => {
    [sheet, over] = [fitCanvas(still), fitCanvas(moving)];
    paint();
  });
  own.until(lab.on(["family", "theme"], paint));
  own.until(lab.on(["run", "setting", "fresh"], ({ fresh }) => {
    strip.dataset.stale = String(!fresh);
    follow();
  }));

  const notchAt = (/** @type {PointerEvent} */ { clientX }) => {
    const box = strip.getBoundingClientRect();
    const share = (clientX - box.left - thumb / 2) / Math.max(box.width - thumb, 1);
    return Math.round(clamp(share, 0, 1) * (notches.length - 1));
  };
  const point = (/** @type {number | null} */ notch) => {
    if (pointed === notch) return;
    pointed = notch;
    follow();
  };
  own.listen(strip, "pointermove", (/** @type {PointerEvent} */ event) => {
    if (event.pointerType === "mouse") point(notchAt(event));
  });
  own.listen(strip, "pointerleave", () => point(null));
  // A press, not the beginning of a swipe; a click itself comes to whole pixels, of which a notch has hardly more.
  let pressed = 0;
  own.listen(strip, "pointerdown", (event) => (pressed = notchAt(event)));
  own.listen(strip, "click", () => {
    point(null);
    if (drawn) lab.change({ lr: Number(notches[pressed]) });
  });
  strip.dataset.stale = String(!lab.state.fresh);
  return own.dispose;
}

/**
 * The lowest end and the rate to recommend; one mark where they are the same.
 * @param {Family} family
 * @param {readonly number[]} notches
 * @returns {import("../views/slider/strip.js").Mark[]}
 */
function marksOf({ lowest, recommended }, notches) {
  const named = (/** @type {number} */ notch, /** @type {"lowest" | "recommended"} */ marker, name = /** @type {string} */ (marker)) =>
    ({ notch, marker, label: `${name} ${formatRate(Number(notches[notch]))}`, short: name });
  if (lowest !== null && lowest === recommended) return [named(lowest, "recommended", "lowest, recommended")];
  return [
    ...(lowest === null ? [] : [named(lowest, "lowest")]),
    ...(recommended === null ? [] : [named(recommended, "recommended")]),
  ];
}
