/** From settings to what is shown: the landscape, each runner's run and family. */

import { newestOnly } from "../data/cache.js";
import { Problem } from "../data/problem.js";
import { familyQuery, landscapeQuery, runQuery } from "../data/query.js";
import { updated } from "./runner.js";
import { notchOf } from "./setting.js";

/**
 * @typedef {import("./mount.js").Lab} Lab
 * @typedef {import("./runner.js").Runner} Runner
 * @typedef {import("../data/query.js").Setting} Setting
 * @typedef {{ runners: readonly Runner[], active: number, aspect: number, zoom: import("../math/scale.js").Extent | null }} Asked
 * @typedef {Partial<Pick<Runner, "family" | "fresh" | "itself">> & { shown: Setting }} Answer to one runner's setting
 */

/**
 * Keeps a lab supplied. Surface and paths change together, never one before the other; while an answer is on its way
 * the old picture stays and `busy` says so. A hand that moves anything but η sees the run itself first, the family behind
 * the slider once it rests. A new learning rate on a notch asks nothing.
 * @param {Lab} lab
 * @returns {() => void} dispose
 */
export function startLoader(lab) {
  const { source, catalogue } = lab;
  let disposed = false;
  let wanted = "";

  const isBetween = (/** @type {Setting} */ { lr }) => notchOf(catalogue.notches, lr) === null;
  const keyOf = (/** @type {Asked} */ { runners, active, aspect, zoom }) =>
    [landscapeQuery(/** @type {Runner} */ (runners[active]).setting, aspect, zoom), ...runners.map(({ setting }) => identity(setting))]
      .join(" ");
  const identity = (/** @type {Setting} */ setting) =>
    `${familyQuery(setting)} ${isBetween(setting) ? runQuery(setting) : ""}`;

  const runOf = async (/** @type {Runner} */ { setting, shown: before, fresh }) => {
    const itself = await source.run(setting);
    const shown = { ...setting, start: setting.start ?? startOf(itself) };
    return { itself, fresh: fresh && familyQuery(shown) === familyQuery(before), shown };
  };
  const familyOf = async (/** @type {Setting} */ setting) => {
    const [family, itself] = await Promise.all([source.family(setting), isBetween(setting) ? source.run(setting) : null]);
    const shown = { ...setting, start: setting.start ?? family.start };
    return itself ? { family, fresh: true, itself, shown } : { family, fresh: true, shown };
  };

  /** The runners with their answers, as far as their settings are still what was asked. */
  const put = (/** @type {Asked} */ asked, /** @type {(Answer | null)[]} */ answers, /** @type {Partial<import("./state.js").LabState>} */ others) => {
    const runners = lab.state.runners.map((runner) => {
      const index = asked.runners.findIndex(({ id }) => id === runner.id);
      const [question, answer] = [asked.runners[index], answers[index]];
      if (!question || !answer) return runner;
      // The start of a formula is the server's choice, and comes with its answer.
      const setting = runner.setting === question.setting && !runner.setting.start ? answer.shown : runner.setting;
      // An answer of its own that was there already is of the setting before, unless this one brings its own.
      const itself = "itself" in answer ? answer.itself ?? null : identity(runner.shown) === identity(answer.shown) ? runner.itself : null;
      return updated(runner, { ...answer, itself, setting }, catalogue);
    });
    lab.set({ runners, problem: null, ...others });
  };

  const load = newestOnly(async (/** @type {Asked} */ asked) => {
    if (disposed) return; // it was waiting for the answer before
    const isNewest = () => !disposed && keyOf(asked) === wanted;
    const changed = asked.runners.map((runner) => !runner.fresh || identity(runner.shown) !== identity(runner.setting));
    try {
      const landscape = source.landscape(/** @type {Runner} */ (asked.runners[asked.active]).setting, asked.aspect, asked.zoom);
      if (lab.state.run && changed.includes(true)) {
        const runs = asked.runners.map((runner, index) => (changed[index] ? runOf(runner) : null));
        const [ground, ...answers] = await Promise.all([landscape, ...runs]);
        if (disposed) return;
        put(asked, answers, { landscape: ground });
        if (!isNewest()) return; // the hand still moves: its next place is asked for, not this one's family
      }
      const families = asked.runners.map((runner, index) => (changed[index] ? familyOf(runner.setting) : null));
      const [ground, ...answers] = await Promise.all([landscape, ...families]);
      if (!disposed) put(asked, answers, { landscape: ground, busy: !isNewest() });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (!disposed) lab.set({ problem: error, busy: false });
    }
  });

  const off = lab.on(["runners", "aspect", "zoomAtRest"], ({ runners, active, aspect, zoomAtRest }) => {
    if (!aspect) return;
    const asked = { runners, active, aspect, zoom: zoomAtRest };
    const next = keyOf(asked);
    if (next === wanted) return;
    wanted = next;
    lab.set({ busy: true });
    load(asked);
  });
  /** Who reads numbers along the way, or looks closely, is given the run itself; a row of a family is exact at its end. */
  const offReader = lab.on(["run", "step", "held", "reading", "zoomAtRest", "busy"], async (state) => {
    const { run, step, held, reading, zoomAtRest, busy, runners, active } = state;
    const looksClosely = reading || zoomAtRest !== null || (run !== null && step < run.length - 1);
    const runner = runners[active];
    if (!looksClosely || held || busy || !run || run.exact || !runner) return;
    const shown = { ...runner.shown, lr: runner.setting.lr };
    const itself = await source.run(shown).catch(() => null); // the row of the family stays
    if (itself && !disposed) put({ ...state, zoom: zoomAtRest }, runners.map((each) => (each === runner ? { itself, shown } : null)), {});
  });
  return () => {
    disposed = true;
    off();
    offReader();
  };
}

/** @param {import("../data/family.js").Run} run @returns {[number, number]} */
const startOf = ({ points }) => [Number(points[0]), Number(points[1])];
