/** A lab's state: what was set, what was answered, where the playhead stands. */

import { toQuery } from "../data/query.js";
import { guisesOf } from "./guises.js";
import { createRunner } from "./runner.js";
import { createStore } from "./store.js";

/**
 * @typedef {import("./runner.js").Runner} Runner
 * @typedef {Pick<Runner, "id" | "name" | "family" | "style"> & { run: NonNullable<Runner["run"]>, pace: number }} Path what is
 *   drawn of a runner; pace: how much of a race's time a step takes
 * @typedef {Object} LabState
 * @property {readonly Runner[]} runners
 * @property {number} active which of them the hand is on
 * @property {Runner["setting"]} setting this and the next five are the active runner's
 * @property {Runner["shown"]} shown
 * @property {Runner["family"]} family
 * @property {Runner["fresh"]} fresh
 * @property {Runner["run"]} run
 * @property {Runner["style"]} style
 * @property {readonly Path[]} paths of all runners that have a run, the active one's last; others only when one of them is another
 * @property {number | null} target the loss to which steps are counted, where somebody has said it
 * @property {import("../data/landscape.js").Landscape | null} landscape
 * @property {Pick<import("../views/plane/plane.js").StageView, "toPlane" | "toScreen" | "extent"> | null} view of the stage; another whenever it moves
 * @property {number} aspect of the stage; 0 before it has a size
 * @property {import("../math/scale.js").Extent | null} zoom what of the plane is looked at; null for the surface's whole domain
 * @property {import("../math/scale.js").Extent | null} zoomAtRest the same once the hand rests: a landscape of it is asked for
 * @property {import("../data/catalogue.js").Look} look how the surface is shown
 * @property {boolean} covered whether another picture lies over that of the plane, which is not drawn then, and says what is seen (`view`)
 * @property {import("../data/seeds.js").Seeds} seeds what is shown of the same run with other seeds
 * @property {import("../data/seeds.js").Fan | null} fanned the last answer to that
 * @property {import("../data/seeds.js").Fan | null} fan the same while it is of the active runner's setting, and may be seen
 * @property {import("../data/atlas.js").PieceKeys | null} map what is shown of a map of two keys, if there is one
 * @property {number} playhead a time of the race, or Infinity: when all have used as many gradients as the thriftiest has. Alone, and where a step of all takes as
 *   many gradients, a time is a step; else as many gradients as the thriftiest takes for one
 * @property {number} end the last time it may stand on
 * @property {number} time the playhead within the race
 * @property {number} last the last step of this run that may be seen
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
 * @param {import("../data/race.js").Race} race
 * @param {import("../data/catalogue.js").Catalogue} catalogue
 * @param {Pick<LabState, "predict" | "allowed" | "zoom" | "look"> & Partial<Pick<LabState, "seeds">>} first
 * @param {string} measure the name of the time from hand to picture
 * @returns {LabStore}
 */
export function createState(race, catalogue, { predict, allowed, zoom, look, seeds = "" }, measure) {
  const entries = race.runners.map((each, index) => ({ ...each, id: String(index + 1), guise: { of: "", turn: 0 } }));
  const guises = guisesOf(entries, catalogue);
  const runners = entries.map((each, index) => createRunner({ ...each, guise: guises[index] ?? each.guise }, catalogue));
  /** @type {LabState} */
  const initial = {
    .../** @type {Runner} */ (runners[race.active]),
    runners,
    active: race.active,
    target: race.target,
    paths: [],
    landscape: null,
    view: null,
    aspect: 0,
    zoom,
    zoomAtRest: zoom,
    look,
    covered: false,
    seeds,
    fanned: null,
    fan: null,
    map: null,
    playhead: Infinity,
    end: 0,
    time: 0,
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
  const lastOf = (/** @type {Runner} */ { run }, /** @type {Readonly<LabState>} */ { predict, revealing, allowed }) =>
    Math.max(Math.min(run?.length ?? 1, predict && !revealing ? allowed + 1 : Infinity) - 1, 0);
  store.derive("end", ["runners", "predict", "revealing"], (state) =>
    Math.max(...state.runners.map((each) => lastOf(each, state) * paceOf(each, state.runners))));
  store.derive("time", ["end", "playhead", "runners"], ({ end, playhead, runners }) =>
    Math.min(Number.isFinite(playhead) ? playhead : budgetOf(runners), end));
  store.derive("last", ["runners", "active", "predict", "revealing"], (state) => lastOf(active(state), state));
  store.derive("step", ["last", "time", "runners", "active"], (state) =>
    Math.min(stepAt(state.time, paceOf(active(state), state.runners)), state.last));
  store.derive("family", ["runners", "active", "predict"], (state) => (state.predict ? null : active(state).family));
  store.derive("fan", ["fanned", "seeds", "setting", "predict"], ({ fanned, seeds, setting, predict }) =>
    (fanned && seeds && !predict && fanned.query === toQuery(setting) ? fanned : null));
  store.derive("run", ["runners", "active", "predict", "step"], (state) => seen(active(state).run, state, state.step));
  store.derive("paths", ["runners", "active", "predict", "time"], (state) => {
    const { paths, predict, time } = state;
    const others = state.runners.filter((_, index) => index !== state.active);
    const next = [...others, active(state)].flatMap((runner) => {
      const { id, name, run, family, style } = runner;
      const pace = paceOf(runner, state.runners);
      const shown = seen(run, state, stepAt(time, pace));
      return shown ? [{ id, name, run: shown, family: predict ? null : family, style, pace }] : [];
    });
    const stays = next.length === paths.length && next.every((path, index) => {
      const before = paths[index];
      return path.run === before?.run && path.family === before.family && path.style === before.style
        && path.name === before.name && path.pace === before.pace;
    });
    return stays ? paths : next;
  });
  return store;
}

/**
 * How much of a race's time a step of a runner takes: gradients, by those of the thriftiest.
 * @param {Pick<Runner, "style">} runner
 * @param {readonly Pick<Runner, "style">[]} runners
 */
export const paceOf = ({ style }, runners) => style.gradients / Math.min(...runners.map((each) => each.style.gradients));

/** The time at which the thriftiest has used up its steps. @param {readonly Pick<Runner, "style" | "setting">[]} runners */
export const budgetOf = (runners) => Math.min(...runners.map((each) => each.setting.steps * paceOf(each, runners)));

/** Gradients that everybody has used at a time of the race. @param {number} time @param {readonly Pick<Runner, "style">[]} runners */
export const gradientsAt = (time, runners) => time * Math.min(...runners.map(({ style }) => style.gradients));

/** The step of a runner at a time of the race. @param {number} time @param {number} pace */
export const stepAt = (time, pace) => Math.floor(time / pace);

/**
 * What may be seen of a run: all of it, or while its answer is hidden the first steps, without a verdict.
 * @param {Runner["run"]} run
 * @param {Readonly<LabState>} state
 * @param {number} step of its own
 */
function seen(run, { predict, revealing, allowed }, step) {
  if (!predict || !run) return run;
  const last = Math.min(revealing ? step : allowed, Math.max(run.length - 1, 0));
  return { ...run, length: Math.min(run.length, last + 1), steps: last, outcome: "", verdict: NOTHING };
}
