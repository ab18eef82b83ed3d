/** What is folded away: the controls of a frame behind one button, the groups of a phone behind their headings. */

import { button, find } from "../dom.js";

/** Where the groups fold: the style sheets lay the page out in one column there. */
const NARROW = "(width < 60rem)";

/** @param {string} profile */
export function morePanel(profile) {
  const [more, controls] = [button("more"), find("controls", HTMLElement)];
  const open = (/** @type {boolean} */ isOpen) => {
    more.setAttribute("aria-expanded", String(isOpen));
    controls.classList.toggle("open", isOpen);
  };
  more.addEventListener("click", () => open(more.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && more.getAttribute("aria-expanded") === "true") {
      open(false);
      more.focus();
    }
  });

  const narrow = matchMedia(NARROW);
  const folds = /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("details[data-fold]"));
  const fold = () => folds.forEach((each) => (each.open = profile === "embed" || !narrow.matches));
  fold();
  narrow.addEventListener("change", fold);
}
