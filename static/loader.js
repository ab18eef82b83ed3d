/** From a setting to what is shown: the landscape, the family and, between two notches, the run itself, all at once. */

import { askBundle, askJson, newestOnly, Problem, remembering } from "./api.js";
import { laneOfTrajectory, readFamily } from "./lane.js";
import { familyQuery, landscapeQuery, notchOf, trajectoryQuery } from "./state.js";
import { readLandscape } from "./landscape.js";

/**
 * @typedef {import("./lab.js").LabStore} LabStore
 * @typedef {import("./state.js").Setting} Setting
 */

/**
 * Keeps the store supplied. Surface and path change together, never one before the other; while an answer is on its
 * way the old picture stays and `busy` says so. A new learning rate on a notch asks nothing.
 * @param {LabStore} store
 * @param {string} api
 * @param {readonly number[]} notches
 */
export function startLoader(store, api, notches) {
  const askLandscape = remembering(async (url) => readLandscape(await askBundle(url)), 24);
  const askFamily = remembering(async (url) => readFamily(await askBundle(url)), 12);
  const askTrajectory = remembering(askJson, 24);

  const questions = (/** @type {Setting} */ setting, /** @type {number} */ aspect) => ({
    landscape: `${api}/landscape?${landscapeQuery(setting, aspect)}`,
    family: `${api}/family?${familyQuery(setting)}`,
    trajectory: notchOf(notches, setting.lr) === null ? `${api}/trajectory?${trajectoryQuery(setting)}` : null,
  });

  let wanted = "";
  const load = newestOnly(async (/** @type {{ setting: Setting, aspect: number }} */ { setting, aspect }) => {
    const ask = questions(setting, aspect);
    try {
      const [landscape, family, trajectory] = await Promise.all([
        askLandscape(ask.landscape),
        askFamily(ask.family),
        ask.trajectory ? askTrajectory(ask.trajectory) : null,
      ]);
      const between = trajectory && laneOfTrajectory(trajectory, setting.lr, setting.steps);
      const complete = { ...setting, start: setting.start ?? family.start };
      store.set({ landscape, family, between, shown: complete, problem: null, busy: identity(ask) !== wanted });
      if (!setting.start && store.state.setting === setting) store.set({ setting: complete });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      store.set({ problem: error, busy: false });
    }
  });

  store.on(["setting", "aspect"], ({ setting, aspect }) => {
    if (!aspect) return;
    const next = identity(questions(setting, aspect));
    if (next === wanted) return;
    wanted = next;
    store.set({ busy: true });
    load({ setting, aspect });
  });
}

/** @param {Record<string, string | null>} questions */
const identity = (questions) => Object.values(questions).join(" ");
