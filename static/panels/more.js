/** What is folded away: the controls of a frame behind one button, the rows of the hand behind their headings. */

import { button, part, scope } from "../lab/dom.js";

/** Where charts and rule fold too: the style sheets lay the page out in one column, or two narrow ones, there. */
const NARROW = "(width < 60rem)";
/** Where there is room for the surfaces to be seen at once. */
const ROOMY = "(width >= 60rem) and (height >= 64rem)";

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
  const isFrame = root.dataset.profile === "embed";
  const folds = /** @type {NodeListOf<HTMLDetailsElement>} */ (root.querySelectorAll("details[data-fold]"));
  const fold = () => {
    // A row stays as the hand left it.
    for (const each of folds) if (!each.matches(".row")) each.open = isFrame || !narrow.matches;
  };
  fold();
  own.listen(narrow, "change", fold);
  for (const each of folds) {
    // What comes from far away waits for a hand, in a frame too.
    if (each.matches(".row")) each.open = (isFrame && each.dataset.fold !== "late") || (each.dataset.part === "surface" && matchMedia(ROOMY).matches);
  }

  const [verdict, details] = [part(root, "verdict", HTMLElement), button(root, "verdict-more")];
  own.listen(details, "click", () => {
    details.setAttribute("aria-expanded", String(verdict.classList.toggle("open")));
  });
  const legend = button(root, "show-legend");
  own.listen(legend, "click", () => {
    legend.setAttribute("aria-pressed", String(root.classList.toggle("shows-legend")));
  });
  return own.dispose;
}
