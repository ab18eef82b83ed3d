/** From settings to what is shown: the landscape, each runner's family and, between two notches, the run itself. */

import { newestOnly } from "../data/cache.js";
import { Problem } from "../data/problem.js";
import { familyQuery, landscapeQuery, runQuery } from "../data/query.js";
import { updated } from "./runner.js";
import { notchOf } from "./setting.js";

/**
 * @typedef {import("./mount.js").Lab} Lab
 * @typedef {import("./runner.js").Runner} Runner
 * @typedef {import("../data/query.js").Setting} Setting
 * @typedef {Pick<Lab["state"], "aspect" | "zoomAtRest">} Look
 */

/**
 * Keeps a lab supplied. Surface and paths change together, never one before the other; while an answer is on its way
 * the old picture stays and `busy` says so. A new learning rate on a notch asks nothing.
 * @param {Lab} lab
 * @returns {() => void} dispose
 */
export function startLoader(lab) {
  const { source, catalogue } = lab;
  let disposed = false;
  let wanted = "";

  const isBetween = (/** @type {Setting} */ { lr }) => notchOf(catalogue.notches, lr) === null;
  const identity = (/** @type {Setting[]} */ settings, /** @type {Look} */ { aspect, zoomAtRest }) => settings
    .flatMap((each) => [landscapeQuery(each, aspect, zoomAtRest), familyQuery(each), isBetween(each) ? runQuery(each) : ""])
    .join(" ");

  const answersOf = async (/** @type {Runner} */ { id, setting }) => {
    const [family, between] = await Promise.all([source.family(setting), isBetween(setting) ? source.run(setting) : null]);
    return { id, asked: setting, family, between, shown: { ...setting, start: setting.start ?? family.start } };
  };

  const load = newestOnly(async (/** @type {Look & { runners: readonly Runner[], active: number }} */ asked) => {
    if (disposed) return; // it was waiting for the answer before
    const settings = asked.runners.map(({ setting }) => setting);
    try {
      const [landscape, ...answers] = await Promise.all([
        source.landscape(/** @type {Setting} */ (settings[asked.active]), asked.aspect, asked.zoomAtRest),
        ...asked.runners.map(answersOf),
      ]);
      if (disposed) return;
      const runners = lab.state.runners.map((runner) => {
        const answer = answers.find(({ id }) => id === runner.id);
        if (!answer) return runner;
        const { family, between, shown } = answer;
        // The start of a formula is the server's choice, and comes with its answer.
        const setting = runner.setting === answer.asked && !runner.setting.start ? shown : runner.setting;
        return updated(runner, { family, between, shown, setting }, catalogue);
      });
      lab.set({ landscape, runners, problem: null, busy: identity(settings, asked) !== wanted });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (!disposed) lab.set({ problem: error, busy: false });
    }
  });

  const off = lab.on(["runners", "aspect", "zoomAtRest"], ({ runners, active, aspect, zoomAtRest }) => {
    if (!aspect) return;
    const next = identity(runners.map(({ setting }) => setting), { aspect, zoomAtRest });
    if (next === wanted) return;
    wanted = next;
    lab.set({ busy: true });
    load({ runners, active, aspect, zoomAtRest });
  });
  return () => {
    disposed = true;
    off();
  };
}
