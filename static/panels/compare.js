/** Several runners from one start: who is ahead, who is there first, and at what learning rate. */

import { part, scope, write } from "../lab/dom.js";
import { follow } from "../lab/follow.js";
import { MOST, atRates, moved, nameOf, raceOf, withEntry, withShared, without } from "../lab/race.js";
import { refuse } from "../lab/refusal.js";
import { changed, nearestNotch } from "../lab/setting.js";
import { signs, standings } from "../lab/standings.js";
import { tuning } from "../lab/tuning.js";
import { formatRate } from "../math/format.js";
import { readNumber, refusalOf } from "../math/reading.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {ReturnType<typeof scope>} Scope
 */

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
 * What changes the race.
 * @param {HTMLElement} host
 * @param {Lab} lab
 * @param {Scope} own
 */
function controls(host, lab, own) {
  const press = (/** @type {string} */ name) => part(host, name, HTMLButtonElement);
  const now = () => raceOf(lab.state);
  own.listen(press("race-lock"), "click", () =>
    lab.race(withEntry(now(), lab.state.active, { locked: !lab.state.runners[lab.state.active]?.locked })));
  own.listen(press("race-up"), "click", () => lab.race(moved(now(), lab.state.active, -1)));
  own.listen(press("race-down"), "click", () => lab.race(moved(now(), lab.state.active, 1)));
  own.listen(press("race-remove"), "click", () => lab.race(without(now(), lab.state.active)));
  follow(lab, own, ["runners", "active", "predict"], ({ runners, active, predict }) => {
    const runner = runners[active];
    if (!runner) return;
    const alone = runners.length === 1;
    part(host, "race-active", HTMLElement).setAttribute("aria-label", nameOf(runner, lab.catalogue));
    press("race-lock").setAttribute("aria-pressed", String(runner.locked));
    for (const each of ["race-same", "race-lock", "race-remove"]) press(each).disabled = alone;
    // Which rate is best, and where each works, is the answer.
    press("race-best").disabled = alone || predict || runners.some(({ family, fresh }) => !family || !fresh);
    press("race-up").disabled = active === 0;
    press("race-down").disabled = active === runners.length - 1;
  });
  adding(part(host, "race-add", HTMLSelectElement), lab, own);
  rates(press("race-best"), press("race-same"), part(host, "race-tuned", HTMLElement), lab, own);
  nameField(part(host, "race-name", HTMLInputElement), lab, own);
  targetField(part(host, "race-target", HTMLInputElement), lab, own);
}

/** @param {HTMLSelectElement} add @param {Lab} lab @param {Scope} own */
function adding(add, lab, own) {
  let gone = false;
  own.until(() => (gone = true));
  add.replaceChildren(new Option("+ Add a runner", ""), ...lab.catalogue.optimizers.map((each) => new Option(each.name, each.id)));
  own.listen(add, "change", async () => {
    const { value: optimizer } = add;
    add.value = "";
    const setting = optimizer ? await entrantOf(optimizer, lab) : null;
    if (setting && !gone) enter(setting, lab);
  });
  follow(lab, own, ["runners"], ({ runners }) => (add.disabled = runners.length >= MOST));
}

/**
 * Other rates for all, and how they were found, for as long as they hold.
 * @param {HTMLButtonElement} best
 * @param {HTMLButtonElement} same
 * @param {HTMLElement} tuned
 * @param {Lab} lab
 * @param {Scope} own
 */
function rates(best, same, tuned, lab, own) {
  let told = "";
  const ratesOf = () => lab.state.runners.map(({ setting }) => setting.lr).join();
  const tell = (/** @type {string} */ text) => {
    told = ratesOf();
    write(tuned, text);
  };
  own.listen(best, "click", () => {
    const { rates: found, words } = tuning(lab);
    lab.race(atRates(raceOf(lab.state), found));
    tell(words);
  });
  own.listen(same, "click", () => {
    const { lr } = lab.state.setting;
    lab.race(atRates(raceOf(lab.state), lab.state.runners.map(() => lr)));
    tell(`All that are not locked run at η = ${formatRate(lr)}.`);
  });
  follow(lab, own, ["runners", "predict"], ({ predict }) => {
    if (predict || told !== ratesOf()) tell("");
  });
}

/** What is typed stays while answers come. @param {HTMLInputElement} field @param {Lab} lab @param {Scope} own */
function nameField(field, lab, own) {
  let shown = "";
  const show = () => {
    const runner = lab.state.runners[lab.state.active];
    if (!runner || shown === (shown = JSON.stringify([runner.id, runner.name, nameOf(runner, lab.catalogue)]))) return;
    Object.assign(field, { value: runner.name, placeholder: nameOf(runner, lab.catalogue) });
  };
  own.listen(field, "change", () => {
    shown = "";
    lab.race(withEntry(raceOf(lab.state), lab.state.active, { name: field.value.replaceAll(",", " ").trim() }));
  });
  follow(lab, own, ["runners", "active"], show);
}

/** @param {HTMLInputElement} field @param {Lab} lab @param {Scope} own */
function targetField(field, lab, own) {
  own.listen(field, "change", () => {
    const text = field.value.trim();
    const value = text === "" || text === "auto" ? null : readNumber(text);
    const allowed = value === null || Number.isFinite(value);
    refuse(field, allowed ? "" : refusalOf(text, field.dataset.allowed ?? ""));
    if (allowed) lab.race({ ...raceOf(lab.state), target: value });
  });
  follow(lab, own, ["target"], ({ target }) => {
    field.value = target === null ? "" : String(target);
    refuse(field, "");
  });
}

/**
 * The setting of another runner: at the rate that is recommended for it, or, who runs already, at half of what it has.
 * @param {string} optimizer
 * @param {Lab} lab
 * @returns {Promise<import("../lab/setting.js").Setting>}
 */
async function entrantOf(optimizer, { catalogue, source, state: { setting, predict } }) {
  const { notches } = catalogue;
  const next = changed(setting, { optimizer }, catalogue);
  if (next === setting) return { ...setting, lr: Number(notches[nearestNotch(notches, setting.lr * HALF)]) };
  if (predict) return next; // that a rate is recommended says how it ends
  const best = await source.family(next).then(({ recommended }) => recommended, () => null);
  return best === null ? next : { ...next, lr: Number(notches[best]) };
}

/** Another runner beside, on what is there by now: all else is the same for all. @param {import("../lab/setting.js").Setting} setting @param {Lab} lab */
function enter(setting, lab) {
  const race = raceOf(lab.state);
  if (race.runners.length >= MOST) return;
  const own = withShared(setting, lab.state.setting, lab.catalogue);
  const runners = [...race.runners, { id: "", setting: own, name: "", locked: false }];
  lab.race({ ...race, runners, active: runners.length - 1 });
}
