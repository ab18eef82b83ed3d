/** A lab's state: what was set, what was answered, where the playhead stands. */

import { createRunner } from "./runner.js";
import { createStore } from "./store.js";

/**
 * @typedef {import("./runner.js").Runner} Runner
 * @typedef {{ run: NonNullable<Runner["run"]>, family: Runner["family"], style: Runner["style"] }} Path what is drawn of a runner
 * @typedef {Object} LabState
 * @property {readonly Runner[]} runners
 * @property {number} active which of them the hand is on
 * @property {Runner["setting"]} setting this and the next four are the active runner's
 * @property {Runner["shown"]} shown
 * @property {Runner["family"]} family
 * @property {Runner["run"]} run
 * @property {Runner["style"]} style
 * @property {readonly Path[]} paths of all runners that have a run; others only when one of them is another
 * @property {import("../data/landscape.js").Landscape | null} landscape
 * @property {Pick<import("../views/plane/plane.js").StageView, "toPlane" | "toScreen" | "extent"> | null} view of the stage; another whenever it moves
 * @property {number} aspect of the stage; 0 before it has a size
 * @property {import("../math/scale.js").Extent | null} zoom what of the plane is looked at; null for the surface's whole domain
 * @property {import("../math/scale.js").Extent | null} zoomAtRest the same once the hand rests: a landscape of it is asked for
 * @property {number} playhead a step, or Infinity: the end, however long the run
 * @property {number} step the playhead on this run
 * @property {boolean} playing
 * @property {number} speed
 * @property {boolean} predict whether the verdict and the track's colours are hidden
 * @property {boolean} held whether a hand is still on what it changes
 * @property {boolean} reading whether somebody reads the numbers of every step
 * @property {boolean} busy whether an answer is on its way
 * @property {import("../data/problem.js").Problem | null} problem
 * @property {import("../views/theme.js").Theme | null} theme
 * @typedef {import("./store.js").Store<LabState>} LabStore
 */

const OF_RUNNER = /** @type {const} */ (["setting", "shown", "family", "run", "style"]);

/**
 * @param {Runner["setting"]} setting
 * @param {import("../data/catalogue.js").Catalogue} catalogue
 * @param {boolean} predict
 * @param {import("../math/scale.js").Extent | null} zoom
 * @param {string} measure the name of the time from hand to picture
 * @returns {LabStore}
 */
export function createState(setting, catalogue, predict, zoom, measure) {
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
    playhead: Infinity,
    step: 0,
    playing: false,
    speed: 1,
    predict,
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
  store.derive("paths", ["runners"], ({ runners, paths }) => {
    const next = runners.flatMap(({ run, family, style }) => (run ? [{ run, family, style }] : []));
    const stays = next.length === paths.length && next.every(({ run, family, style }, index) =>
      run === paths[index]?.run && family === paths[index].family && style === paths[index].style);
    return stays ? paths : next;
  });
  store.derive("step", ["run", "playhead"], ({ run, playhead }) => Math.min(playhead, Math.max((run?.length ?? 1) - 1, 0)));
  return store;
}
