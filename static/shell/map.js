/** The map as a view of a lab: its script and its style are fetched when it is first opened. */

import { Problem } from "../data/problem.js";
import { ownIds, part } from "../lab/dom.js";
import { sheet } from "../lab/sheets.js";
import { labOf, onPress } from "./labs.js";

/** @typedef {import("../lab/mount.js").Lab} Lab */

/** What opens the map of a lab, and closes it; the map's own page has none. @param {Lab} lab */
export const mapButton = (lab) =>
  /** @type {HTMLButtonElement | null} */ (lab.root.querySelector("[data-part=open-map]"));

/** Maps that have been opened; the ids of each are its own, and no lab's. */
let opened = 1000;

export function mapSwitch() {
  /** @type {WeakMap<Lab, () => void>} how the map of a lab that has one goes */
  const open = new WeakMap();
  const toggle = async (/** @type {Element} */ pressed) => {
    const lab = labOf(pressed);
    if (!lab) return;
    const close = open.get(lab);
    if (close) {
      open.delete(lab);
      close();
      return;
    }
    const coming = () => {}; // who presses again does not want it; who presses once more waits for another
    open.set(lab, coming);
    const parts = await Promise.all([import("../panels/atlas.js"), sheet("atlas")]).catch(() => null);
    if (open.get(lab) !== coming) return;
    if (parts) open.set(lab, stand(lab, parts[0].default));
    else {
      open.delete(lab);
      lab.set({ problem: new Problem("The map could not be fetched. Is the server there?", []) });
    }
  };
  onPress("open-map", toggle);
  onPress("atlas-close", toggle);
}

/**
 * @param {Lab} lab
 * @param {import("../lab/mount.js").Panel} panel
 * @returns {() => void} how it goes
 */
function stand(lab, panel) {
  const [host, button] = [part(lab.root, "atlas", HTMLElement), part(lab.root, "open-map", HTMLButtonElement)];
  const template = /** @type {HTMLTemplateElement} */ (host.querySelector("template"));
  const show = (/** @type {boolean} */ on) => {
    host.toggleAttribute("data-open", on);
    lab.root.classList.toggle("shows-map", on);
    button.setAttribute("aria-pressed", String(on));
  };
  host.append(template.content.cloneNode(true));
  ownIds(host, (opened += 1));
  show(true);
  const dispose = panel(lab.root, lab);
  part(host, "atlas-over", HTMLCanvasElement).focus({ preventScroll: true });
  return () => {
    dispose();
    host.replaceChildren(template);
    show(false);
    button.focus();
  };
}
