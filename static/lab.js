/** The lab's state: what was set, what was answered, where the playhead stands. */

import { byId } from "./catalogue.js";
import { laneOf } from "./lane.js";
import { notchOf } from "./state.js";
import { createStore } from "./store.js";

/**
 * @typedef {import("./state.js").Setting} Setting
 * @typedef {import("./lane.js").Lane} Lane
 * @typedef {Object} LabState
 * @property {Setting} setting what the hands have set
 * @property {number} aspect of the stage; 0 before it has a size
 * @property {Setting} shown the setting that the picture's answers belong to
 * @property {(import("./view/landscape.js").Landscape & { domain: import("./math/scale.js").Extent, formula: string }) | null} landscape
 * @property {import("./lane.js").Family | null} family
 * @property {Lane | null} between the run itself where the learning rate lies between two notches
 * @property {Lane | null} lane the run on the screen
 * @property {import("./catalogue.js").Optimizer} style how its path looks
 * @property {number} playhead a step, or Infinity: the end, however long the run
 * @property {number} step the playhead on this lane
 * @property {boolean} playing
 * @property {number} speed
 * @property {boolean} predict whether the verdict and the track's colours are hidden
 * @property {boolean} busy whether an answer is on its way
 * @property {import("./api.js").Problem | null} problem
 * @property {import("./view/theme.js").Theme | null} theme
 * @typedef {import("./store.js").Store<LabState>} LabStore
 */

/**
 * @param {import("./catalogue.js").PageData} data
 * @returns {LabStore}
 */
export function createLab({ state: setting, page, catalogue }) {
  const { notches, optimizers } = catalogue;
  /** @type {LabState} */
  const initial = {
    setting,
    aspect: 0,
    shown: setting,
    landscape: null,
    family: null,
    between: null,
    lane: null,
    style: byId(optimizers, setting.optimizer),
    playhead: Infinity,
    step: 0,
    playing: false,
    speed: 1,
    predict: page.predict,
    busy: true,
    problem: null,
    theme: null,
  };
  const store = createStore(initial);
  store.derive("lane", ["setting", "family", "between"], ({ setting, family, between, lane }) => {
    const notch = notchOf(notches, setting.lr);
    if (notch !== null && family) return laneOf(family, notch);
    return between?.rate === setting.lr || !lane ? between : lane;
  });
  store.derive("style", ["shown"], ({ shown }) => byId(optimizers, shown.optimizer));
  store.derive("step", ["lane", "playhead"], ({ lane, playhead }) => Math.min(playhead, Math.max((lane?.length ?? 1) - 1, 0)));
  return store;
}
