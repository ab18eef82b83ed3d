/** The start: dragged in the picture, moved with arrow keys, or typed. */

import { byId } from "../data/catalogue.js";
import { button, canvas, input, scope } from "../lab/dom.js";
import { formatPoint } from "../math/format.js";

/** @typedef {import("../lab/mount.js").Lab} Lab */

/** Pixels an arrow key moves the start; ten times with Shift. */
const NUDGE = 4;

/** @param {HTMLElement} root @param {Lab} lab */
export default function startPanel(root, lab) {
  const own = scope();
  const [handle, stage] = [button(root, "start-handle"), canvas(root, "path")];
  const fields = [input(root, "start-x"), input(root, "start-y")];

  const moveTo = (/** @type {number} */ x, /** @type {number} */ y) => {
    // As many digits as the screen has: a start that can be read, and said again.
    const digits = (/** @type {number} */ value) => Number(value.toPrecision(4));
    lab.change({ start: [digits(x), digits(y)] }, { commit: false });
  };
  dragging(handle, stage, lab, moveTo, own);
  own.listen(handle, "keydown", (/** @type {KeyboardEvent} */ event) => {
    const { view, setting } = lab.state;
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!view || !way) return;
    event.preventDefault();
    const reach = event.shiftKey ? 10 * NUDGE : NUDGE;
    const [x, y] = view.toScreen(...setting.start);
    moveTo(...view.toPlane(x + reach * (way[0] ?? 0), y + reach * (way[1] ?? 0)));
    lab.commit();
  });
  for (const field of fields) {
    own.listen(field, "change", () => {
      const start = fields.map((each) => each.valueAsNumber);
      if (start.every(Number.isFinite)) lab.change({ start });
      else show();
    });
  }
  own.listen(button(root, "start-reset"), "click", () => {
    const { f, surface } = lab.state.setting;
    // Of a formula the server knows one that has a slope.
    lab.change({ start: f === undefined ? byId(lab.catalogue.surfaces, surface).start : null });
  });

  const hiddenByTeacher = handle.hidden;
  const show = () => {
    const { setting: { start }, view } = lab.state;
    if (!start) return; // the server is choosing one
    fields.forEach((field, axis) => {
      if (document.activeElement !== field || !field.matches(":user-invalid")) field.value = String(start[axis]);
    });
    handle.setAttribute("aria-label", `Start point ${formatPoint(...start)}`);
    if (!view) return;
    const [x, y] = view.toScreen(...start);
    handle.hidden = hiddenByTeacher || !(x >= 0 && x <= stage.clientWidth && y >= 0 && y <= stage.clientHeight);
    handle.style.left = `${x}px`;
    handle.style.top = `${y}px`;
  };
  own.until(lab.on(["setting", "view"], show));
  return own.dispose;
}

/**
 * The handle follows the pointer, by as much as it was off its middle when it was taken.
 * @param {HTMLElement} handle
 * @param {HTMLElement} stage
 * @param {Lab} lab
 * @param {(x: number, y: number) => void} moveTo
 * @param {ReturnType<typeof scope>} own
 */
function dragging(handle, stage, lab, moveTo, own) {
  /** @type {[number, number] | null} */
  let grip = null;
  own.listen(handle, "pointerdown", (/** @type {PointerEvent} */ event) => {
    const box = handle.getBoundingClientRect();
    grip = [event.clientX - box.x - box.width / 2, event.clientY - box.y - box.height / 2];
    handle.setPointerCapture(event.pointerId);
  });
  own.listen(handle, "pointermove", (/** @type {PointerEvent} */ event) => {
    const { view } = lab.state;
    if (!grip || !view) return;
    const box = stage.getBoundingClientRect();
    moveTo(...view.toPlane(event.clientX - grip[0] - box.x, event.clientY - grip[1] - box.y));
  });
  own.listen(handle, "lostpointercapture", () => {
    if (grip) lab.commit();
    grip = null;
  });
}
