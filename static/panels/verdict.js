/** The verdict on the run in the picture, its evidence, and the rate that arrives first. */

import { button, find, write } from "../dom.js";
import { formatRate } from "../math/format.js";

/**
 * @param {import("../lab.js").LabStore} store
 * @param {import("../catalogue.js").Catalogue} catalogue
 * @param {() => void} commit
 */
export function verdictPanel(store, { notches }, commit) {
  const panel = find("verdict", HTMLElement);
  const [headline, explanation] = [find("verdict-headline", HTMLElement), find("verdict-explanation", HTMLElement)];
  const evidence = find("verdict-evidence", HTMLUListElement);
  const better = button("try-best");
  better.addEventListener("click", () => {
    const best = store.state.family?.best;
    if (best == null) return;
    store.set({ setting: { ...store.state.setting, lr: Number(notches[best]) }, playhead: Infinity, playing: false });
    commit();
  });

  store.on(["lane"], ({ lane, family }) => {
    if (!lane) return;
    panel.dataset.outcome = lane.outcome;
    write(headline, lane.verdict.headline);
    write(explanation, lane.verdict.explanation);
    while (evidence.children.length > lane.verdict.evidence.length) evidence.lastChild?.remove();
    lane.verdict.evidence.forEach((line, index) => {
      write(evidence.children[index] ?? evidence.appendChild(document.createElement("li")), line);
    });
    const best = family?.best;
    better.hidden = best == null || lane.outcome === "converged";
    if (best != null) write(better, `Try η = ${formatRate(Number(notches[best]))}`);
  });
}
