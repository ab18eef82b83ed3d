/** The verdict on the run in the picture, its evidence, and the rate that arrives first. */

import { button, part, scope, write } from "../lab/dom.js";
import { formatRate } from "../math/format.js";

/** @param {HTMLElement} root @param {import("../lab/mount.js").Lab} lab */
export default function verdictPanel(root, lab) {
  const own = scope();
  const { notches } = lab.catalogue;
  const panel = part(root, "verdict", HTMLElement);
  const headline = part(root, "verdict-headline", HTMLElement);
  const explanation = part(root, "verdict-explanation", HTMLElement);
  const evidence = part(root, "verdict-evidence", HTMLUListElement);
  const better = button(root, "try-best");
  own.listen(better, "click", () => {
    const best = lab.state.family?.recommended;
    if (best == null) return;
    lab.change({ lr: Number(notches[best]) });
    lab.set({ playhead: Infinity });
  });

  own.until(lab.on(["run", "family", "fresh"], ({ run, family, fresh }) => {
    if (!run) return;
    if (run.outcome) panel.dataset.outcome = run.outcome;
    else delete panel.dataset.outcome; // hidden
    write(headline, run.verdict.headline);
    write(explanation, run.verdict.explanation);
    while (evidence.children.length > run.verdict.evidence.length) evidence.lastChild?.remove();
    run.verdict.evidence.forEach((line, index) => {
      write(evidence.children[index] ?? evidence.appendChild(document.createElement("li")), line);
    });
    const best = fresh ? family?.recommended : null; // one of the setting before is no advice
    better.hidden = best == null || run.outcome === "converged";
    if (best != null) write(better, `Try η = ${formatRate(Number(notches[best]))}`);
  }));
  return own.dispose;
}
