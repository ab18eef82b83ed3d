/** What is seen, in words: the picture, the painted track, and, spoken when the hand rests, what has changed. */

import { byId, toldOf } from "../data/catalogue.js";
import { input, part, scope, write } from "../lab/dom.js";
import { counted, formatNumber, formatPoint, formatRate } from "../math/format.js";
import { endsInWords, trackInWords } from "../math/track.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {Lab["state"]} State
 */

/** Milliseconds that a hand rests before anything is spoken. */
const REST = 500;
/** Milliseconds between two steps that are spoken while a run plays. */
const PACE = 3000;

/** What a guess came to. */
const GUESSED = ["guess-judged", "guess-score"];

/** @param {HTMLElement} root @param {Lab} lab */
export default function wordsPanel(root, lab) {
  const own = scope();
  const [summary, setting] = [part(root, "stage-summary", HTMLElement), part(root, "setting-words", HTMLElement)];
  const track = part(root, "track-words", HTMLElement);
  own.until(lab.on(["run", "paths", "predict", "landscape"], (state) => {
    write(summary, summaryOf(state, lab.catalogue));
    write(setting, settingOf(state, lab.catalogue));
  }));
  const shorts = Object.fromEntries(lab.catalogue.outcomes.map(({ id, short }) => [id, short]));
  const rates = lab.catalogue.notches.map(String);
  own.until(lab.on(["family"], ({ family }) =>
    write(track, family ? `${trackInWords(family, shorts, rates)}. ${endsInWords(family, family.ends().steps, rates)}.`
      : "What each learning rate comes to is hidden.")));
  speak(root, lab, own);
  return own.dispose;
}

/**
 * @param {State["setting"]} setting
 * @param {Lab["catalogue"]} catalogue
 */
const namesOf = ({ f, surface, optimizer }, { surfaces, optimizers }) =>
  [f === undefined ? byId(surfaces, surface).name : `L = ${f}`, byId(optimizers, optimizer).name];

/**
 * Where a run is after so many steps.
 * @param {import("../data/family.js").Run} run
 * @param {number} step
 */
const placeOf = ({ points }, step) => formatPoint(Number(points[2 * step]), Number(points[2 * step + 1]));

/**
 * What the picture says.
 * @param {State} state
 * @param {Lab["catalogue"]} catalogue
 */
function summaryOf({ run, shown, predict, landscape, paths }, catalogue) {
  if (!run) return "";
  const last = run.length - 1;
  const loss = (/** @type {number} */ step) => formatNumber(Number(run.losses[step]));
  const holes = landscape && landscape.holes.starts.length > 1 ? " Hatched: the formula has no value there." : "";
  const seen = predict
    ? `the answer is hidden.${last > 0 ? ` The first steps lead from ${placeOf(run, 0)} to ${placeOf(run, last)}.` : ` The start is ${placeOf(run, 0)}, loss ${loss(0)}.`}`
    : `${run.verdict.headline}. ${run.verdict.explanation} From ${placeOf(run, 0)} to ${placeOf(run, last)} in ${last} steps, loss ${loss(0)} to ${loss(last)}.`;
  return `${namesOf(shown, catalogue).join(", ")}, learning rate ${formatRate(run.rate)}: ${seen}${paths.slice(0, -1).map((path) => besideIt(path, predict)).join("")}${holes}`;
}

/**
 * Another runner, in a sentence.
 * @param {State["paths"][number]} path
 * @param {boolean} predict
 */
function besideIt({ name, run, style }, predict) {
  const last = run.length - 1;
  const found = predict ? "" : `: ${run.verdict.headline}, loss ${formatNumber(Number(run.losses[last]))} after ${counted(last, "step")}`;
  return ` Beside it ${name || style.name} at ${formatRate(run.rate)}${found}.`;
}

/**
 * The whole setting, as it is printed: names, and every parameter that is not at its default.
 * @param {State} state
 * @param {Lab["catalogue"]} catalogue
 */
