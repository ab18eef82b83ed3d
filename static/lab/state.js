/** A lab's state: what was set, what was answered, where the playhead stands. */

import { createRunner } from "./runner.js";
import { createStore } from "./store.js";

/**
 * @typedef {import("./runner.js").Runner} Runner
 * @typedef {{ run: NonNullable<Runner["run"]>, family: Runner["family"], style: Runner["style"] }} Path what is drawn of a runner
 * @typedef {Object} LabState
 * @property {readonly Runner[]} runners
 * @property {number} active which of them the hand is on
 * @property {Runner["setting"]} setting this and the next five are the active runner's
 * @property {Runner["shown"]} shown
 * @property {Runner["family"]} family
 * @property {Runner["fresh"]} fresh
 * @property {Runner["run"]} run
 * @property {Runner["style"]} style
 * @property {readonly Path[]} paths of all runners that have a run; others only when one of them is another
 * @property {import("../data/landscape.js").Landscape | null} landscape
 * @property {Pick<import("../views/plane/plane.js").StageView, "toPlane" | "toScreen" | "extent"> | null} view of the stage; another whenever it moves
 * @property {number} aspect of the stage; 0 before it has a size
 * @property {import("../math/scale.js").Extent | null} zoom what of the plane is looked at; null for the surface's whole domain
 * @property {import("../math/scale.js").Extent | null} zoomAtRest the same once the hand rests: a landscape of it is asked for
 * @property {import("../data/catalogue.js").Look} look how the surface is shown
 * @property {import("../data/atlas.js").PieceKeys | null} map what is shown of a map of two keys, if there is one
 * @property {number} playhead a step, or Infinity: the end, however long the run
 * @property {number} last the last step it may stand on
 * @property {number} step the playhead on this run
 * @property {boolean} playing
 * @property {number} speed
 * @property {boolean} loop whether it plays again from the start
 * @property {"rate" | null} colourBy what the colours of the path stand for, if not for the optimizer
 * @property {boolean} predict whether the answer is hidden: `run` and `paths` end after the steps that are allowed and
 *   have no outcome, and there is no `family`; `runners` have it all
 * @property {number} allowed steps of a hidden run that may be seen
 * @property {boolean} revealing whether a hidden run is being played: what is behind the playhead is seen
 * @property {string | null} guess what somebody said would happen: outcomes with spaces between
 * @property {boolean} canUndo
 * @property {boolean} canRedo
 * @property {string | null} grip the key whose slider, or number, a hand or the focus is on, if not the learning rate's
 * @property {boolean} held whether a hand is still on what it changes
 * @property {boolean} reading whether somebody reads the numbers of every step
 * @property {boolean} busy whether an answer is on its way
 * @property {import("../data/problem.js").Problem | null} problem
 * @property {import("../views/theme.js").Theme | null} theme
 * @typedef {import("./store.js").Store<LabState>} LabStore
 */

const OF_RUNNER = /** @type {const} */ (["setting", "shown", "fresh", "style"]);
/** Of a run that is hidden. */
const NOTHING = { headline: "", explanation: "", evidence: [] };

/**
 * @param {Runner["setting"]} setting
 * @param {import("../data/catalogue.js").Catalogue} catalogue
 * @param {Pick<LabState, "predict" | "allowed" | "zoom" | "look">} first
 * @param {string} measure the name of the time from hand to picture
 * @returns {LabStore}
 */
export function createState(setting, catalogue, { predict, allowed, zoom, look }, measure) {
  const runner = createRunner("1", setting, catalogue);
  /** @type {LabState} */
  const initial = {
    ...runner,
    runners: [runner],
    active: 0,
    paths: [],
    landscape: null,
    view: null,
    aspect: 0,
    zoom,
    zoomAtRest: zoom,
    look,
    map: null,
    playhead: Infinity,
    last: 0,
    step: 0,
    playing: false,
    speed: 1,
    loop: false,
    colourBy: null,
    predict,
    allowed,
    revealing: false,
    guess: null,
    canUndo: false,
    canRedo: false,
    grip: null,
    held: false,
    reading: false,
    busy: true,
    problem: null,
    theme: null,
  };
  const store = createStore(initial, measure);
  for (const key of OF_RUNNER) {
    store.derive(key, ["runners", "active"], ({ runners, active }) => /** @type {any} */ (runners[active])[key]);
  }
  const active = (/** @type {Readonly<LabState>} */ state) => /** @type {Runner} */ (state.runners[state.active]);
  store.derive("last", ["runners", "active", "predict", "revealing"], (state) =>
    Math.max(Math.min(active(state).run?.length ?? 1, state.predict && !state.revealing ? state.allowed + 1 : Infinity) - 1, 0));
  store.derive("step", ["last", "playhead"], ({ last, playhead }) => Math.min(playhead, last));
  store.derive("family", ["runners", "active", "predict"], (state) => (state.predict ? null : active(state).family));
  store.derive("run", ["runners", "active", "predict", "step"], (state) => seen(active(state).run, state));
  store.derive("paths", ["runners", "predict", "step"], (state) => {
    const { runners, paths, predict } = state;
    const next = runners.flatMap(({ run, family, style }) =>
      (run ? [{ run: /** @type {Path["run"]} */ (seen(run, state)), family: predict ? null : family, style }] : []));
    const stays = next.length === paths.length && next.every(({ run, family, style }, index) =>
      run === paths[index]?.run && family === paths[index].family && style === paths[index].style);
    return stays ? paths : next;
  });
  return store;
}

/**
 * What may be seen of a run: all of it, or while its answer is hidden the first steps, without a verdict.
 * @param {Runner["run"]} run
 * @param {Readonly<LabState>} state
 */
function seen(run, { predict, revealing, allowed, step }) {
  if (!predict || !run) return run;
  const last = Math.min(revealing ? step : allowed, Math.max(run.length - 1, 0));
  return { ...run, length: Math.min(run.length, last + 1), steps: last, outcome: "", verdict: NOTHING };
}
