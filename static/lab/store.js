/** One observable state, values derived from it, and one notification a frame; sooner for those who ask a server. */

/** Milliseconds, on a usual screen. */
const FRAME = 1000 / 60;

/**
 * @template {object} State
 * @typedef {Object} Store
 * @property {Readonly<State>} state
 * @property {(patch: Partial<State>) => void} set
 * @property {<Key extends keyof State>(key: Key, sources: (keyof State)[], compute: (state: Readonly<State>) => State[Key]) => void} derive
 * @property {(keys: (keyof State)[], listener: (state: Readonly<State>) => void) => () => void} on returns how to stop
 * @property {Store<State>["on"]} soon likewise, but at the end of the task that made the change, before anything is drawn
 * @property {() => void} flush tells now what would be told in the next frame
 * @property {() => void} hurry likewise, once this task is over; not twice a frame
 * @property {() => void} dispose
 */

/**
 * Derived values are brought up to date at once, in the order they were declared: the state is never at odds with
 * itself. Listeners run in the order they were added, at most once a frame, when one of their keys has changed; a change
 * made by a listener is told in the next frame. The time from the first change to the end of the drawing is left as a
 * measure.
 * @template {object} State
 * @param {State} initial
 * @param {string} measure its name
 * @returns {Store<State>}
 */
export function createStore(initial, measure) {
  const state = { ...initial };
  /** @type {{ key: keyof State, sources: (keyof State)[], compute: (state: Readonly<State>) => any }[]} */
  const derivations = [];
  /** @type {Set<{ keys: (keyof State)[], listener: (state: Readonly<State>) => void }>} */
  const listeners = new Set();
  /** @type {typeof listeners} */
  const early = new Set();
  /** @type {Set<keyof State>} */
  let changed = new Set();
  /** @type {typeof changed} */
  let toldSoon = new Set();
  let [since, told] = [0, 0];
  let frame = 0;

  const tell = (/** @type {typeof listeners} */ of, /** @type {typeof changed} */ keys) => {
    for (const { keys: own, listener } of [...of]) {
      if (own.some((key) => keys.has(key))) listener(state);
    }
  };
  const notifySoon = () => {
    const keys = toldSoon;
    toldSoon = new Set();
    tell(early, keys);
  };
  const added = (/** @type {typeof listeners} */ to) =>
    (/** @type {(keyof State)[]} */ keys, /** @type {(state: Readonly<State>) => void} */ listener) => {
      const entry = { keys, listener };
      to.add(entry);
      return () => void to.delete(entry);
    };

  const notify = () => {
    frame = 0;
    const keys = changed;
    changed = new Set();
    tell(listeners, keys);
    told = performance.now();
    performance.clearMeasures(measure);
    performance.measure(measure, { start: since, end: told });
  };
  const flush = () => {
    if (frame === 0) return;
    cancelAnimationFrame(frame);
    notify();
  };

  return {
    state,
    set(patch) {
      /** @type {Set<keyof State>} */
      const fresh = new Set();
      const put = (/** @type {keyof State} */ key, /** @type {any} */ value) => {
        if (Object.is(state[key], value)) return;
        state[key] = value;
        fresh.add(key);
      };
      for (const key of /** @type {(keyof State)[]} */ (Object.keys(patch))) put(key, patch[key]);
      for (const { key, sources, compute } of derivations) {
        if (sources.some((source) => fresh.has(source))) put(key, compute(state));
      }
      if (fresh.size === 0) return;
      if (frame === 0 && listeners.size > 0) {
        since = performance.now();
        frame = requestAnimationFrame(notify);
      }
      if (toldSoon.size === 0 && early.size > 0) queueMicrotask(notifySoon);
      for (const key of fresh) {
        changed.add(key);
        if (early.size > 0) toldSoon.add(key);
      }
    },
    derive(key, sources, compute) {
      derivations.push({ key, sources, compute });
      state[key] = compute(state);
    },
    on: added(listeners),
    soon: added(early),
    flush,
    hurry() {
      if (performance.now() - told >= FRAME) queueMicrotask(flush);
    },
    dispose() {
      cancelAnimationFrame(frame);
      frame = 0;
      listeners.clear();
      early.clear();
      performance.clearMeasures(measure);
    },
  };
}
