/** What would have gone better, each tried out by the server when somebody asks, and a button that does it. */

import { askJson, Problem, remembering } from "../api.js";
import { button, find, write } from "../dom.js";
import { remedied, trajectoryQuery } from "../state.js";

/**
 * @typedef {{ title: string, effect: string, change: Record<string, any> }} Remedy
 *
 * @param {import("../lab.js").LabStore} store
 * @param {import("../catalogue.js").Catalogue} catalogue
 * @param {string} api
 * @param {() => void} commit
 */
export function remediesPanel(store, catalogue, api, commit) {
  const [toggle, list] = [button("what-helps"), find("remedies", HTMLUListElement)];
  const evidence = find("verdict-evidence", HTMLElement);
  const ask = remembering(askJson, 24);

  const open = (/** @type {boolean} */ opened) => {
    toggle.setAttribute("aria-expanded", String(opened));
    write(toggle, opened ? "Why?" : "What helps?");
    list.hidden = !opened;
    evidence.hidden = opened;
  };

  const apply = (/** @type {Remedy} */ { change }) => {
    const setting = remedied(store.state.setting, change, catalogue);
    store.set({ setting, playhead: Infinity, playing: false });
    commit();
    toggle.focus({ preventScroll: true }); // the hand sticks to a phone's edge: to scroll to its place would lose the picture
  };

  const show = async () => {
    const { setting } = store.state;
    list.replaceChildren(item("Trying …"));
    open(true);
    try {
      /** @type {{ remedies: Remedy[] }} */
      const { remedies } = await ask(`${api}/remedies?${trajectoryQuery(setting)}`);
      if (store.state.setting !== setting) return;
      const found = remedies.map((remedy) => item(offer(remedy, apply)));
      list.replaceChildren(...(found.length ? found : [item("Nothing that was tried goes better.")]));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (store.state.setting !== setting) return;
      open(false);
      store.set({ problem: error });
    }
  };

  toggle.addEventListener("click", () => {
    if (list.hidden) show();
    else open(false);
  });
  store.on(["setting"], () => open(false));
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
