/** Two sentences for who has not been here; they go when dismissed, or done. */

import { button, input, part, scope } from "../lab/dom.js";

const KEY = "descentlab greeted";

/** @param {HTMLElement} root @param {import("../lab/mount.js").Lab} lab */
export default function greetingPanel(root, lab) {
  const own = scope();
  const [greeting, slider] = [part(root, "greeting", HTMLElement), input(root, "rate")];
  const wanted = root.dataset.profile !== "projector" && !wasGreeted();
  greeting.hidden = !wanted;
  if (!wanted) return own.dispose;
  slider.classList.add("pulse");
  const go = () => {
    greeting.hidden = true;
    slider.classList.remove("pulse");
    remember();
  };
  own.listen(button(root, "greeting-close"), "click", () => {
    go();
    slider.focus({ preventScroll: true });
  });
  // Done: another rate, whoever's hand it was.
  const { lr } = lab.state.setting;
  own.until(lab.on(["setting"], ({ setting }) => {
    if (!greeting.hidden && setting.lr !== lr) go();
  }));
  return own.dispose;
}

/** A sandboxed frame has no storage: there, it is for the visit. */
function wasGreeted() {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

function remember() {
  try {
    localStorage.setItem(KEY, "1");
  } catch {
    // for this visit
  }
}
