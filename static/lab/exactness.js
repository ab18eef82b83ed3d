/** Rows of a family are exact at their ends. Who reads numbers along the way, or looks closely, is given the run itself. */

import { runQuery } from "../data/query.js";
import { updated } from "./runner.js";
import { paceOf, stepAt } from "./state.js";

/**
 * @param {import("./mount.js").Lab} lab
 * @returns {() => void} dispose
 */
export function keepExact(lab) {
  /** @type {Map<string, string>} what has been asked for each runner: it is on its way, or was refused and its row stays */
  const asked = new Map();
  let disposed = false;

  const ask = async (/** @type {import("./runner.js").Runner} */ runner) => {
    const { id } = runner;
    const shown = { ...runner.shown, lr: runner.setting.lr };
    const query = runQuery(shown);
    if (query === asked.get(id)) return;
    asked.set(id, query);
    const itself = await lab.source.run(shown).catch(() => null);
    if (!itself) return;
    asked.delete(id);
    const now = lab.state.runners.find((each) => each.id === id);
    if (disposed || !now || now.shown !== runner.shown || now.setting.lr !== shown.lr) return;
    lab.set({ runners: lab.state.runners.map((each) => (each === now ? updated(each, { itself }, lab.catalogue) : each)) });
  };
  const off = lab.on(["runners", "time", "held", "reading", "zoomAtRest", "busy", "predict"], (state) => {
    const { runners, time, held, reading, zoomAtRest, busy, predict } = state;
    if ((held && !reading) || busy) return;
    // Who runs against others is read step by step: who is ahead, and who is there first.
    const looksClosely = reading || zoomAtRest !== null || (runners.length > 1 && !predict);
    for (const runner of runners) {
      const { run } = runner;
      if (!run || run.exact) continue;
      if (looksClosely || (!predict && stepAt(time, paceOf(runner, runners)) < run.length - 1)) void ask(runner);
    }
  });
  return () => {
    disposed = true;
    off();
  };
}
