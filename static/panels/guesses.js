/** What somebody says will happen; whether that was right, and by what; how often it was; and another question. */

import { toQuery } from "../data/query.js";
import { button, part, scope, write } from "../lab/dom.js";
import { hide } from "../lab/predict.js";
import { nearestNotch } from "../lab/setting.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {Pick<import("../data/family.js").Run, "outcome" | "verdict">} Judged
 */

/** @param {HTMLElement} root @param {Lab} lab */
export default function guessesPanel(root, lab) {
  const own = scope();
  const { notches } = lab.catalogue;
  const guesses = part(root, "guesses", HTMLFieldSetElement);
  const [result, judged, score] = ["guess-result", "guess-judged", "guess-score"].map((name) => part(root, name, HTMLElement));
  const options = /** @type {HTMLInputElement[]} */ ([...guesses.querySelectorAll("input")]);
  /** The settings that were asked about on this visit: who has seen an answer does not guess it. @type {Map<string, boolean>} */
  const asked = new Map();

  const ask = () => requestAnimationFrame(() => options[0]?.focus());
  own.listen(button(root, "predict-again"), "click", () => {
    hide(lab);
    ask();
  });
  own.listen(button(root, "another-question"), "click", () => {
    const { runners, active, setting } = lab.state;
    const { family, fresh } = /** @type {import("../lab/runner.js").Runner} */ (runners[active]);
    hide(lab); // before anything of the next is drawn
    if (family && fresh) lab.change({ lr: Number(notches[questionOf(family.outcomes, nearestNotch(notches, setting.lr))]) });
    ask();
  });
  own.listen(guesses, "change", ({ target }) => lab.set({ guess: target.value }));

  const show = (/** @type {Lab["state"]} */ { predict, guess, run, setting }) => {
    for (const option of options) option.checked = option.value === guess;
    result.hidden = predict || guess === null || !run;
    if (result.hidden || !run || guess === null) return;
    const words = options.find(({ value }) => value === guess)?.closest("label")?.textContent?.trim() ?? "";
    write(judged, judgement(run, guess, words));
    const question = toQuery(setting);
    if (!asked.has(question)) asked.set(question, isRight(run, guess));
    write(score, `${[...asked.values()].filter(Boolean).length} of ${asked.size} right.`);
  };
  const chosen = options.find(({ checked }) => checked);
  if (chosen && lab.state.predict) lab.set({ guess: chosen.value }); // a hand was quicker than this script
  own.until(lab.on(["predict", "guess", "run"], show));
  // To fall for ever is a guess only where a loss may.
  const endless = options.find(({ value }) => value === "escaped")?.closest("label");
  const offer = (/** @type {Lab["state"]} */ { landscape, runners, active }) => {
    const family = runners[active]?.family;
    const falls = family?.outcomes.includes(family.ids.indexOf("escaped"));
    endless?.toggleAttribute("hidden", Boolean(landscape?.minima.length) && !falls);
  };
  own.until(lab.on(["landscape", "runners"], offer));
  offer(lab.state);
  show(lab.state);
  return own.dispose;
}

/** @param {Judged} run @param {string} guess outcomes with spaces between */
const isRight = ({ outcome }, guess) => guess.split(" ").includes(outcome);

/**
 * Right or wrong, and what decides it.
 * @param {Judged} run
 * @param {string} guess outcomes with spaces between
 * @param {string} words that guess: "is too slow"
 */
export function judgement(run, guess, words) {
  const because = decisive(run).replaceAll("; ", ", ");
  return isRight(run, guess) ? `Right: it ${words}. ${because}.` : `Wrong: you said it ${words}. ${run.verdict.headline}: ${because}.`;
}

/** Outcomes of which a rate that would be stable says nothing. */
const GOT_NOWHERE = ["too_slow", "stalled", "escaped"];

/**
 * The line of the evidence that decides: whether η was stable, else the arrival, else what became of the loss, which every
 * run has last.
 * @param {Judged} run
 */
function decisive({ outcome, verdict: { evidence } }) {
  const stable = GOT_NOWHERE.includes(outcome) ? undefined : evidence.find((line) => line.includes("stable below"));
  return stable ?? evidence.find((line) => line.startsWith("There after")) ?? evidence.at(-1) ?? "";
}

/** Notches among which one is drawn: nearly a decade. */
const NEARBY = 40;

/**
 * Another notch to ask about, nearby: first what it comes to is drawn, each outcome of the family alike, the one just seen
 * too (else it would be known that it is not that one), then one of the nearest notches that come to that.
 * @param {ArrayLike<number>} outcomes of every notch
 * @param {number} here
 * @param {() => number} [random]
 */
export function questionOf(outcomes, here, random = Math.random) {
  const drawn = (/** @type {readonly number[]} */ from) => Number(from[Math.floor(random() * from.length)]);
  const others = Array.from(outcomes, (_, notch) => notch).filter((notch) => notch !== here);
  const outcome = drawn([...new Set(others.map((notch) => Number(outcomes[notch])))]);
  const nearest = others.filter((notch) => outcomes[notch] === outcome).sort((one, other) => Math.abs(one - here) - Math.abs(other - here));
  return drawn(nearest.slice(0, NEARBY));
}
