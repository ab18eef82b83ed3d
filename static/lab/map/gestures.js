/** Hands on a map: a mouse points, clicks and draws a frame; fingers look, tap and pinch; a wheel enlarges. */

import { clamp } from "../../math/clamp.js";

/**
 * @typedef {import("../../views/map/over.js").Place} Place
 * @typedef {import("../../views/map/over.js").Plot} Plot
 * @typedef {import("../../math/piece.js").Frame} Frame
 * @typedef {ReturnType<typeof import("../dom.js").scope>} Scope
 * @typedef {Object} Actions
 * @property {(place: Place) => void} look
 * @property {() => void} leave
 * @property {(place: Place) => void} go
 * @property {(place: Place) => boolean} isLookedAt whether that is what is looked at, as nearly as a finger points
 * @property {(frame: Frame | null) => void} draw a frame, as far as it goes
 * @property {(frame: Frame) => void} enter
 * @property {(factor: number, place: Place) => void} zoom
 * @property {(x: number, y: number) => void} pan shares of the map
 */

/** Pixels that a hand may tremble. */
const SLACK = 6;

/**
 * @param {HTMLElement} over
 * @param {() => Plot} plotOf
 * @param {Actions} act
 * @param {Scope} own
 */
export function listenToHands(over, plotOf, act, own) {
  /** @type {(event: { clientX: number, clientY: number }) => Place | null} null outside of the map */
  const placeOf = ({ clientX, clientY }) => {
    const box = over.getBoundingClientRect();
    const { left, top, width, height } = plotOf();
    const [x, y] = [(clientX - box.x - left) / width, 1 - (clientY - box.y - top) / height];
    return x >= 0 && x < 1 && y >= 0 && y < 1 ? [x, y] : null;
  };
  mouse(over, placeOf, act, own);
  fingers(over, placeOf, plotOf, act, own);
  wheel(over, placeOf, act, own);
}

/**
 * @param {HTMLElement} over
 * @param {(event: { clientX: number, clientY: number }) => Place | null} placeOf
 * @param {Actions} act
 * @param {Scope} own
 */
function mouse(over, placeOf, act, own) {
  /** @type {{ at: Place, x: number, y: number, frame: Frame | null } | null} */
  let grip = null;
  const isMouse = (/** @type {PointerEvent} */ { pointerType }) => pointerType !== "touch";
  own.listen(over, "pointerdown", (/** @type {PointerEvent} */ event) => {
    const at = placeOf(event);
    if (!isMouse(event) || event.button !== 0 || !at) return;
    grip = { at, x: event.clientX, y: event.clientY, frame: null };
    over.setPointerCapture(event.pointerId);
  });
  own.listen(over, "pointermove", (/** @type {PointerEvent} */ event) => {
    if (!isMouse(event)) return;
    const at = placeOf(event);
    if (!grip) {
      if (at) act.look(at);
      else act.leave();
      return;
    }
    if (!grip.frame && Math.hypot(event.clientX - grip.x, event.clientY - grip.y) < SLACK) return;
    const to = at ?? nearest(over, placeOf, event);
    if (!to) return;
    const [xs, ys] = [[grip.at[0], to[0]], [grip.at[1], to[1]]];
    grip.frame = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    act.draw(grip.frame);
  });
  own.listen(over, "pointerup", (/** @type {PointerEvent} */ event) => {
    const held = grip;
    grip = null;
    if (!held || !isMouse(event)) return;
    act.draw(null);
    if (held.frame) act.enter(held.frame);
    else act.go(held.at);
  });
  own.listen(over, "pointercancel", () => {
    grip = null;
    act.draw(null);
  });
  own.listen(over, "pointerleave", (/** @type {PointerEvent} */ event) => {
    if (isMouse(event) && !grip) act.leave();
  });
  own.listen(over, "keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape" || !grip) return;
    grip = null;
    act.draw(null);
  });
}

/**
 * The place at the edge that is nearest to where a frame is drawn to.
 * @param {HTMLElement} over
 * @param {(event: { clientX: number, clientY: number }) => Place | null} placeOf
 * @param {PointerEvent} event
 */
function nearest(over, placeOf, { clientX, clientY }) {
  const box = over.getBoundingClientRect();
  for (let inset = 0; inset < 120; inset += 2) {
    const at = placeOf({
      clientX: clamp(clientX, box.left + inset, box.right - inset),
      clientY: clamp(clientY, box.top + inset, box.bottom - inset),
    });
    if (at) return at;
  }
  return null;
}

/**
 * One finger looks, and where it has looked already it goes; two enlarge and move.
 * @param {HTMLElement} over
 * @param {(event: { clientX: number, clientY: number }) => Place | null} placeOf
 * @param {() => Plot} plotOf
 * @param {Actions} act
 * @param {Scope} own
 */
function fingers(over, placeOf, plotOf, act, own) {
  /** @type {Map<number, { x: number, y: number }>} */
  const down = new Map();
  let [again, pinched] = [false, false];
  let start = { x: 0, y: 0 };
  const pair = () => {
    const [one, other] = [...down.values()];
    const apart = Math.hypot(one.x - other.x, one.y - other.y) || 1;
    return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2, apart };
  };
  own.listen(over, "pointerdown", (/** @type {PointerEvent} */ event) => {
    if (event.pointerType !== "touch") return;
    if (down.size === 0) pinched = false;
    down.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const at = placeOf(event);
    if (down.size > 1) pinched = true;
    else if (at) {
      again = act.isLookedAt(at);
      start = { x: event.clientX, y: event.clientY };
    }
  });
  own.listen(over, "pointermove", (/** @type {PointerEvent} */ event) => {
    if (!down.has(event.pointerId)) return;
    const before = down.size === 2 ? pair() : null;
    down.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (before) {
      const now = pair();
      const { width, height } = plotOf();
      act.pan((before.x - now.x) / width, (now.y - before.y) / height);
      const at = placeOf({ clientX: now.x, clientY: now.y });
      if (at) act.zoom(now.apart / before.apart, at);
    } else if (!pinched && Math.hypot(event.clientX - start.x, event.clientY - start.y) >= SLACK) {
      again = false;
      const at = placeOf(event);
      if (at) act.look(at);
    }
  });
  own.listen(over, "pointerup", (/** @type {PointerEvent} */ event) => {
    if (!down.delete(event.pointerId) || pinched) return;
    const at = placeOf(event);
    if (!at) return;
    if (again) act.go(at);
    else act.look(at);
  });
  own.listen(over, "pointercancel", (/** @type {PointerEvent} */ event) => void down.delete(event.pointerId));
}

/**
 * A wheel enlarges; with Ctrl alone where the page itself scrolls.
 * @param {HTMLElement} over
 * @param {(event: { clientX: number, clientY: number }) => Place | null} placeOf
 * @param {Actions} act
 * @param {Scope} own
 */
function wheel(over, placeOf, act, own) {
  own.listen(over, "wheel", (/** @type {WheelEvent} */ event) => {
    const { scrollHeight, clientHeight } = document.documentElement;
    const at = placeOf(event);
    if (!at || (scrollHeight > clientHeight && !event.ctrlKey && !event.metaKey)) return;
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === 1 ? 20 : 1);
    act.zoom(Math.exp(-clamp(pixels, -60, 60) / 160), at);
  }, { passive: false });
}
