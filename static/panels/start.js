/** The start as numbers: typed, or the surface's own. */

import { byId } from "../data/catalogue.js";
import { button, input, scope } from "../lab/dom.js";

/** @param {HTMLElement} root @param {import("../lab/mount.js").Lab} lab */
export default function startPanel(root, lab) {
  const own = scope();
  const fields = [input(root, "start-x"), input(root, "start-y")];
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

  const show = () => {
    const { setting: { start } } = lab.state;
    if (!start) return; // the server is choosing one
    fields.forEach((field, axis) => {
      if (document.activeElement !== field || !field.matches(":user-invalid")) field.value = String(start[axis]);
    });
  };
  own.until(lab.on(["setting"], show));
  return own.dispose;
}
