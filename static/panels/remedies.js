/** What would have gone better, each tried out by the server when somebody asks, and a button that does it. */

import { Problem } from "../data/problem.js";
import { button, part, scope, write } from "../lab/dom.js";

/** @typedef {import("../data/server.js").Remedy} Remedy */

/** @param {HTMLElement} root @param {import("../lab/mount.js").Lab} lab */
export default function remediesPanel(root, lab) {
  const own = scope();
  const [toggle, list] = [button(root, "what-helps"), part(root, "remedies", HTMLUListElement)];
  const evidence = part(root, "verdict-evidence", HTMLElement);

  const open = (/** @type {boolean} */ opened) => {
    toggle.setAttribute("aria-expanded", String(opened));
    write(toggle, opened ? "Why?" : "What helps?");
    list.hidden = !opened;
    evidence.hidden = opened;
  };

  const apply = (/** @type {Remedy} */ { change }) => {
    lab.change(change);
    toggle.focus({ preventScroll: true }); // the hand sticks to a phone's edge: to scroll to its place would lose the picture
  };

  const show = async () => {
    const { setting } = lab.state;
    list.replaceChildren(item("Trying …"));
    open(true);
    try {
      const remedies = await lab.source.remedies(setting);
      if (lab.state.setting !== setting) return;
      const found = remedies.map((remedy) => item(offer(remedy, apply)));
      list.replaceChildren(...(found.length ? found : [item("Nothing that was tried goes better.")]));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (lab.state.setting !== setting) return;
      open(false);
      lab.set({ problem: error });
    }
  };

  own.listen(toggle, "click", () => {
    if (list.hidden) show();
    else open(false);
  });
  own.until(lab.on(["setting"], () => open(false)));
  own.until(() => list.replaceChildren()); // its buttons listen
  return own.dispose;
}

/** @param {HTMLElement | string} content */
function item(content) {
  const element = document.createElement("li");
  element.append(content);
  return element;
}

/**
 * @param {Remedy} remedy
 * @param {(remedy: Remedy) => void} apply
 */
function offer(remedy, apply) {
  const element = document.createElement("button");
  element.type = "button";
  const [title, effect] = [document.createElement("strong"), document.createElement("span")];
  [title.textContent, effect.textContent] = [remedy.title, remedy.effect];
  element.append(title, " ", effect);
  element.addEventListener("click", () => apply(remedy));
  return element;
}
