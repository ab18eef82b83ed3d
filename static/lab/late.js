/** Panels that come when they are needed: a row was opened, another view was chosen. */

import { Problem } from "../data/problem.js";
import { scope } from "./dom.js";

export const missing = () => new Problem("A part of the page could not be fetched. Is the server there?", []);

/**
 * @param {import("./mount.js").Lab} lab
 * @param {readonly import("./mount.js").Late[]} late each is loaded once
 * @returns {() => void} dispose
 */
export function loadLate(lab, late) {
  const { root } = lab;
  const own = scope();
  const waiting = new Set(late);
  let [gone, many] = [false, 0];
  const fetching = (/** @type {number} */ more) => root.toggleAttribute("data-fetching", (many += more) > 0);
  own.until(() => {
    gone = true;
    root.removeAttribute("data-fetching");
  });
  /** What is folded away in a frame is not seen yet, open or not; on a projector rows never are, and keys open them. */
  const isSeen = (/** @type {string} */ selector) => root.matches(selector)
    || [...root.querySelectorAll(selector)].some((each) => root.dataset.profile === "projector" || each.checkVisibility());
  const look = () => {
    for (const each of waiting) if (isSeen(each.until)) void fetchOne(each);
  };
  const fetchOne = async (/** @type {import("./mount.js").Late} */ each) => {
    waiting.delete(each);
    fetching(1);
    const panel = await each.load().catch(() => null);
    if (gone) return;
    if (panel) own.until(panel(root, lab));
    else {
      waiting.add(each); // asked for again where it is opened again
      lab.set({ problem: missing() });
    }
    fetching(-1);
  };
  own.listen(root, "toggle", look, { capture: true });
  let seen = "";
  own.until(lab.on(["look", "runners", "predict"], ({ look: view, runners, setting: { surface, f }, predict }) => {
    if (seen !== (seen = `${view} ${runners.length} ${surface} ${f !== undefined} ${predict}`)) look(); // not in every frame of a drag
  }));
  own.listen(root, "click", () => requestAnimationFrame(look)); // whatever it has brought into sight
  look();
  return own.dispose;
}
