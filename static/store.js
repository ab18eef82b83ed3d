/** One observable state, values derived from it, and one notification a frame. */

/**
 * @template {object} State
 * @typedef {Object} Store
 * @property {Readonly<State>} state
 * @property {(patch: Partial<State>) => void} set
 * @property {<Key extends keyof State>(key: Key, sources: (keyof State)[], compute: (state: Readonly<State>) => State[Key]) => void} derive
 * @property {(keys: (keyof State)[], listener: (state: Readonly<State>) => void) => void} on
 */

/**
 * Listeners run in the order they were added, at most once a frame, when one of their keys has changed; derived values
 * are brought up to date before them, in the order they were declared. A change made by a listener is told in the next
 * frame. The time from the first change to the end of the drawing is left as the measure "hand to picture".
 * @template {object} State
 * @param {State} initial
 * @returns {Store<State>}
 */
export function createStore(initial) {
  const state = { ...initial };
  /** @type {{ key: keyof State, sources: (keyof State)[], compute: (state: Readonly<State>) => any }[]} */
  const derivations = [];
  /** @type {{ keys: (keyof State)[], listener: (state: Readonly<State>) => void }[]} */
  const listeners = [];
  /** @type {Set<keyof State>} */
  let changed = new Set();
  let since = 0;

  /** @param {keyof State} key @param {State[keyof State]} value */
  const put = (key, value) => {
    if (Object.is(state[key], value)) return;
    state[key] = value;
    changed.add(key);
  };

  const notify = () => {
    for (const { key, sources, compute } of derivations) {
      if (sources.some((source) => changed.has(source))) put(key, compute(state));
    }
    const told = changed;
    changed = new Set();
    for (const { keys, listener } of listeners) {
      if (keys.some((key) => told.has(key))) listener(state);
    }
    performance.clearMeasures("hand to picture");
    performance.measure("hand to picture", { start: since, end: performance.now() });
  };

  return {
    state,
    set(patch) {
      const quiet = changed.size === 0;
      for (const key of /** @type {(keyof State)[]} */ (Object.keys(patch))) {
        put(key, /** @type {State[keyof State]} */ (patch[key]));
      }
      if (!quiet || changed.size === 0) return;
      since = performance.now();
      requestAnimationFrame(notify);
    },
    derive: (key, sources, compute) => void derivations.push({ key, sources, compute }),
    on: (keys, listener) => void listeners.push({ keys, listener }),
  };
}
