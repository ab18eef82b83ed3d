/** How the surface is shown: which of its views is chosen. */

import { part, scope } from "../lab/dom.js";

/** @param {HTMLElement} root @param {import("../lab/mount.js").Lab} lab */
export default function viewsPanel(root, lab) {
  const own = scope();
  const buttons = /** @type {HTMLButtonElement[]} */ ([...part(root, "views", HTMLElement).querySelectorAll("button")]);
  const lookOf = (/** @type {HTMLElement} */ { dataset: { look } }) => /** @type {import("../data/catalogue.js").Look} */ (look);
  for (const each of buttons) own.listen(each, "click", () => lab.set({ look: lookOf(each) }));
  own.until(lab.on(["look"], ({ look }) => {
    root.dataset.look = look;
    for (const each of buttons) each.setAttribute("aria-pressed", String(lookOf(each) === look));
  }));
  return own.dispose;
}
