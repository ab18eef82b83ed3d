/** A schedule of one's own: drawn with a stroke, its points dragged, added and removed. */

import { clamp } from "../../math/clamp.js";
import { formatRate } from "../../math/format.js";
import { byId } from "../../data/catalogue.js";
import { MOST, added, columns, heightOf, pointsOf, put, readPoints, redrawn, writePoints } from "../../math/stroke.js";
import { scope } from "../dom.js";
import { etaAt } from "../earlier.js";
import { holds } from "./hold.js";

/**
 * @typedef {import("../mount.js").Lab} Lab
 * @typedef {import("../../math/stroke.js").Point} Point
 */

const DRAWN = "drawn", POINTS = "schedule.points";
/** A stroke that goes no further is a tap. */
const TAP = 5;
/** What an arrow key changes η by, and with Page keys, as factors. */
const NUDGE = 1.05, LEAP = 1.5;

/** @param {Lab} lab */
export const isDrawn = ({ state: { setting } }) => setting.schedule === DRAWN;

/** η of each step as scheduled, as far as it is known; what an optimizer chose itself is no schedule's. @param {Lab} lab */
function scheduledIn({ state: { run, setting }, catalogue: { optimizers } }) {
  return run && !byId(optimizers, setting.optimizer).chooses ? run.rates : [setting.lr];
}

/**
 * The present curve as a drawing: what there is stays as it looks, and can be drawn over from then on; level where it ends.
 * @param {Lab} lab
 * @param {(y: number) => number} toPixel of a factor of η
 */
export function takeOver(lab, toPixel) {
  const { run, setting } = lab.state;
  const points = writePoints(pointsOf(scheduledIn(lab), setting.steps, setting.lr, toPixel));
  lab.change({ schedule: DRAWN, ...(points && run ? { [POINTS]: points } : {}), warmup: 0, earlier: null });
}

/**
 * @param {import("./hold.js").Board} board
 * @param {HTMLCanvasElement} sheet under its buttons
 * @param {Lab} lab
 * @param {(stroke: readonly { x: number, y: number }[] | null) => void} draw shows a stroke, in pixels, while it lasts
 */
