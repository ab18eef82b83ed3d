/** From settings to what is shown: the landscape, each runner's run and family. */

import { newestOnly } from "../data/cache.js";
import { Problem } from "../data/problem.js";
import { familyQuery, landscapeQuery, runQuery } from "../data/query.js";
import { isCovered, notchAcross, updated } from "./runner.js";
import { notchOf } from "./setting.js";

/**
 * @typedef {import("./mount.js").Lab} Lab
 * @typedef {import("./runner.js").Runner} Runner
 * @typedef {import("./state.js").LabState} LabState
 * @typedef {import("../data/query.js").Setting} Setting
 * @typedef {{ runners: readonly Runner[], active: number, aspect: number, zoomAtRest: LabState["zoomAtRest"] }} Asked
 * @typedef {Partial<Pick<Runner, "family" | "fresh" | "itself">> & { shown: Setting }} Answer to one runner's setting
 */

/**
 * Keeps a lab supplied. Surface and paths change together, never one before the other; while an answer is on its way
 * the old picture stays and `busy` says so. A hand that moves anything but η sees the run itself first, the family behind
 * the slider once it rests. A new learning rate on a notch asks nothing, nor does what the family of another slider has.
 * @param {Lab} lab
 * @param {boolean} [sparing] whether a runner that the hand is not on comes without what is behind its slider, and a run as
 *   a picture needs it
 * @returns {() => void} dispose
 */
