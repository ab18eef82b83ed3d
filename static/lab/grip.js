/** The family behind the slider that a hand is on: asked for when it is taken hold of, so that dragging is a look-up. */

import { Problem } from "../data/problem.js";
import { overQuery } from "../data/query.js";
import { isOwn } from "../data/race.js";
import { updated } from "./runner.js";
import { hasKey } from "./setting.js";

/**
 * @typedef {import("./mount.js").Lab} Lab
 * @typedef {import("./runner.js").Across} Across
 */

/** Whether a key changes the ground. @param {string} key */
export const changesGround = (key) => key.startsWith("surface.");

/**
 * One key is asked for at a time, of all whose run depends on it; what is let go of before it has come is given up.
 * @param {Lab} lab
 * @returns {() => void} dispose
 */
export function keepGrip(lab) {
  let asking = new AbortController();
  let refused = "";
  /** Puts something into some runners, and what follows from it. @param {ReadonlyMap<string, Across | null>} across by their ids */
  const put = (across) => lab.set({
    runners: lab.state.runners.map((each) => {
      const own = across.get(each.id);
      return own === undefined ? each : updated(each, { across: own }, lab.catalogue);
    }),
  });
  const off = lab.soon(["grip", "runners", "active", "aspect"], async ({ grip: key, runners, active, aspect, zoomAtRest }) => {
    const first = runners[active];
    if (!aspect || !first?.setting.start) return;
    const grip = key !== null && hasKey(first.setting, key, lab.catalogue) ? key : null; // it may have gone under the hand
    if (grip === null) {
      asking.abort();
      const waiting = runners.filter(({ across }) => across?.family === null);
      if (waiting.length) put(new Map(waiting.map(({ id }) => [id, null])));
      return;
    }
    const all = isOwn(grip, lab.catalogue) ? [first] : runners;
    const queries = all.map(({ setting }) => overQuery(setting, grip));
    const question = queries.join(" ");
    if (all.every(({ across }, index) => across?.query === queries[index]) || question === refused) return;
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    const answerOf = (/** @type {(index: number) => Pick<Across, "family" | "grounds">} */ answer) =>
      new Map(all.map(({ id }, index) => [id, { key: grip, query: /** @type {string} */ (queries[index]), ...answer(index) }]));
    put(answerOf(() => ({ family: null, grounds: null })));
    try {
      const ground = changesGround(grip) ? lab.source.grounds(first.setting, grip, aspect, zoomAtRest, signal) : null;
      const [grounds, ...families] = await Promise.all([ground, ...all.map(({ setting }) => lab.source.over(setting, grip, signal))]);
      if (!signal.aborted) put(answerOf((index) => ({ family: families[index] ?? null, grounds })));
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Problem)) throw error;
      refused = question; // the runs themselves are asked for then, notch by notch
      put(new Map(all.map(({ id }) => [id, null])));
    }
  });
  return () => {
    off();
    asking.abort();
  };
}
