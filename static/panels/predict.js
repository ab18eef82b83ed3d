/** Predict first: hides the answer, and shows it again once somebody has said what it will be (`guesses.js`). */

import { button, part, scope, write } from "../lab/dom.js";
import { hide, reveal } from "../lab/predict.js";

const QUESTION = "What will happen?";
const FIRST = "First say what will happen";

/** @param {HTMLElement} root @param {import("../lab/mount.js").Lab} lab */
export default function predictPanel(root, lab) {
  const own = scope();
  const toggle = button(root, "predict");
  const [guesses, question] = [part(root, "guesses", HTMLFieldSetElement), part(root, "verdict-question", HTMLElement)];
  // Before a class hands and voices guess; a guess that is left out cannot be asked for.
  const needsGuess = () => root.dataset.profile !== "projector" && guesses.checkVisibility();

  own.listen(toggle, "click", () => {
    const { predict, run, guess } = lab.state;
    if (!predict) hide(lab);
    else if (guess === null && needsGuess()) {
      write(question, FIRST);
      guesses.querySelector("input")?.focus();
    } else if (run) reveal(lab);
  });
  own.until(lab.on(["predict", "guess"], ({ predict, guess }) => {
    root.dataset.predict = String(predict);
    if (guess !== null || !predict) write(question, QUESTION);
    toggle.toggleAttribute("data-ready", predict && (guess !== null || !needsGuess()));
  }));
  return own.dispose;
}
