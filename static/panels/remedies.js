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
    if (!opened) list.replaceChildren();
    evidence.hidden = opened;
  };

  /** @type {Remedy[]} */
  let offered = [];
  // Remedies come and go: one listener for all of their buttons.
  own.listen(list, "click", ({ target }) => {
    const chosen = target instanceof Element ? target.closest("li") : null;
    const remedy = chosen && offered[[...list.children].indexOf(chosen)];
    if (!remedy) return;
    lab.change(remedy.change);
    toggle.focus({ preventScroll: true }); // the hand sticks to a phone's edge: to scroll to its place would lose the picture
  });

  const show = async () => {
    const { setting, shown } = lab.state;
    offered = [];
    list.replaceChildren(item("Trying …"));
    open(true);
    try {
      const remedies = await lab.source.remedies({ ...setting, start: setting.start ?? shown.start }); // as it is known by now
      if (lab.state.setting !== setting) return;
      offered = remedies;
      const found = remedies.map((remedy) => item(offer(remedy)));
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
  own.until(lab.on(["setting", "predict"], () => open(false)));
  return own.dispose;
}

/** @param {HTMLElement | string} content */
function item(content) {
  const element = document.createElement("li");
  element.append(content);
  return element;
}

/** @param {Remedy} remedy */
function offer(remedy) {
  const element = document.createElement("button");
  element.type = "button";
  const [title, effect] = [document.createElement("strong"), document.createElement("span")];
  [title.textContent, effect.textContent] = [remedy.title, remedy.effect];
  element.append(title, " ", effect);
  return element;
}
