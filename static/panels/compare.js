/** Several runners from one start: who is ahead, who is there first, and at what learning rate. */

import { part, scope, write } from "../lab/dom.js";
import { MOST, atRates, moved, nameOf, raceOf, withEntry, without } from "../lab/race.js";
import { changed, nearestNotch } from "../lab/setting.js";
import { budgetOf, paceOf, stepAt } from "../lab/state.js";
import { formatNumber, formatRate } from "../math/format.js";
import { readNumber, refusalOf } from "../math/reading.js";
import { lowest, stepsTo } from "../math/tally.js";
import { drawSample } from "../views/sample.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {import("../lab/runner.js").Runner} Runner
 * @typedef {ReturnType<typeof scope>} Scope
 */

/** A target, where nobody has said one: so much of the height at the start is left. */
const THOUSANDTH = 1e-3;
/** The rate of somebody who runs twice, against the one beside. */
const HALF = 0.5;

/** @param {HTMLElement} root @param {Lab} lab */
export default function comparePanel(root, lab) {
  const own = scope();
  const host = part(root, "race", HTMLElement);
  host.innerHTML = MARKUP;
  own.until(() => host.replaceChildren());
  standings(host, lab, own);
  controls(host, lab, own);
  signs(root, lab, own);
  return own.dispose;
}

/**
 * Shows what there is already, and then whatever changes: a panel that comes late has missed the first.
 * @param {Lab} lab
 * @param {Scope} own
 * @param {Parameters<Lab["on"]>[0]} keys
 * @param {Parameters<Lab["on"]>[1]} show
 */
function follow(lab, own, keys, show) {
  own.until(lab.on(keys, show));
  show(lab.state);
}

/** Made once; what is in it is written when it changes. */
const MARKUP = `
<div class="standings">
  <table>
    <thead><tr><th scope="col">Runner</th><th scope="col"><i class="symbol" data-term="η">η</i></th>
      <th scope="col">Loss</th><th scope="col" data-part="race-to">Steps to</th><th scope="col">Ends</th></tr></thead>
    <tbody data-part="race-rows"></tbody>
  </table>
</div>
<p data-part="race-note" class="numbers"></p>
<div class="race-buttons">
  <label class="race-add"><span class="unseen">Add a runner</span><select data-part="race-add"></select></label>
  <button data-part="race-best" type="button">Each at its best <i class="symbol">η</i></button>
  <button data-part="race-same" type="button">Same <i class="symbol">η</i> for all</button>
</div>
<div class="race-active" role="group" data-part="race-active">
  <label><span class="unseen">Name of the runner in hand</span><input data-part="race-name" type="text" maxlength="24" autocomplete="off"></label>
  <button data-part="race-lock" type="button" class="quiet" aria-pressed="false">Lock</button>
  <button data-part="race-up" type="button" class="quiet square" aria-label="Move up" title="Move up">↑</button>
  <button data-part="race-down" type="button" class="quiet square" aria-label="Move down" title="Move down">↓</button>
  <button data-part="race-remove" type="button" class="quiet">Remove</button>
</div>
<div class="field race-target">
  <label><span class="field-name">Target loss</span><input data-part="race-target" type="text" placeholder="auto" autocomplete="off" data-allowed="a number"></label>
  <p class="refusal" role="alert"></p>
</div>
<p data-part="race-tuned" class="numbers" role="status"></p>`;

/**
 * The table.
 * @param {HTMLElement} host
 * @param {Lab} lab
 * @param {Scope} own
 */
function standings(host, lab, own) {
  const rows = part(host, "race-rows", HTMLTableSectionElement);
  const [to, note] = ["race-to", "race-note"].map((name) => part(host, name, HTMLElement));
  const shorts = Object.fromEntries(lab.catalogue.outcomes.map(({ id, short }) => [id, short]));
  own.listen(rows, "change", ({ target }) => {
    const active = lab.state.runners.findIndex(({ id }) => id === target.value);
    if (active >= 0) lab.race({ ...raceOf(lab.state), active });
  });

  follow(lab, own, ["runners", "active", "time", "target", "landscape", "predict", "theme"], (state) => {
    const { runners, active, time, predict } = state;
    while (rows.rows.length > runners.length) rows.lastElementChild?.remove();
    while (rows.rows.length < runners.length) rows.append(row());
    const paces = runners.map((each) => paceOf(each, runners));
    const uneven = paces.some((pace) => pace !== paces[0]);
    const target = targetOf(state);
    write(/** @type {HTMLElement} */ (to), `${uneven ? "Gradients" : "Steps"} to ${target === null ? "–" : formatNumber(target)}`);
    write(/** @type {HTMLElement} */ (note), `Loss ${uneven ? `after ${countOf(time, runners)} gradients each: ${unevenness(runners, lab)}` : `after ${time} steps`}.`);
    runners.forEach((runner, index) => {
      const { run, setting, style, locked, id } = runner;
      const line = /** @type {HTMLTableRowElement} */ (rows.rows[index]);
      const [radio, sample, name, ...cells] = /** @type {HTMLElement[]} */ ([...line.querySelectorAll("input, canvas, .name, td")]);
      Object.assign(/** @type {HTMLInputElement} */ (radio), { value: id, checked: index === active });
      sign(/** @type {HTMLCanvasElement} */ (sample), style);
      write(name, `${nameOf(runner, lab.catalogue)}${locked ? " (locked)" : ""}`);
      const pace = paces[index] ?? 1;
      const step = run ? Math.min(stepAt(time, pace), run.length - 1) : 0;
      const there = run && target !== null ? stepsTo(run.losses, run.length, target) : -1;
      const outcome = predict || !run ? "" : run.outcome;
      const shown = [
        formatRate(setting.lr),
        run && !predict ? formatNumber(Number(run.losses[step])) : "–",
        run && !predict && there >= 0 ? String(uneven ? there * style.gradients : there) : "–",
        outcome ? shorts[outcome] ?? outcome : "–",
      ];
      shown.forEach((text, column) => write(/** @type {HTMLElement} */ (cells[column]), text));
      if (outcome) line.dataset.outcome = outcome;
      else delete line.dataset.outcome;
    });
  });
}

