/** A surface of one's own: a formula as people write it, and the part of the plane to show. */

import { find, input } from "../dom.js";
import { type } from "../state.js";

const WHOLE = "-3,3,-3,3";

/**
 * @param {import("../lab.js").LabStore} store
 * @param {() => void} commit
 */
export function formulaPanel(store, commit) {
  const [formula, domain] = [input("formula"), input("formula-domain")];
  const caption = find("formula-caption", HTMLElement);
  const typed = () => {
    const text = formula.value.trim();
    if (!text) return;
    const setting = type(store.state.setting, text, domain.value.trim() || WHOLE);
    store.set({ setting, playhead: Infinity, playing: false });
    commit();
  };
  formula.addEventListener("change", typed);
  domain.addEventListener("change", typed);

  store.on(["setting"], ({ setting }) => {
    if (document.activeElement !== formula) formula.value = String(setting.f ?? "");
    if (document.activeElement !== domain) domain.value = String(setting.domain ?? "");
  });
  // What is wrong with a formula stands beside it as well.
  store.on(["problem", "setting"], ({ problem }) => {
    const wrong = problem?.errors.find(({ parameter }) => parameter === "f" || parameter === "domain");
    formula.setAttribute("aria-invalid", String(wrong?.parameter === "f"));
    domain.setAttribute("aria-invalid", String(wrong?.parameter === "domain"));
  });
  // MathML of the server's making, from a formula it has understood.
  store.on(["landscape"], ({ landscape, shown }) => {
    if (landscape && shown.f !== undefined) caption.innerHTML = landscape.formula;
  });
}
