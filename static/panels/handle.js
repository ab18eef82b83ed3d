/** The start in the picture: dragged, moved with arrow keys, placed with a double click; never lost. */

import { button, canvas, part, scope } from "../lab/dom.js";
import { clamp } from "../math/clamp.js";
import { readable } from "../math/extent.js";
import { formatPoint } from "../math/format.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {(x: number, y: number) => void} Mover
 */

/** Pixels an arrow key moves the start; ten times with Shift. */
const NUDGE = 4;
/** Pixels from the picture's edge that a start is kept when it is dragged. */
const MARGIN = 4;
const WAYS = /** @type {Record<string, readonly [number, number]>} */ ({
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
});

/** @param {HTMLElement} root @param {Lab} lab */
export default function handlePanel(root, lab) {
  const own = scope();
  const [handle, stage] = [button(root, "start-handle"), canvas(root, "path")];
  const pictures = part(root, "stage", HTMLElement);
  const hiddenByTeacher = handle.hidden;

  /** @type {Mover} pixels of the stage */
  const moveTo = (x, y) => {
    const { view } = lab.state;
    if (!view) return;
    const start = view.toPlane(x, y);
    if (!start.every(Number.isFinite)) return; // beside the ground
    lab.change({ start: readable(start, view.extent(), stage.clientWidth) }, { commit: false });
  };
  dragging(handle, stage, lab, moveTo, own);
  own.listen(handle, "keydown", (/** @type {KeyboardEvent} */ event) => {
    const { view, setting } = lab.state;
    const way = WAYS[event.key];
    if (!view || !way) return;
    event.preventDefault();
    event.stopPropagation(); // the picture itself moves with arrows too
    const reach = event.shiftKey ? 10 * NUDGE : NUDGE;
    const [x, y] = view.toScreen(...setting.start);
    moveTo(x + reach * way[0], y + reach * way[1]);
    lab.commit();
  });
  /** @type {string} of the last press: only a mouse tells a double click from a double tap, which enlarges */
  let pointer = "";
  own.listen(pictures, "pointerdown", (/** @type {PointerEvent} */ event) => {
    pointer = event.pointerType;
  });
  own.listen(pictures, "dblclick", (/** @type {MouseEvent} */ event) => {
    if (hiddenByTeacher || pointer === "touch" || !(event.target instanceof HTMLCanvasElement)) return;
    moveTo(event.offsetX, event.offsetY);
    lab.commit();
  });

  /** Where it is placed: a rate that changes moves nothing, and costs no look at the layout. */
  let [at, seenIn] = [/** @type {readonly number[]} */ ([]), /** @type {typeof lab.state.view} */ (null)];
  const show = () => {
    const { setting: { start }, view } = lab.state;
    if (!start || !view) return; // the server is choosing one
    if (view === seenIn && start.every((each, axis) => each === at[axis])) return;
    [at, seenIn] = [start, view];
    handle.hidden = hiddenByTeacher;
    place(handle, stage, view.toScreen(...start), formatPoint(...start));
  };
  own.until(lab.on(["setting", "view"], show));
  return own.dispose;
}

/**
 * Where the start is, or, if that is outside, parked at the edge: an arrow that points to it and says where it is.
 * @param {HTMLElement} handle
 * @param {HTMLElement} stage
 * @param {[number, number]} at
 * @param {string} where
 */
function place(handle, stage, [x, y], where) {
  const [width, height] = [stage.clientWidth, stage.clientHeight];
  const inside = x >= 0 && x <= width && y >= 0 && y <= height;
  const half = handle.offsetWidth / 2 + 4;
  const keep = (/** @type {number} */ value, /** @type {number} */ size) => clamp(value, half, size - half);
  const [left, top] = inside ? [x, y] : [keep(x, width), keep(y, height)];
  // In shares of the picture, which is of another size on paper.
  handle.style.left = `${(100 * left) / width}%`;
  handle.style.top = `${(100 * top) / height}%`;
  handle.toggleAttribute("data-parked", !inside);
  handle.dataset.side = left > width / 2 ? "right" : "left";
  handle.dataset.where = inside ? "" : where;
  handle.style.setProperty("--towards", `${Math.atan2(y - top, x - left)}rad`);
  handle.setAttribute("aria-label", `Start point ${where}${inside ? "" : ", outside of the picture"}`);
}

/**
 * The handle follows the pointer, by as much as it was off its middle when it was taken, and stays in the picture.
 * @param {HTMLElement} handle
 * @param {HTMLElement} stage
 * @param {Lab} lab
 * @param {Mover} moveTo
 * @param {ReturnType<typeof scope>} own
 */
function dragging(handle, stage, lab, moveTo, own) {
  /** @type {[number, number] | null} */
  let grip = null;
  let moved = false;
  own.listen(handle, "pointerdown", (/** @type {PointerEvent} */ event) => {
    const box = handle.getBoundingClientRect();
    grip = [event.clientX - box.x - box.width / 2, event.clientY - box.y - box.height / 2];
    moved = false;
    handle.setPointerCapture(event.pointerId);
  });
  own.listen(handle, "pointermove", (/** @type {PointerEvent} */ event) => {
    if (!grip) return;
    const box = stage.getBoundingClientRect();
    const keep = (/** @type {number} */ value, /** @type {number} */ size) => clamp(value, MARGIN, size - MARGIN);
    moveTo(keep(event.clientX - grip[0] - box.x, box.width), keep(event.clientY - grip[1] - box.y, box.height));
    moved = true;
  });
  own.listen(handle, "lostpointercapture", () => {
    if (grip && moved) lab.commit();
    grip = null;
  });
}
