/** Optimizer, schedule and surface: what the catalogue declares, the templates render. */

import { byId } from "../data/catalogue.js";
import { toQuery } from "../data/query.js";
import { WARMED, choiceOf, isWarmed, recommends } from "../lab/choices.js";
import { part, scope, write } from "../lab/dom.js";

/** @typedef {import("../lab/mount.js").Lab} Lab */

const NOUNS = /** @type {const} */ (["surface", "optimizer", "schedule"]);
/** Ends that a formula need not open on. */
const SCRIBBLE = ["diverged", "oscillating"];

/** @param {HTMLElement} root @param {Lab} lab */
export default function pickersPanel(root, lab) {
  const own = scope();
  const settle = rateOnceKnown(lab, own);
  const choose = {
    surface: (/** @type {string} */ id) => {
      const settles = recommends("surface", lab.state.setting);
      lab.change(choiceOf("surface", id, lab), { commit: !settles, held: false });
      if (settles) settle(() => true);
    },
    optimizer: (/** @type {string} */ id) => lab.change(choiceOf("optimizer", id, lab)),
    schedule: (/** @type {string} */ id) => lab.change(choiceOf("schedule", id, lab)),
  };
  for (const noun of NOUNS) {
    for (const radio of radios(root, noun)) own.listen(radio, "change", () => choose[noun](radio.value));
  }
  const teaches = part(root, "surface-teaches", HTMLElement);
  let typed = lab.state.setting.f !== undefined;
  own.until(lab.on(["setting"], ({ setting }) => {
    const isTyped = setting.f !== undefined;
    if (isTyped && !typed) settle((outcome) => SCRIBBLE.includes(outcome));
    typed = isTyped;
    for (const noun of NOUNS) {
      const chosen = noun === "schedule" && isWarmed(setting) ? WARMED : setting[noun];
      for (const radio of radios(root, noun)) {
        radio.checked = radio.value === chosen;
        // What is chosen is in sight: the others are opened where it is among them.
        if (radio.checked) radio.closest("details.all")?.setAttribute("open", "");
      }
      for (const element of root.querySelectorAll(`[data-parameters^="${noun}:"]`)) {
        // A typed formula stands where the catalogue's surfaces do, under the id "f".
        element.toggleAttribute("hidden", element.getAttribute("data-parameters") !== `${noun}:${setting[noun] ?? "f"}`);
      }
    }
    for (const element of root.querySelectorAll("[data-where], [data-unless]")) {
      const [key = "", value] = (element.getAttribute("data-where") ?? element.getAttribute("data-unless") ?? "").split("=");
      const holds = setting[key] === undefined || Number(setting[key]) === Number(value);
      element.toggleAttribute("hidden", holds !== element.hasAttribute("data-where"));
    }
    root.toggleAttribute("data-formula", isTyped);
    root.toggleAttribute("data-model", !isTyped && byId(lab.catalogue.surfaces, setting.surface).model !== undefined);
    write(teaches, isTyped ? "" : byId(lab.catalogue.surfaces, setting.surface).teaches);
  }));
  return own.dispose;
}

/** @param {HTMLElement} root @param {string} noun @returns {NodeListOf<HTMLInputElement>} */
const radios = (root, noun) => root.querySelectorAll(`input[type="radio"][name="${noun}"]`);

/**
 * What is recommended for an optimizer is known once its slider is.
 * @param {Lab} lab
 * @param {ReturnType<typeof scope>} own
 * @returns {(wanted: (outcome: string) => boolean) => void} takes the recommended rate for the setting there is now,
 *   where the run's outcome asks for it, and ends the change
 */
function rateOnceKnown(lab, own) {
  /** @type {{ wanted: (outcome: string) => boolean, of: import("../data/query.js").Setting } | null} */
  let pending = null;
  own.until(lab.on(["family", "fresh", "problem", "setting"], ({ family, fresh, problem, setting, shown, run }) => {
    if (!pending) return;
    const { wanted, of } = pending;
    const isThere = fresh && (of.f === undefined ? toQuery(shown) === toQuery(of) : shown.f === of.f);
    if (!problem && !isThere && setting === of) return; // on its way
    pending = null;
    if (!problem && !isThere) return; // another hand was quicker
    const best = family?.recommended;
    if (!problem && best != null && run && wanted(run.outcome)) lab.change({ lr: Number(lab.catalogue.notches[best]) });
    else lab.commit();
  }));
  return (wanted) => {
    pending = { wanted, of: lab.state.setting };
  };
}
