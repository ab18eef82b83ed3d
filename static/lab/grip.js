/** The family behind the slider that a hand is on: asked for when it is taken hold of, so that dragging is a look-up. */

import { Problem } from "../data/problem.js";
import { overQuery } from "../data/query.js";
import { isAcross, updated } from "./runner.js";

/**
 * @typedef {import("./mount.js").Lab} Lab
 * @typedef {import("./runner.js").Across} Across
 */

/** Whether a key changes the ground. @param {string} key */
export const changesGround = (key) => key.startsWith("surface.");

/**
 * @param {Lab} lab
 * @returns {() => void} dispose
 */
export function keepGrip(lab) {
  let disposed = false;
  let refused = "";
  /** Puts something into the active runner, and what follows from it. @param {Across | null} across */
  const put = (across) => lab.set({
    runners: lab.state.runners.map((each, index) => (index === lab.state.active ? updated(each, { across }, lab.catalogue) : each)),
  });
  const off = lab.soon(["grip", "runners", "aspect"], async ({ grip, runners, active, aspect, zoomAtRest }) => {
    const runner = runners[active];
    if (!grip || !aspect || !runner?.setting.start || isAcross(runner) && runner.across?.key === grip) return;
    const { setting } = runner;
    const query = overQuery(setting, grip);
    if (query === refused) return;
    put({ key: grip, query, family: null, grounds: null });
    const isWanted = () => !disposed && lab.state.runners[lab.state.active]?.across?.query === query;
    try {
      const grounds = changesGround(grip) ? lab.source.grounds(setting, grip, aspect, zoomAtRest) : null;
      const family = await lab.source.over(setting, grip);
      const ground = await grounds;
      if (isWanted()) put({ key: grip, query, family, grounds: ground });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      refused = query; // the run itself is asked for then, notch by notch
      if (isWanted()) put(null);
    }
  });
  return () => {
    disposed = true;
    off();
  };
}
