/** What of the plane is looked at: buttons, wheel with Ctrl, pinch, double tap, keys, and dragging the ground. */

import { button, canvas, part, scope } from "../lab/dom.js";
import { groundOf } from "../lab/setting.js";
import { wheelFactor, zooming } from "../lab/zooming.js";
import { enlarged, moved } from "../math/extent.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {ReturnType<typeof scope>} Scope
 * @typedef {{ by: (factor: number, x?: number, y?: number) => void, pan: (x: number, y: number) => void, whole: () => void }} Zoom
 *   in pixels of the stage
 */

const STEP = 1.5;
/** Pixels an arrow key moves the picture. */
const PAN = 48;
/** Pixels the ground is dragged before it moves. */
const SLACK = 4;
const WAYS = /** @type {Record<string, readonly [number, number]>} */ ({
  ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1],
});

/** @param {HTMLElement} root @param {Lab} lab */
export default function zoomPanel(root, lab) {
  const own = scope();
  const [stage, over] = [part(root, "stage", HTMLElement), canvas(root, "path")];
  const { look, change, stop } = zooming(lab, over);
  own.until(stop);

  /** @type {Zoom} */
  const zoom = {
    by(factor, x = over.clientWidth / 2, y = over.clientHeight / 2) {
      change((extent, unit) => enlarged(extent, factor, extent[0] + x * unit, extent[3] - y * unit));
    },
    pan(x, y) {
      change((extent, unit) => moved(extent, -x * unit, y * unit));
    },
    whole: () => look(null),
  };

  const reset = button(root, "zoom-reset");
  own.listen(button(root, "zoom-in"), "click", () => zoom.by(STEP));
  own.listen(button(root, "zoom-out"), "click", () => zoom.by(1 / STEP));
  own.listen(reset, "click", () => {
    zoom.whole();
    over.focus({ preventScroll: true }); // the button goes: the focus is not to
  });
  own.until(lab.on(["zoom"], (state) => {
    reset.hidden = state.zoom === null;
  }));
  reset.hidden = lab.state.zoom === null;
  keys(stage, zoom, own);
  wheel(over, zoom, own);
  mouse(over, zoom, own);
  touch(over, zoom, own);

  // Another surface is looked at as a whole.
  let shown = groundOf(lab.state.setting);
  own.until(lab.on(["setting"], ({ setting }) => {
    const next = groundOf(setting);
    if (next === shown) return;
    shown = next;
    stop();
    lab.set({ zoom: null, zoomAtRest: null });
  }));
  return own.dispose;
}

/**
 * @param {HTMLElement} stage
 * @param {Zoom} zoom
 * @param {Scope} own
 */
function keys(stage, zoom, own) {
  own.listen(stage, "keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = event.shiftKey ? WAYS[event.key] : undefined;
    const action = way ? () => zoom.pan(PAN * way[0], PAN * way[1])
      : { "+": () => zoom.by(STEP), "=": () => zoom.by(STEP), "-": () => zoom.by(1 / STEP), "−": () => zoom.by(1 / STEP), 0: zoom.whole }[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

/**
 * With Ctrl or ⌘, which is also what a pinch on a trackpad sends; a plain wheel scrolls the page.
 * @param {HTMLElement} over
 * @param {Zoom} zoom
 * @param {Scope} own
 */
function wheel(over, zoom, own) {
  own.listen(over, "wheel", (/** @type {WheelEvent} */ event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom.by(wheelFactor(event), event.offsetX, event.offsetY);
  }, { passive: false });
}

/**
 * The ground is dragged with a mouse or a pen; a finger scrolls the page.
 * @param {HTMLElement} over
 * @param {Zoom} zoom
 * @param {Scope} own
 */
function mouse(over, zoom, own) {
  /** @type {{ x: number, y: number, moving: boolean } | null} */
  let grip = null;
  own.listen(over, "pointerdown", (/** @type {PointerEvent} */ event) => {
    if (event.pointerType !== "touch" && event.button === 0) grip = { x: event.clientX, y: event.clientY, moving: false };
  });
  own.listen(over, "pointermove", (/** @type {PointerEvent} */ event) => {
    if (!grip) return;
    const [dx, dy] = [event.clientX - grip.x, event.clientY - grip.y];
    if (!grip.moving && Math.hypot(dx, dy) < SLACK) return;
    if (!grip.moving) over.setPointerCapture(event.pointerId);
    over.dataset.moving = "";
    grip = { x: event.clientX, y: event.clientY, moving: true };
    zoom.pan(dx, dy);
  });
  const letGo = () => {
    grip = null;
    delete over.dataset.moving;
  };
  for (const type of ["pointerup", "pointercancel", "lostpointercapture"]) own.listen(over, type, letGo);
}

/**
 * Two fingers enlarge and move the picture, a double tap enlarges it; one finger scrolls the page.
 * @param {HTMLElement} over
 * @param {Zoom} zoom
 * @param {Scope} own
 */
function touch(over, zoom, own) {
  /** @type {{ x: number, y: number, apart: number } | null} */
  let before = null;
  const pairOf = (/** @type {TouchList} */ [one, other]) => {
    const box = over.getBoundingClientRect();
    return {
      x: (one.clientX + other.clientX) / 2 - box.x,
      y: (one.clientY + other.clientY) / 2 - box.y,
      apart: Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1,
    };
  };
  own.listen(over, "touchstart", (/** @type {TouchEvent} */ { targetTouches }) => {
    before = targetTouches.length === 2 ? pairOf(targetTouches) : null;
  }, { passive: true });
  own.listen(over, "touchmove", (/** @type {TouchEvent} */ event) => {
    if (event.targetTouches.length !== 2 || !before) return;
    event.preventDefault();
    const now = pairOf(event.targetTouches);
    zoom.pan(now.x - before.x, now.y - before.y);
    zoom.by(now.apart / before.apart, now.x, now.y);
    before = now;
  }, { passive: false });
  own.listen(over, "touchend", () => {
    before = null;
  });
  let pointer = "";
  own.listen(over, "pointerdown", (/** @type {PointerEvent} */ event) => {
    pointer = event.pointerType;
  });
  own.listen(over, "dblclick", (/** @type {MouseEvent} */ { offsetX, offsetY }) => {
    if (pointer === "touch") zoom.by(STEP * STEP, offsetX, offsetY);
  });
}
