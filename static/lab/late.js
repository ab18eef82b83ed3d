/** Panels that come when they are needed: a row was opened, another view was chosen. */

import { Problem } from "../data/problem.js";
import { scope } from "./dom.js";

/**
 * @param {import("./mount.js").Lab} lab
 * @param {readonly import("./mount.js").Late[]} late each is loaded once
 * @returns {() => void} dispose
 */
export function loadLate(lab, late) {
  const { root } = lab;
  const own = scope();
  const waiting = new Set(late);
  let gone = false;
  own.until(() => (gone = true));
  const look = () => {
    for (const each of waiting) if (root.matches(each.until) || root.querySelector(each.until)) void fetchOne(each);
  };
  const fetchOne = async (/** @type {import("./mount.js").Late} */ each) => {
    waiting.delete(each);
    const panel = await each.load().catch(() => null);
    if (gone) return;
    if (panel) own.until(panel(root, lab));
    else {
      waiting.add(each); // asked for again where it is opened again
      lab.set({ problem: new Problem("A part of the page could not be fetched. Is the server there?", []) });
    }
  };
  own.listen(root, "toggle", look, { capture: true });
  own.until(lab.on(["look", "predict"], look));
  look();
  return own.dispose;
}
