/** Rows of a family are exact at their ends. Who reads numbers along the way, or looks closely, is given the run itself. */

import { runQuery } from "../data/query.js";
import { updated } from "./runner.js";

/**
 * @param {import("./mount.js").Lab} lab
 * @returns {() => void} dispose
 */
export function keepExact(lab) {
  let asked = "";
  let disposed = false;
  const off = lab.on(["run", "step", "held", "reading", "zoomAtRest", "busy"], async (state) => {
    const { run, step, held, reading, zoomAtRest, busy } = state;
    const runner = state.runners[state.active];
    const looksClosely = reading || zoomAtRest !== null || (run !== null && step < run.length - 1);
    if (!looksClosely || (held && !reading) || busy || !run || run.exact || !runner) return;
    const shown = { ...runner.shown, lr: runner.setting.lr };
    const query = runQuery(shown);
    if (query === asked) return; // on its way, or refused: the row of the family stays
    asked = query;
    const itself = await lab.source.run(shown).catch(() => null);
    const now = lab.state.runners.find(({ id }) => id === runner.id);
    if (disposed || !itself || !now || now.shown !== runner.shown || now.setting.lr !== shown.lr) {
      asked = itself ? "" : asked;
      return;
    }
    asked = "";
    lab.set({ runners: lab.state.runners.map((each) => (each === now ? updated(each, { itself }, lab.catalogue) : each)) });
  });
  return () => {
    disposed = true;
    off();
  };
}
