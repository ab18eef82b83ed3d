/** The map as a view of a lab: all of it is fetched when it is first opened, its markup from its own page. */

import { Problem } from "../data/problem.js";
import { ownIds, part } from "../lab/dom.js";
import { labOf, onPress } from "./labs.js";

/** @typedef {import("../lab/mount.js").Lab} Lab */

/** Maps that have stood in a lab; their ids are no lab's. */
let stood = 1000;

/** @param {string} root the way from this page to the mount */
export function mapSwitch(root) {
  /** @type {WeakMap<Lab, () => void>} how the map of a lab that has one goes */
  const open = new WeakMap();
  const press = (/** @type {Lab} */ lab, /** @type {boolean} */ on) => {
    lab.root.classList.toggle("shows-map", on);
    const button = part(lab.root, "open-map", HTMLButtonElement);
    button.setAttribute("aria-pressed", String(on));
    if (!on) button.focus();
  };
  const toggle = async (/** @type {Element} */ pressed) => {
    const lab = labOf(pressed);
    if (!lab) return;
    const close = open.get(lab);
    if (close) {
      open.delete(lab);
      close();
      press(lab, false);
      return;
    }
    open.set(lab, () => {}); // on its way: who presses again does not want it
    const stand = await fetched(root).catch(() => null);
    if (!open.has(lab)) return;
    if (!stand) {
      open.delete(lab);
      lab.set({ problem: new Problem("The map could not be fetched. Is the server there?", []) });
      return;
    }
    press(lab, true);
    open.set(lab, stand(lab));
    part(lab.root, "atlas-over", HTMLCanvasElement).focus({ preventScroll: true });
  };
  onPress("open-map", toggle);
  onPress("atlas-close", toggle);
}

/**
 * @param {string} root
 * @returns {Promise<(lab: Lab) => () => void>} puts a map into a lab; what that returns takes it away
 */
async function fetched(root) {
  const [answer, { default: atlasPanel }] = await Promise.all([fetch(`${root}atlas`), import("../panels/atlas.js"), sheet()]);
  const markup = new DOMParser().parseFromString(await answer.text(), "text/html");
  return (lab) => {
    const host = part(lab.root, "atlas", HTMLElement);
    const map = part(markup, "atlas", HTMLElement);
    map.setAttribute("data-view", "");
    ownIds(map, (stood += 1));
    part(map, "atlas-close", HTMLButtonElement).hidden = false;
    host.replaceWith(map);
    const dispose = atlasPanel(lab.root, lab);
    return () => {
      dispose();
      map.replaceWith(host);
    };
  };
}

/** Its style sheet, once. @returns {Promise<unknown>} */
function sheet() {
  const href = new URL("../css/atlas.css", import.meta.url).href;
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  return new Promise((resolve, reject) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", reject);
    document.head.append(link);
  });
}
