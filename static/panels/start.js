/** The start as numbers: typed, or the surface's own. */

import { byId } from "../data/catalogue.js";
import { arrowWay, button, input, scope } from "../lab/dom.js";
import { isRefused, refuse } from "../lab/refusal.js";
import { nudged, readNumber, refusalOf } from "../math/reading.js";

/** @param {HTMLElement} root @param {import("../lab/mount.js").Lab} lab */
export default function startPanel(root, lab) {
  const own = scope();
  const fields = [input(root, "start-x"), input(root, "start-y")];
  const put = () => {
    const start = fields.map((each) => readNumber(each.value));
    fields.forEach((each, axis) =>
      refuse(each, Number.isFinite(start[axis]) ? "" : refusalOf(each.value, `a number for ${"xy"[axis]}, as 1.5 or −8`)));
    if (start.every(Number.isFinite)) lab.change({ start });
  };
  for (const field of fields) {
    own.listen(field, "change", put);
    own.listen(field, "keydown", (/** @type {KeyboardEvent} */ event) => {
      const way = arrowWay(event);
      const value = readNumber(field.value);
      if (!way || !Number.isFinite(value)) return;
      event.preventDefault();
      field.value = String(nudged(value, way));
      put();
    });
  }
  own.listen(button(root, "start-reset"), "click", () => {
    const { f, surface } = lab.state.setting;
    // Of a formula the server knows one that has a slope.
    lab.change({ start: f === undefined ? byId(lab.catalogue.surfaces, surface).start : null });
  });

  /** @type {readonly [number, number] | undefined} */
  let before;
  let putBack = false;
  const show = () => {
    const { setting: { start } } = lab.state;
    if (!start) return; // the server is choosing one
    if (putBack) {
      [putBack, before] = [false, start];
      return;
    }
    fields.forEach((field, axis) => {
      if (isRefused(field) && start[axis] === before?.[axis]) return;
      refuse(field, "");
      if (readNumber(field.value) !== start[axis]) field.value = String(start[axis]);
    });
    before = start;
  };
  own.until(lab.on(["setting"], show));
  // How far away a start may be is the server's to say; what it refuses is not the lab's start.
  own.until(lab.on(["problem"], ({ problem, shown, setting }) => {
    const wrong = problem?.errors.find(({ parameter }) => parameter === "start");
    if (!wrong || setting.start === shown.start) return;
    for (const field of fields) refuse(field, wrong.message);
    putBack = true;
    lab.change({ start: shown.start });
  }));
  return own.dispose;
}
