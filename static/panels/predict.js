/** Predict first: a guess instead of the answer, then the run, and whether the guess was right. */

import { button, part, scope, write } from "../lab/dom.js";
import { hide, reveal } from "../lab/predict.js";

/** @typedef {import("../lab/mount.js").Lab} Lab */

const QUESTION = "What will happen?";
const FIRST = "First say what will happen";

/** @param {HTMLElement} root @param {Lab} lab */
export default function predictPanel(root, lab) {
  const own = scope();
  const [toggle, again] = [button(root, "predict"), button(root, "predict-again")];
  const [guesses, question] = [part(root, "guesses", HTMLFieldSetElement), part(root, "verdict-question", HTMLElement)];
  const [result, judged] = [part(root, "guess-result", HTMLElement), part(root, "guess-judged", HTMLElement)];
  const options = /** @type {HTMLInputElement[]} */ ([...guesses.querySelectorAll("input")]);
  // Before a class hands and voices guess; a guess that is left out cannot be asked for.
  const needsGuess = () => root.dataset.profile !== "projector" && guesses.checkVisibility();

  const start = () => {
    hide(lab);
    requestAnimationFrame(() => options[0]?.focus());
  };
  own.listen(toggle, "click", () => {
    const { predict, run, guess } = lab.state;
    if (!predict) hide(lab);
    else if (guess === null && needsGuess()) {
      write(question, FIRST);
      options[0]?.focus();
    } else if (run) reveal(lab);
  });
  own.listen(again, "click", start);
  own.listen(guesses, "change", ({ target }) => lab.set({ guess: target.value }));

  const show = (/** @type {Lab["state"]} */ { predict, guess, run }) => {
    root.dataset.predict = String(predict);
    for (const option of options) option.checked = option.value === guess;
    if (guess !== null || !predict) write(question, QUESTION);
    toggle.toggleAttribute("data-ready", predict && (guess !== null || !needsGuess()));
    result.hidden = predict || guess === null || !run;
    if (!result.hidden) write(judged, judgement(options, guess ?? "", run?.outcome ?? ""));
  };
  own.until(lab.on(["predict", "guess", "run"], show));
  // To fall for ever is a guess only where a loss may.
  const endless = options.find(({ value }) => value === "escaped");
  own.until(lab.on(["landscape", "runners"], ({ landscape, runners, active }) => {
    const family = runners[active]?.family;
    const falls = family?.outcomes.includes(family.ids.indexOf("escaped"));
    endless?.closest("label")?.toggleAttribute("hidden", Boolean(landscape?.minima.length) && !falls);
  }));
  return own.dispose;
}

/**
 * @param {readonly HTMLInputElement[]} options each with the outcomes it stands for
 * @param {string} guess
 * @param {string} outcome
 */
function judgement(options, guess, outcome) {
  const happens = (/** @type {HTMLInputElement | undefined} */ option) => `it ${option?.closest("label")?.textContent?.trim()}`;
  const guessed = options.find(({ value }) => value === guess);
  return guess.split(" ").includes(outcome) ? `Right: ${happens(guessed)}.` : `Wrong: you said ${happens(guessed)}.`;
}
