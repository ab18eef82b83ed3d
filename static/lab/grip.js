/** The family behind the slider that a hand is on: asked for when it is taken hold of, so that dragging is a look-up. */

import { Problem } from "../data/problem.js";
import { overQuery } from "../data/query.js";
import { updated } from "./runner.js";

/**
 * @typedef {import("./mount.js").Lab} Lab
 * @typedef {import("./runner.js").Across} Across
 */

/** Whether a key changes the ground. @param {string} key */
export const changesGround = (key) => key.startsWith("surface.");

/**
 * One is asked for at a time; what is let go of before it has come is given up.
 * @param {Lab} lab
 * @returns {() => void} dispose
 */
export function keepGrip(lab) {
  let asking = new AbortController();
  let refused = "";
  /** Puts something into the active runner, and what follows from it. @param {Across | null} across */
  const put = (across) => lab.set({
    runners: lab.state.runners.map((each, index) => (index === lab.state.active ? updated(each, { across }, lab.catalogue) : each)),
  });
  const off = lab.soon(["grip", "runners", "aspect"], async ({ grip, runners, active, aspect, zoomAtRest }) => {
    const runner = runners[active];
    if (!aspect || !runner?.setting.start) return;
    const { setting, across } = runner;
    if (grip === null) {
      asking.abort();
      if (across?.family === null) put(null);
      return;
    }
    const query = overQuery(setting, grip);
    if (across?.query === query || query === refused) return;
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    put({ key: grip, query, family: null, grounds: null });
    try {
      const grounds = changesGround(grip) ? lab.source.grounds(setting, grip, aspect, zoomAtRest, signal) : null;
      const [family, ground] = await Promise.all([lab.source.over(setting, grip, signal), grounds]);
      if (!signal.aborted) put({ key: grip, query, family, grounds: ground });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Problem)) throw error;
      refused = query; // the run itself is asked for then, notch by notch
      put(null);
    }
  });
  return () => {
    off();
    asking.abort();
  };
}