export function pen(board, sheet, lab, draw) {
  const own = scope();
  /** @type {{ button: HTMLButtonElement, own: ReturnType<typeof scope> }[]} */
  const buttons = [];
  let chosen = -1;

  const points = () => readPoints(lab.state.setting[POINTS] ?? "");
  const first = () => Number(lab.state.setting.warmup ?? 0);
  const width = () => Math.max(lab.state.setting.steps - first() - 1, 1);
  const stepAt = (/** @type {number} */ share) => first() + share * width();
  const shareAt = (/** @type {number} */ step) => clamp((step - first()) / width(), 0, 1);
  const etaOf = (/** @type {number} */ share) => etaAt(lab.state.setting, stepAt(share));
  const toPixel = (/** @type {number} */ factor) => board.layout()?.y(factor * lab.state.setting.lr) ?? 0;
  const heightAt = (/** @type {number} */ share) => {
    const rate = scheduledIn(lab)[Math.round(stepAt(share))] ?? NaN;
    return Number.isFinite(rate) ? rate / etaOf(share) : heightOf(points(), share);
  };
  const at = (/** @type {number} */ x, /** @type {number} */ y) => {
    const layout = board.layout();
    if (!layout) return null;
    const share = shareAt(layout.toStep(x));
    return { x: share, y: layout.toRate(y) / etaOf(share) };
  };
  const patch = (/** @type {readonly Point[]} */ next) => ({ [POINTS]: writePoints(next) });
  const choose = (/** @type {number} */ index) => {
    show();
    buttons[index]?.button.focus({ preventScroll: true });
  };

  const add = (/** @type {Point} */ point) => {
    const next = added(points(), point);
    if (next.index < 0) return;
    lab.change(patch(next.points));
    choose(next.index);
  };
  /** Between a point and the next one, or the one before the last. @param {number} index */
  const addAfter = (index) => {
    const all = points();
    const from = clamp(index, 0, Math.max(all.length - 2, 0));
    const [a, b] = [all[from], all[from + 1]];
    if (!a) return;
    const x = b ? (a.x + b.x) / 2 : a.x < 0.5 ? 1 : 0;
    add({ x, y: heightAt(x) });
  };
  const remove = (/** @type {number} */ index) => {
    const all = points();
    if (all.length < 2 || !all[index]) return;
    lab.change(patch(all.toSpliced(index, 1)));
    choose(Math.min(index, all.length - 2));
  };

  const make = (/** @type {number} */ index) => {
    const mine = scope();
    const button = document.createElement("button");
    button.type = "button";
    button.className = "grip";
    button.setAttribute("role", "slider");
    Object.assign(button.dataset, { axis: "point", grip: `point ${index}` });
    board.element.append(button);
    mine.until(() => button.remove());
    mine.listen(button, "focus", () => (chosen = index));
    mine.listen(button, "keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Delete" || event.key === "Backspace") remove(index);
      else if (event.key === "Enter" || event.key === "Insert") addAfter(index);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    holds(button, board, lab, mine, {
      key: null,
      keys: [POINTS],
      to: at,
      by: (across, up, far) => {
        const point = points()[index];
        if (!point) return null;
        const factor = (far ? LEAP : NUDGE) ** up;
        const y = point.y > 0 ? point.y * factor : up > 0 ? 0.001 : 0;
        return { x: point.x + across / width(), y: y < 1e-6 ? 0 : y };
      },
      end: (last) => ({ x: last ? 1 : 0, y: points()[index]?.y ?? 1 }),
      put: (/** @type {Point} */ to) => patch(put(points(), index, to)),
    });
    return { button, own: mine };
  };

  const show = () => {
    const all = isDrawn(lab) ? points() : [];
    while (buttons.length > all.length) buttons.pop()?.own.dispose();
    while (buttons.length < all.length) buttons.push(make(buttons.length));
    chosen = Math.min(chosen, all.length - 1);
    const layout = board.layout();
    all.forEach(({ x, y }, index) => {
      const button = buttons[index]?.button;
      if (!button || !layout) return;
      const rate = y * etaOf(x);
      button.style.left = `${layout.x(stepAt(x))}px`;
      button.style.top = `${layout.y(rate)}px`;
      button.setAttribute("aria-label", `Point ${index + 1} of ${all.length}`);
      button.setAttribute("aria-valuemin", "0");
      button.setAttribute("aria-valuemax", String(Math.max(rate, lab.state.setting.lr)));
      button.setAttribute("aria-valuenow", String(rate));
      button.setAttribute("aria-valuetext", `step ${Math.round(stepAt(x))}, η ${formatRate(rate)}`);
    });
  };

  /** @type {{ drawn: ReturnType<typeof columns>, before: Point[], height: (share: number) => number, x: number, y: number, far: boolean } | null} */
  let stroke = null;
  const local = (/** @type {PointerEvent} */ event) => {
    const box = board.element.getBoundingClientRect();
    return { x: event.clientX - box.x, y: event.clientY - box.y };
  };
  own.listen(sheet, "pointerdown", (/** @type {PointerEvent} */ event) => {
    if (!isDrawn(lab) || event.button !== 0) return;
    event.preventDefault();
    sheet.setPointerCapture(event.pointerId);
    const { x, y } = local(event);
    const before = points();
    // What lies under a stroke is asked of the curve as it was when it began.
    const heights = Array.from({ length: 257 }, (_, index) => heightAt(index / 256));
    stroke = { drawn: columns(), before, height: (share) => Number(heights[Math.round(256 * share)]), x, y, far: false };
    stroke.drawn.to(x, y);
    board.hold(true);
  });
  own.listen(sheet, "pointermove", (/** @type {PointerEvent} */ event) => {
    const layout = board.layout();
    if (!stroke || !layout || !sheet.hasPointerCapture(event.pointerId)) return;
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const each of moves.length ? moves : [event]) {
      const { x, y } = local(each);
      stroke.drawn.to(clamp(x, layout.plot.left, layout.plot.right), clamp(y, layout.plot.top, layout.plot.bottom));
      stroke.far ||= Math.hypot(x - stroke.x, y - stroke.y) > TAP;
    }
    if (!stroke.far) return;
    draw(stroke.drawn.points((pixel) => pixel, (pixel) => pixel));
    const taken = stroke.drawn.points((pixel) => shareAt(layout.toStep(pixel)), (pixel) => layout.toRate(pixel) / lab.state.setting.lr);
    lab.change(patch(redrawn(stroke.before, taken, stroke.height, toPixel)), { commit: false });
  });
  const lift = (/** @type {boolean} */ counts) => {
    if (!stroke) return;
    const { far, before, x, y } = stroke;
    stroke = null;
    draw(null);
    if (!counts && far) lab.change(patch(before), { commit: false });
    const point = counts && !far ? at(x, y) : null;
    if (point) add(point);
    else lab.commit();
    board.hold(false);
  };
  own.listen(sheet, "pointerup", () => lift(true));
  own.listen(sheet, "pointercancel", () => lift(false));

  return {
    show,
    /** @returns {boolean} whether there is room for one more */
    room: () => points().length < MOST,
    spare: () => points().length > 1,
    add: () => addAfter(Math.max(chosen, 0)),
    remove: () => remove(chosen < 0 ? points().length - 1 : chosen),
    dispose() {
      own.dispose();
      for (const each of buttons.splice(0)) each.own.dispose();
    },
  };
}
