/** Optimizer, schedule and surface, and every parameter field: what the catalogue declares, the templates render. */

import { byId } from "../catalogue.js";
import { find, write } from "../dom.js";
import { choose } from "../state.js";

/**
 * @typedef {import("../lab.js").LabStore} LabStore
 * @typedef {import("../catalogue.js").Catalogue} Catalogue
 */

const NOUNS = /** @type {const} */ (["surface", "optimizer", "schedule"]);

/**
 * @param {LabStore} store
 * @param {Catalogue} catalogue
 * @param {() => void} commit
 */
export function pickersPanel(store, catalogue, commit) {
  for (const noun of NOUNS) {
    for (const radio of radios(noun)) {
      radio.addEventListener("change", () => {
        store.set({ setting: choose(store.state.setting, noun, radio.value, catalogue), playhead: Infinity, playing: false });
        commit();
      });
    }
  }
  const teaches = find("surface-teaches", HTMLElement);
  store.on(["setting"], ({ setting }) => {
    for (const noun of NOUNS) {
      for (const radio of radios(noun)) radio.checked = radio.value === setting[noun];
      for (const part of document.querySelectorAll(`[data-parameters^="${noun}:"]`)) {
        // A typed formula stands where the catalogue's surfaces do, under the id "f".
        part.toggleAttribute("hidden", part.getAttribute("data-parameters") !== `${noun}:${setting[noun] ?? "f"}`);
      }
    }
    write(teaches, setting.f === undefined ? byId(catalogue.surfaces, setting.surface).teaches : "");
  });
}

/** @param {string} noun @returns {NodeListOf<HTMLInputElement>} */
const radios = (noun) => document.querySelectorAll(`input[type="radio"][name="${noun}"]`);