/**
 * Draws a sample where it is another: not while a hand moves.
 * @param {HTMLCanvasElement} sample
 * @param {Runner["style"]} style
 */
function sign(sample, style) {
  const look = `${style.color} ${style.dash} ${style.marker} ${devicePixelRatio}`;
  if (sample.dataset.look === look || !sample.clientWidth) return;
  sample.dataset.look = look;
  drawSample(sample, style);
}

function row() {
  const line = document.createElement("tr");
  line.innerHTML = `<th scope="row"><label><input type="radio" name="runner"><canvas class="sample" width="28" height="12" aria-hidden="true"></canvas>
    <span class="name"></span></label></th><td class="numbers"></td><td class="numbers"></td><td class="numbers"></td><td class="ends"></td>`;
  return line;
}

/**
 * The loss that counts as arrival: what somebody said, or so much of the height at the start, where there is a floor.
 * @param {Pick<Lab["state"], "target" | "landscape" | "run">} state
 */
function targetOf({ target, landscape, run }) {
  if (target !== null) return target;
  const floor = landscape?.floor;
  return floor == null || !run ? null : floor + THOUSANDTH * (Number(run.losses[0]) - floor);
}

/** Gradients of everybody at a time of the race. @param {number} time @param {readonly Runner[]} runners */
const countOf = (time, runners) => time * Math.min(...runners.map(({ style }) => style.gradients));

/** @param {readonly Runner[]} runners @param {Lab} lab */
function unevenness(runners, { catalogue }) {
  const dear = runners.filter(({ style }) => style.gradients > 1)
    .map((each) => `a step of ${nameOf(each, catalogue)} takes ${each.style.gradients}`);
  return [...new Set(dear)].join(", ");
}

/**
 * What changes the race.
 * @param {HTMLElement} host
 * @param {Lab} lab
 * @param {Scope} own
 */
function controls(host, lab, own) {
  const { catalogue } = lab;
  const press = (/** @type {string} */ name) => part(host, name, HTMLButtonElement);
  const [add, name] = [part(host, "race-add", HTMLSelectElement), part(host, "race-name", HTMLInputElement)];
  const [target, tuned] = [part(host, "race-target", HTMLInputElement), part(host, "race-tuned", HTMLElement)];
  const refusal = /** @type {HTMLElement} */ (target.closest(".field")?.querySelector(".refusal"));
  add.replaceChildren(new Option("+ Add a runner", ""), ...catalogue.optimizers.map((each) => new Option(each.name, each.id)));

  const now = () => raceOf(lab.state);
  /** The rates of which something was told: it holds for as long as they do. */
  let told = "";
  const ratesOf = () => lab.state.runners.map(({ setting }) => setting.lr).join();
  const tell = (/** @type {string} */ text) => {
    told = ratesOf();
    write(tuned, text);
  };
  own.listen(add, "change", async () => {
    const { value: optimizer } = add;
    add.value = "";
    if (optimizer) await enter(optimizer, lab);
  });
  own.listen(press("race-best"), "click", () => {
    const { rates, words } = tuning(lab);
    lab.race(atRates(now(), rates));
    tell(words);
  });
  own.listen(press("race-same"), "click", () => {
    const { lr } = lab.state.setting;
    lab.race(atRates(now(), lab.state.runners.map(() => lr)));
    tell(`All that are not locked run at η = ${formatRate(lr)}.`);
  });
  own.listen(name, "change", () =>
    lab.race(withEntry(now(), lab.state.active, { name: name.value.replaceAll(",", " ").trim() })));
  own.listen(press("race-lock"), "click", () =>
    lab.race(withEntry(now(), lab.state.active, { locked: !lab.state.runners[lab.state.active]?.locked })));
  own.listen(press("race-up"), "click", () => lab.race(moved(now(), lab.state.active, -1)));
  own.listen(press("race-down"), "click", () => lab.race(moved(now(), lab.state.active, 1)));
  own.listen(press("race-remove"), "click", () => lab.race(without(now(), lab.state.active)));
  own.listen(target, "change", () => {
    const text = target.value.trim();
    const value = text === "" || text === "auto" ? null : readNumber(text);
    const allowed = value === null || Number.isFinite(value);
    write(refusal, allowed ? "" : refusalOf(text, target.dataset.allowed ?? ""));
    target.setAttribute("aria-invalid", String(!allowed));
    if (allowed) lab.race({ ...now(), target: value });
  });

  follow(lab, own, ["runners", "active", "target", "setting"], ({ runners, active, target: aim }) => {
    const runner = runners[active];
    if (!runner) return;
    const called = nameOf(runner, catalogue);
    part(host, "race-active", HTMLElement).setAttribute("aria-label", called);
    Object.assign(name, { value: runner.name, placeholder: called });
    const alone = runners.length === 1;
    add.disabled = runners.length >= MOST;
    press("race-lock").setAttribute("aria-pressed", String(runner.locked));
    for (const each of ["race-best", "race-same", "race-lock", "race-remove"]) press(each).disabled = alone;
    press("race-best").disabled = alone || runners.some(({ family, fresh }) => !family || !fresh);
    press("race-up").disabled = active === 0;
    press("race-down").disabled = active === runners.length - 1;
    if (document.activeElement !== target) target.value = aim === null ? "" : String(aim);
  });
  follow(lab, own, ["runners"], () => {
    if (told !== ratesOf()) tell("");
  });
}