export function startLoader(lab, sparing = false) {
  const { source, catalogue } = lab;
  let disposed = false;
  let wanted = "";
  /** Whether a hand is on the last question, whose families wait until it lets go. */
  let unfinished = false;
  /** Whether all that a hand chooses is looked up. */
  let looksUp = false;
  /** The ground on the screen, unless it is a coarse one. */
  let grounded = "";

  const isBetween = (/** @type {Setting} */ { lr }) => notchOf(catalogue.notches, lr) === null;
  const ask = sparing ? source.lane : source.run;
  /** Whether what is behind its slider is asked for. @param {Pick<Runner, "id">} runner @param {Pick<Asked, "runners" | "active">} among */
  const isHeld = ({ id }, { runners, active }) => !sparing || runners[active]?.id === id;
  const identity = (/** @type {Runner} */ runner, /** @type {Asked} */ asked) => {
    const own = isHeld(runner, asked);
    return `${familyQuery(runner.setting)} ${own && !isBetween(runner.setting) ? "" : runQuery(runner.setting)}${own ? "" : " alone"}`;
  };
  const settingOf = (/** @type {Asked} */ { runners, active }) => /** @type {Runner} */ (runners[active]).setting;
  const groundOf = (/** @type {Asked} */ asked) => landscapeQuery(settingOf(asked), asked.aspect, asked.zoomAtRest);
  const keyOf = (/** @type {Asked} */ asked) => [groundOf(asked), ...asked.runners.map((runner) => identity(runner, asked))].join(" ");

  /** Whether a hand has gone on by itself: what was asked before is of where it has been. */
  const isOvertaken = () => lab.state.held && lab.state.runners.every(isKnown);
  /** What is shown of a runner now, however long ago it was asked for; of one that has gone, what was shown then. */
  const now = (/** @type {Runner} */ runner) => lab.state.runners.find(({ id }) => id === runner.id) ?? runner;
  const isNew = (/** @type {Runner} */ runner) => {
    const { fresh, shown, itself } = now(runner);
    const own = isHeld(runner, lab.state);
    const isThere = (fresh || !own) && familyQuery(shown) === familyQuery(runner.setting);
    return !isThere || ((isBetween(runner.setting) || !own) && itself?.rate !== runner.setting.lr);
  };
  /** Whether its run is there: as a lane of the family that a hand is on, or because nothing of it has changed. */
  const isKnown = (/** @type {Runner} */ runner) => isCovered(runner) || (isAlone(runner) && !isNew(runner));
  /** Whether the hand is on a key that is another runner's. */
  const isAlone = (/** @type {Runner} */ { id }) => lab.state.runners[lab.state.active]?.id !== id;

  /** @type {(runner: Runner) => Promise<Answer>} */
  const runOf = async (runner) => {
    const itself = await ask(runner.setting);
    const shown = { ...runner.setting, start: runner.setting.start ?? startOf(itself) };
    const { fresh, shown: before } = now(runner);
    return { itself, fresh: fresh && familyQuery(shown) === familyQuery(before), shown };
  };
  /** @type {(runner: Runner) => Promise<Answer>} */
  const familyOf = async (runner) => {
    if (!isHeld(runner, lab.state)) return runOf(runner);
    const { setting } = runner;
    const [family, itself] = await Promise.all([source.family(setting), isBetween(setting) ? ask(setting) : null]);
    const shown = { ...setting, start: setting.start ?? family.start };
    return { family, fresh: true, shown, ...(itself ? { itself } : {}) };
  };

  /**
   * Puts answers where they belong.
   * @param {Asked} asked
   * @param {(Answer | null)[]} answers
   * @param {Partial<LabState>} others
   * @returns {Asked} the same, with the starts that a server chose
   */
  const put = (asked, answers, others) => {
    /** @type {Map<string, Answer>} */
    const known = new Map(asked.runners.flatMap(({ id }, index) => (answers[index] ? [[id, answers[index]]] : [])));
    const started = (/** @type {Runner} */ runner) => {
      const answer = known.get(runner.id);
      return answer && !runner.setting.start ? { ...runner, setting: { ...runner.setting, start: answer.shown.start } } : runner;
    };
    const isWanted = keyOf(asked) === wanted;
    const runners = lab.state.runners.map((runner) => {
      const answer = known.get(runner.id);
      if (!answer) return runner;
      const question = asked.runners.find(({ id }) => id === runner.id);
      const setting = question?.setting === runner.setting ? started(runner).setting : runner.setting;
      // A run of its own that was there already is of the setting before, unless that is the same.
      const itself = answer.itself ?? (familyQuery(runner.shown) === familyQuery(answer.shown) ? runner.itself : null);
      return updated(runner, { ...answer, itself, setting }, catalogue);
    });
    const again = { ...asked, runners: asked.runners.map(started) };
    if (isWanted) wanted = keyOf(again); // a start that was filled in is no new question
    if (others.landscape) grounded = groundOf(asked);
    lab.set({ runners, problem: null, ...others });
    return again;
  };

  const load = newestOnly(async (/** @type {Asked} */ asked) => {
    if (disposed) return; // it was waiting for the answer before
    try {
      const landscape = source.landscape(settingOf(asked), asked.aspect, asked.zoomAtRest);
      let question = asked;
      if (lab.state.run && asked.runners.some(isNew)) {
        const runs = asked.runners.map((runner) => (isNew(runner) ? runOf(runner) : null));
        const [ground, ...answers] = await Promise.all([landscape, ...runs]);
        if (disposed || isOvertaken()) return;
        question = put(asked, answers, { landscape: ground });
        if (keyOf(question) !== wanted) return; // the hand has moved on: what it left needs no family
        if (lab.state.held) {
          unfinished = true;
          lab.set({ busy: false });
          return;
        }
      }
      const families = question.runners.map((runner) => (isNew(runner) ? familyOf(runner) : null));
      const [ground, ...answers] = await Promise.all([landscape, ...families]);
      if (!disposed && !isOvertaken()) put(question, answers, { landscape: ground, busy: keyOf(question) !== wanted && !unfinished });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (!disposed) lab.set({ problem: error, busy: false });
    }
  });

  const off = lab.soon(["runners", "aspect", "zoomAtRest", "held"], ({ runners, active, aspect, zoomAtRest, held }) => {
    if (!aspect) return;
    const asked = { runners, active, aspect, zoomAtRest };
    const next = keyOf(asked);
    const didLookUp = looksUp;
    looksUp = held && runners.every(isKnown);
    if (next === wanted && (looksUp ? didLookUp : held || !unfinished)) return;
    if (looksUp) {
      // Nothing is asked until the hand lets go.
      [wanted, unfinished] = [next, true];
      const ground = grounded === groundOf(asked) ? null : coarseGround(/** @type {Runner} */ (runners[active]));
      if (ground) grounded = "";
      lab.set({ busy: false, ...(ground ? { landscape: ground } : {}) });
      return;
    }
    [wanted, unfinished] = [next, false];
    lab.set({ busy: true });
    load(asked);
  });
  return () => {
    disposed = true;
    off();
  };
}

/** The ground under the notch that a hand is on, where it is another at each. @param {Runner} runner */
function coarseGround(runner) {
  const notch = notchAcross(runner);
  return notch < 0 ? null : runner.across?.grounds?.at(notch) ?? null;
}

/** @param {import("../data/family.js").Run} run @returns {[number, number]} */
const startOf = ({ points }) => [Number(points[0]), Number(points[1])];
