/** Optimizer, schedule and surface: what the catalogue declares, the templates render. */

import { byId } from "../data/catalogue.js";
import { part, scope, write } from "../lab/dom.js";

const NOUNS = /** @type {const} */ (["surface", "optimizer", "schedule"]);

/** @param {HTMLElement} root @param {import("../lab/mount.js").Lab} lab */
export default function pickersPanel(root, lab) {
  const own = scope();
  for (const noun of NOUNS) {
    for (const radio of radios(root, noun)) own.listen(radio, "change", () => lab.change({ [noun]: radio.value }));
  }
  const teaches = part(root, "surface-teaches", HTMLElement);
  own.until(lab.on(["setting"], ({ setting }) => {
    for (const noun of NOUNS) {
      for (const radio of radios(root, noun)) radio.checked = radio.value === setting[noun];
      for (const element of root.querySelectorAll(`[data-parameters^="${noun}:"]`)) {
        // A typed formula stands where the catalogue's surfaces do, under the id "f".
        element.toggleAttribute("hidden", element.getAttribute("data-parameters") !== `${noun}:${setting[noun] ?? "f"}`);
      }
    }
    write(teaches, setting.f === undefined ? byId(lab.catalogue.surfaces, setting.surface).teaches : "");
  }));
  return own.dispose;
}

/** @param {HTMLElement} root @param {string} noun @returns {NodeListOf<HTMLInputElement>} */
const radios = (root, noun) => root.querySelectorAll(`input[type="radio"][name="${noun}"]`);