/**
 * Another runner beside: at the rate that is recommended for it, or, who runs already, at half of what it has.
 * @param {string} optimizer
 * @param {Lab} lab
 */
async function enter(optimizer, lab) {
  const { catalogue, source, state: { setting } } = lab;
  const { notches } = catalogue;
  let next = changed(setting, { optimizer }, catalogue);
  if (next === setting) next = { ...setting, lr: Number(notches[nearestNotch(notches, setting.lr * HALF)]) };
  else {
    const best = await source.family(next).then(({ recommended }) => recommended, () => null);
    if (best != null) next = { ...next, lr: Number(notches[best]) };
  }
  const race = raceOf(lab.state);
  if (race.runners.length >= MOST) return;
  const runners = [...race.runners, { id: "", setting: next, name: "", locked: false }];
  lab.race({ ...race, runners, active: runners.length - 1 });
}

/**
 * The rate at which each ends lowest when all have used as many gradients, and the search for it in words.
 * @param {Lab} lab
 */
function tuning({ state, catalogue }) {
  const { runners } = state;
  const { notches } = catalogue;
  const budget = budgetOf(state.runners);
  const found = runners.map((runner) => {
    const { family, setting } = runner;
    if (!family) return null;
    const step = Math.min(stepAt(budget, paceOf(runner, runners)), setting.steps);
    const losses = Array.from({ length: family.count }, (_, notch) => {
      const { losses: along, length } = family.run(notch);
      return step < length ? Number(along[step]) : NaN;
    });
    const best = lowest(losses);
    return best === null ? null : Number(notches[best]);
  });
  const rates = runners.map(({ locked }, index) => (locked ? null : found[index] ?? null));
  const told = runners.map((runner, index) => {
    const rate = found[index];
    const name = nameOf(runner, catalogue);
    if (runner.locked) return `${name} is locked`;
    return rate == null ? `${name} has none` : `${name} ${formatRate(rate)}${windowOf(runner, catalogue)}`;
  });
  const [low, high] = [notches[0], notches.at(-1)];
  const words = `Best of ${notches.length} rates from ${low} to ${high} for each, by the loss after ${countOf(budget, runners)} gradients: ${told.join("; ")}.`;
  return { rates, words };
}

/** @param {Runner} runner @param {Lab["catalogue"]} catalogue */
function windowOf({ family }, { notches }) {
  if (!family?.window) return "";
  const [from, to] = family.window.map((notch) => formatRate(Number(notches[notch])));
  return ` (works from ${from} to ${to})`;
}

/**
 * In the picture: which line is whose.
 * @param {HTMLElement} root
 * @param {Lab} lab
 * @param {Scope} own
 */
function signs(root, lab, own) {
  const list = part(root, "runners", HTMLUListElement);
  own.until(() => (list.hidden = true));
  follow(lab, own, ["runners", "active", "theme"], ({ runners, active }) => {
    list.hidden = runners.length === 1;
    const shown = list.hidden ? [] : runners;
    while (list.children.length > shown.length) list.lastElementChild?.remove();
    while (list.children.length < shown.length) {
      const item = list.appendChild(document.createElement("li"));
      item.append(Object.assign(document.createElement("canvas"), { className: "sample", ariaHidden: "true" }), document.createElement("span"));
    }
    shown.forEach((runner, index) => {
      const item = /** @type {HTMLElement} */ (list.children[index]);
      item.toggleAttribute("data-active", index === active);
      sign(/** @type {HTMLCanvasElement} */ (item.firstElementChild), runner.style);
      write(/** @type {Element} */ (item.lastElementChild), `${nameOf(runner, lab.catalogue)} ${formatRate(runner.setting.lr)}`);
    });
  });
}
