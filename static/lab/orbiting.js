/** Hands that go round a picture in space: mouse, wheel with Ctrl, one finger and two, keys. */

import { wheelFactor } from "./zooming.js";

/**
 * @typedef {ReturnType<typeof import("./dom.js").scope>} Scope
 * @typedef {Object} Hands
 * @property {(across: number, up: number) => void} turn degrees to the right, and upwards
 * @property {(factor: number, x: number, y: number) => void} zoom at a place of the picture
 * @property {() => void} whole back to how it was first seen
 */

/** Degrees a drag of one pixel turns: across the whole of a desk's picture, a little more than half round. */
const DEGREES = 0.3;
/** Pixels a pointer may tremble without turning anything. */
const SLACK = 4;
/** Degrees of an arrow key; with Shift the ground itself is moved. */
const STEP = 5;
/** Which way an arrow key leads on the screen, up as y. */
export const WAYS = /** @type {Record<string, readonly [number, number]>} */ ({
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1],
});

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Hands} hands
 * @param {Scope} own
 */
export function listenToHands(canvas, hands, own) {
  keys(canvas, hands, own);
  mouse(canvas, hands, own);
  touch(canvas, hands, own);
  own.listen(canvas, "wheel", (/** @type {WheelEvent} */ event) => {
    if (!event.ctrlKey && !event.metaKey) return; // a plain wheel scrolls the page
    event.preventDefault();
    hands.zoom(wheelFactor(event), event.offsetX, event.offsetY);
  }, { passive: false });
}

/** @type {typeof listenToHands} Plus, minus and Shift with arrows are the stage's */
function keys(canvas, { turn, whole }, own) {
  own.listen(canvas, "keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const way = WAYS[event.key];
    if (event.key === "0") whole(); // the stage shows the whole besides
    if (!way) return;
    event.preventDefault();
    turn(STEP * way[0], STEP * way[1]);
  });
}

/** @type {typeof listenToHands} */
function mouse(canvas, { turn }, own) {
  /** @type {{ x: number, y: number, moving: boolean } | null} */
  let grip = null;
  own.listen(canvas, "pointerdown", (/** @type {PointerEvent} */ event) => {
    if (event.pointerType !== "touch" && event.button === 0) grip = { x: event.clientX, y: event.clientY, moving: false };
  });
  own.listen(canvas, "pointermove", (/** @type {PointerEvent} */ event) => {
    if (!grip) return;
    const [dx, dy] = [event.clientX - grip.x, event.clientY - grip.y];
    if (!grip.moving && Math.hypot(dx, dy) < SLACK) return;
    if (!grip.moving) canvas.setPointerCapture(event.pointerId);
    canvas.dataset.moving = "";
    grip = { x: event.clientX, y: event.clientY, moving: true };
    turn(-DEGREES * dx, DEGREES * dy); // the ground follows the hand
  });
  const letGo = () => {
    grip = null;
    delete canvas.dataset.moving;
  };
  for (const type of ["pointerup", "pointercancel", "lostpointercapture"]) own.listen(canvas, type, letGo);
}

/**
 * One finger turns the ground; where it moves up or down the page scrolls instead. Two enlarge it, turn it as a plate, and
 * tip it.
 * @type {typeof listenToHands}
 */
function touch(canvas, { turn, zoom }, own) {
  /** @type {{ count: number, x: number, y: number, apart: number, angle: number } | null} */
  let before = null;
  const handOf = (/** @type {TouchList} */ touches) => {
    const box = canvas.getBoundingClientRect();
    const [one, other = touches[0]] = touches;
    return {
      count: touches.length,
      x: (one.clientX + other.clientX) / 2 - box.x,
      y: (one.clientY + other.clientY) / 2 - box.y,
      apart: Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1,
      angle: Math.atan2(other.clientY - one.clientY, other.clientX - one.clientX),
    };
  };
  const hold = (/** @type {TouchEvent} */ { targetTouches }) => {
    before = targetTouches.length === 1 || targetTouches.length === 2 ? handOf(targetTouches) : null;
  };
  own.listen(canvas, "touchstart", hold, { passive: true });
  own.listen(canvas, "touchmove", (/** @type {TouchEvent} */ event) => {
    if (!before || event.targetTouches.length !== before.count) return;
    const now = handOf(event.targetTouches);
    const [dx, dy] = [now.x - before.x, now.y - before.y];
    if (now.count === 1) turn(-DEGREES * dx, 0);
    else {
      event.preventDefault();
      const twist = Math.atan2(Math.sin(now.angle - before.angle), Math.cos(now.angle - before.angle));
      turn((180 / Math.PI) * twist, DEGREES * dy);
      zoom(now.apart / before.apart, now.x, now.y);
    }
    before = now;
  }, { passive: false });
  own.listen(canvas, "touchend", hold);
  own.listen(canvas, "touchcancel", () => {
    before = null;
  });
}
