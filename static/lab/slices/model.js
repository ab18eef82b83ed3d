/** The slice at the playhead's step: looked up where it is there already, asked for where it is not, newest first. */

import { newestOnly } from "../../data/cache.js";
import { Problem } from "../../data/problem.js";
import { STRETCH, ratesQuery, stepsQuery } from "../../data/slices.js";
import { paceOf, stepAt } from "../state.js";

/**
 * @typedef {import("../mount.js").Lab} Lab
 * @typedef {import("../../data/slices.js").Slice} Slice
 * @typedef {import("../../data/slices.js").Slices} Slices
 */

/**
 * The step whose update may be seen: that which leads away from where the playhead stands, at the end the last; −1 where
 * it is hidden.
 * @param {Lab["state"]} state
 */
export function stepSeen({ run, step, predict }) {
  if (!run) return -1;
  return Math.min(step, Math.max(run.length - 2, predict ? -1 : 0));
}

/**
 * @param {Lab} lab
 * @param {() => void} tell that something may be another
 * @param {() => boolean} isWhole whether the slice is that of the first step, for a whole run along it
 */
export function createSlices(lab, tell, isWhole) {
  let gone = false;
  /** One step under every rate, and of which setting but for the rate. @type {{ query: string, ground: string, slices: Slices } | null} */
  let rates = null;
  /** Many steps of one run. @type {{ query: string, slices: Slices } | null} */
  let steps = null;
  /** @type {Slice | null} */
  let shown = null;
  let isCurrent = false;
  /** What the last picture is of, whatever its rate. */
  let ground = "";
  /** @type {Problem | null} */
  let problem = null;
  let refused = "";

  const seen = () => (isWhole() ? Math.min(stepSeen(lab.state), 0) : stepSeen(lab.state));
  const wanted = () => {
    const { setting, playhead, predict, last, runners, active } = lab.state;
    const step = seen();
    // At the end of this run others may go on: each is shown at its own last step, if that comes before the playhead.
    const ofAll = predict || isWhole() || lab.state.step < last ? step : Math.min(stepAt(playhead, paceOf(/** @type {import("../runner.js").Runner} */ (runners[active]), runners)), setting.steps - 1);
    return { step, one: stepsQuery(setting, step - (step % STRETCH)), all: ratesQuery(setting, ofAll), base: ratesQuery(setting, 0) };
  };
  /** @returns {Slice | null} */
  const lookUp = () => {
    const { step, one, base } = wanted();
    if (step < 0) return null;
    if (steps?.query === one) {
      const index = step - Number(steps.slices.steps[0]);
      if (Number(steps.slices.steps[index]) === step) return steps.slices.at(index);
    }
    if (rates?.ground === base) {
      const notch = Array.from(rates.slices.rates).indexOf(lab.state.setting.lr);
      if (notch >= 0 && Number(rates.slices.steps[notch]) === step) return rates.slices.at(notch);
    }
    return null;
  };

  const bring = newestOnly(async () => {
    const { held, playing } = lab.state;
    const { step, one, all, base } = wanted();
    if (gone || step < 0) return;
    const isMissing = lookUp() === null;
    // Nothing is asked while a hand is on η; and all rates only for one that may come.
    if (isMissing ? held && base === ground : held || playing || rates?.query === all) return;
    const query = isMissing ? one : all;
    if (query === refused) return;
    try {
      const slices = await lab.source.slices(query);
      if (isMissing) steps = { query, slices };
      else rates = { query, ground: base, slices };
      [problem, refused] = [null, ""];
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      [problem, refused] = [error, query];
    }
    if (!gone) look();
  });

  const look = () => {
    const found = lookUp();
    isCurrent = found !== null;
    if (found) ground = wanted().base;
    shown = seen() < 0 ? null : found ?? shown;
    tell();
    bring(null);
  };

  return {
    /** The last picture there was stays until there is another. */
    get shown() {
      return shown;
    },
    get isCurrent() {
      return isCurrent;
    },
    get problem() {
      return isCurrent ? null : problem;
    },
    look,
    dispose() {
      gone = true;
    },
  };
}
