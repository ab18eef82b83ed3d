/** What is folded away: the controls of a frame behind one button, the groups of a phone behind their headings. */

import { button, part, scope } from "../lab/dom.js";

/** Where the groups fold: the style sheets lay the page out in one column there. */
const NARROW = "(width < 60rem)";

/** @param {HTMLElement} root */
export default function morePanel(root) {
  const own = scope();
  const [more, controls] = [button(root, "more"), part(root, "controls", HTMLElement)];
  const open = (/** @type {boolean} */ isOpen) => {
    more.setAttribute("aria-expanded", String(isOpen));
    controls.classList.toggle("open", isOpen);
  };
  own.listen(more, "click", () => open(more.getAttribute("aria-expanded") !== "true"));
  own.listen(root, "keydown", ({ key }) => {
    if (key === "Escape" && more.getAttribute("aria-expanded") === "true") {
      open(false);
      more.focus();
    }
  });

  const narrow = matchMedia(NARROW);
  const folds = /** @type {NodeListOf<HTMLDetailsElement>} */ (root.querySelectorAll("details[data-fold]"));
  const fold = () => folds.forEach((each) => (each.open = root.dataset.profile === "embed" || !narrow.matches));
  fold();
  own.listen(narrow, "change", fold);
  return own.dispose;
}
