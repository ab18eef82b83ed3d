/** What a lab was set to before, and what was undone. */

/** As many as a browser keeps. */
const MOST = 50;

/**
 * @template Value
 * @param {Value} first
 * @param {(one: Value, other: Value | undefined) => boolean} same
 */
export function createHistory(first, same) {
  /** @type {Value[]} the last one on top */
  const past = [];
  /** @type {Value[]} the next one on top */
  const future = [];
  let present = first;

  const move = (/** @type {Value[]} */ from, /** @type {Value[]} */ to) => {
    const next = from.pop();
    if (!next) return null;
    to.push(present);
    return (present = next);
  };
  const undo = () => move(past, future);
  const redo = () => move(future, past);
  /** A change is finished. @param {Value} value */
  const note = (value) => {
    if (!same(value, present)) {
      past.push(present);
      if (past.length > MOST) past.shift();
      future.length = 0;
    }
    present = value;
  };
  return {
    note,
    undo,
    redo,
    /** To what was there before: the way back stays, and the way forward. @param {Value} value */
    visit(value) {
      if (same(value, past.at(-1))) undo();
      else if (same(value, future.at(-1))) redo();
      else note(value);
    },
    get canUndo() {
      return past.length > 0;
    },
    get canRedo() {
      return future.length > 0;
    },
  };
}
