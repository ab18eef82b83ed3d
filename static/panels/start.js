/** The start: dragged in the picture, moved with arrow keys, or typed. */

import { button, canvas, input } from "../dom.js";
import { byId } from "../catalogue.js";
import { formatPoint } from "../math/format.js";

/**
 * @typedef {import("../lab.js").LabStore} LabStore
 * @typedef {import("../math/scale.js").View} View
 */

/** Pixels an arrow key moves the start; ten times with Shift. */
const NUDGE = 4;

/**
 * @param {LabStore} store
 * @param {import("../catalogue.js").Catalogue} catalogue
 * @param {() => View | null} viewNow
 * @param {() => void} commit ends a change: the back button returns to before it
 */
export function startPanel(store, catalogue, viewNow, commit) {
  const handle = button("start-handle");
  const fields = [input("start-x"), input("start-y")];

  const moveTo = (/** @type {number} */ x, /** @type {number} */ y) => {
    // As many digits as the screen has: a start that can be read, and said again.
    const digits = (/** @type {number} */ value) => Number(value.toPrecision(4));
    store.set({ setting: { ...store.state.setting, start: [digits(x), digits(y)] }, playhead: Infinity, playing: false });
  };
  dragging(handle, viewNow, moveTo, commit);
  handle.addEventListener("keydown", (event) => {
    const view = viewNow();
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!view || !way) return;
    event.preventDefault();
    const reach = event.shiftKey ? 10 * NUDGE : NUDGE;
    const [x, y] = view.toScreen(...store.state.setting.start);
    moveTo(...view.toPlane(x + reach * (way[0] ?? 0), y + reach * (way[1] ?? 0)));
    commit();
  });
  for (const field of fields) {
    field.addEventListener("change", () => {
      const [x, y] = fields.map((each) => each.valueAsNumber);
      if (x === undefined || y === undefined || !Number.isFinite(x + y)) return show();
      store.set({ setting: { ...store.state.setting, start: [x, y] }, playhead: Infinity, playing: false });
      commit();
    });
  }
  button("start-reset").addEventListener("click", () => {
    const { start: _, ...setting } = store.state.setting;
    const own = setting.f === undefined ? { start: byId(catalogue.surfaces, setting.surface).start } : {};
    store.set({ setting: /** @type {import("../state.js").Setting} */ ({ ...setting, ...own }) });
    commit();
  });

  const show = () => {
    const { start } = store.state.setting;
    if (!start) return; // the server is choosing one
    fields.forEach((field, axis) => {
      if (document.activeElement !== field || !field.matches(":user-invalid")) field.value = String(start[axis]);
    });
    handle.setAttribute("aria-label", `Start point ${formatPoint(...start)}`);
    const view = viewNow();
    if (!view) return;
    const [x, y] = view.toScreen(...start);
    handle.hidden = hiddenByTeacher || !(x >= 0 && x <= view.width && y >= 0 && y <= view.height);
    handle.style.left = `${x}px`;
    handle.style.top = `${y}px`;
  };
  const hiddenByTeacher = handle.hidden;
  store.on(["setting", "landscape", "aspect"], show);
}

/**
 * The handle follows the pointer, by as much as it was off its middle when it was taken.
 * @param {HTMLElement} handle
 * @param {() => View | null} viewNow
 * @param {(x: number, y: number) => void} moveTo
 * @param {() => void} commit
 */
function dragging(handle, viewNow, moveTo, commit) {
  const stage = canvas("path");
  /** @type {[number, number] | null} */
  let grip = null;
  handle.addEventListener("pointerdown", (event) => {
    const box = handle.getBoundingClientRect();
    grip = [event.clientX - box.x - box.width / 2, event.clientY - box.y - box.height / 2];
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointermove", (event) => {
    const view = viewNow();
    if (!grip || !view) return;
    const box = stage.getBoundingClientRect();
    moveTo(...view.toPlane(event.clientX - grip[0] - box.x, event.clientY - grip[1] - box.y));
  });
  handle.addEventListener("lostpointercapture", () => {
    if (grip) commit();
    grip = null;
  });
}
