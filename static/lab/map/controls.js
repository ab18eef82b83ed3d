/** What is chosen of a map: its two keys, a map to begin with, the colours. */

import { PRESETS } from "../../data/presets.js";
import { button, part } from "../dom.js";
import { changed, pristine } from "../setting.js";
import { nameOf } from "./keys.js";

/**
 * @typedef {import("../mount.js").Lab} Lab
 * @typedef {import("./keys.js").MapKey} MapKey
 * @typedef {import("../../data/presets.js").Preset} Preset
 * @typedef {ReturnType<typeof import("../dom.js").scope>} Scope
 */

/**
 * The setting of a preset: all that it does not name is as its surface has it.
 * @param {Preset} preset
 * @param {Lab["state"]["setting"]} setting
 * @param {Lab["catalogue"]} catalogue
 */
export function settingOfPreset({ setting: wanted }, setting, catalogue) {
  const ground = changed(setting, { surface: wanted.surface }, catalogue);
  return changed(pristine(ground, catalogue), wanted, catalogue);
}

/** @param {Preset} preset @returns {import("../../data/atlas.js").PieceKeys} */
export const pieceOfPreset = ({ x, y }) => ({ x: x[0], x_min: x[1], x_max: x[2], y: y[0], y_min: y[1], y_max: y[2] });

/**
 * @param {HTMLElement} root
 * @param {{ choose: (name: "x" | "y", key: string) => void, begin: (preset: Preset) => void }} act
 * @param {Scope} own
 */
export function mapControls(root, act, own) {
  const selects = /** @type {const} */ (["x", "y"]).map((name) => part(root, `atlas-${name}`, HTMLSelectElement));
  selects.forEach((select, index) =>
    own.listen(select, "change", () => act.choose(index === 0 ? "x" : "y", select.value)));
  own.listen(button(root, "atlas-swap"), "click", () => act.choose("x", selects[1].value));
  const presets = part(root, "atlas-presets", HTMLElement);
  const shows = part(root, "atlas-shows", HTMLElement);
  presets.replaceChildren(...PRESETS.map((preset) => {
    const chip = document.createElement("button");
    chip.type = "button";
    chip.textContent = preset.name;
    chip.title = preset.shows;
    own.listen(chip, "click", () => act.begin(preset));
    return chip;
  }));
  let listed = "";
  return {
    /**
     * @param {readonly MapKey[]} keys
     * @param {{ x: { key: string }, y: { key: string } }} piece
     */
    show(keys, { x, y }) {
      const now = keys.map(({ key, label }) => `${key} ${label}`).join();
      if (now !== listed) for (const select of selects) select.replaceChildren(...groupsOf(keys));
      listed = now;
      [selects[0].value, selects[1].value] = [x.key, y.key];
    },
    /** @param {string} sentence about the map that is shown */
    say(sentence) {
      if (shows.textContent !== sentence) shows.textContent = sentence;
    },
  };
}

/** @param {readonly MapKey[]} keys */
function groupsOf(keys) {
  return [...new Set(keys.map(({ group }) => group))].map((label) => {
    const group = document.createElement("optgroup");
    group.label = label;
    group.append(...keys.filter((each) => each.group === label).map((each) => new Option(nameOf(each), each.key)));
    return group;
  });
}