function settingOf({ shown, run }, { surfaces, optimizers, schedules, parameters }) {
  /** @type {(noun: string, entries: readonly import("../data/catalogue.js").Entry[]) => string} */
  const named = (noun, entries) => {
    const entry = byId(entries, String(shown[noun]));
    const own = (noun === "surface" ? toldOf(entry, shown) : entry.parameters)
      .filter((each) => shown[`${noun}.${each.name}`] !== undefined && (noun === "surface" || shown[`${noun}.${each.name}`] !== each.default))
      .map((each) => `${each.name} = ${shown[`${noun}.${each.name}`]}`);
    return entry.name + (own.length ? ` (${own.join(", ")})` : "");
  };
  const others = parameters.filter(({ name, default: usual }) =>
    name !== "lr" && name !== "steps" && shown[name] !== undefined && shown[name] !== usual);
  return [
    shown.f === undefined ? named("surface", surfaces) : `L(x, y) = ${shown.f}`,
    named("optimizer", optimizers),
    `${named("schedule", schedules)} schedule`,
    `learning rate η = ${run?.rate ?? shown.lr}`,
    `${shown.steps} steps${shown.start ? ` from ${formatPoint(...shown.start)}` : ""}`,
    ...others.map(({ name }) => `${name} ${shown[name]}`),
  ].join(", ");
}

/**
 * One live region, in which nothing is said twice, and nothing while a hand is on its way.
 * @param {HTMLElement} root
 * @param {Lab} lab
 * @param {ReturnType<typeof scope>} own
 */
function speak(root, lab, own) {
  const status = part(root, "status", HTMLElement);
  const scrub = input(root, "scrub");
  const said = { headline: "", start: "", step: NaN };
  let [timer, spokenAt] = [0, 0];
  own.until(() => clearTimeout(timer));
  const say = (/** @type {string} */ text) => {
    clearTimeout(timer);
    spokenAt = performance.now();
    if (text) write(status, text);
  };
  const whenAtRest = (/** @type {() => string} */ compose) => {
    clearTimeout(timer);
    timer = setTimeout(() => say(compose()), REST);
  };

  const now = () => {
    const { run, setting, predict } = lab.state;
    return { start: setting.start ? formatPoint(...setting.start) : "", headline: predict ? "" : run?.verdict.headline ?? "" };
  };
  /** The start if it has moved, and the verdict if either is another. */
  const news = () => {
    const { start, headline } = now();
    const moved = said.start !== "" && start !== said.start;
    const judged = moved || headline !== said.headline ? headline : "";
    Object.assign(said, { start: start || said.start, headline });
    return [moved ? `Start ${start}` : "", judged].filter(Boolean).join(". ");
  };
  const where = () => {
    const { step, last, predict, run } = lab.state;
    const at = run ? `, ${placeOf(run, step)}` : "";
    return `Step ${step}${predict ? "" : ` of ${last}`}${at}`;
  };
  /** The end of the run, when it was there, and how it is judged. */
  const arrival = () => {
    const { run, predict } = lab.state;
    const there = run?.verdict.evidence.find((line) => line.startsWith("There after"));
    said.headline = run?.verdict.headline ?? "";
    return [where(), predict ? "" : said.headline, there ?? ""].filter(Boolean).join(". ");
  };

  own.until(lab.on(["run"], ({ playing }) => {
    const { start, headline } = now(); // the same run may come again, exact in every number
    if (!playing && (start !== said.start || headline !== said.headline)) whenAtRest(news);
  }));
  own.until(lab.on(["playing"], ({ playing, step, last }) => {
    said.step = step;
    if (playing) say(`Playing from step ${step}`);
    else whenAtRest(() => (step === last ? arrival() : where()));
  }));
  own.until(lab.on(["step"], ({ playing, step, playhead }) => {
    if (playing && performance.now() - spokenAt > PACE) say(where());
    // A finite playhead was put there by a hand; the slider of the steps speaks for itself.
    if (playing || !Number.isFinite(playhead) || step === said.step || scrub.matches(":focus")) return;
    said.step = step;
    whenAtRest(where);
  }));
  own.until(lab.on(["predict"], ({ predict, guess }) => {
    if (predict) say("The answer is hidden. What will happen?");
    else if (guess !== null) whenAtRest(() => [...GUESSED.map((name) => root.querySelector(`[data-part=${name}]`)?.textContent), arrival()].join(" "));
  }));
}
