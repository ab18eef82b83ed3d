/** What a lab was set to before, and what was undone. */

import { toQuery } from "../data/query.js";

/**
 * @typedef {import("../data/query.js").Setting} Setting
 * @typedef {ReturnType<typeof createHistory>} History
 */

/** As many as a browser keeps. */
const MOST = 50;

/** @param {Setting} first */
export function createHistory(first) {
  /** @type {Setting[]} the last one on top */
  const past = [];
  /** @type {Setting[]} the next one on top */
  const future = [];
  let present = first;

  const move = (/** @type {Setting[]} */ from, /** @type {Setting[]} */ to) => {
    const next = from.pop();
    if (!next) return null;
    to.push(present);
    return (present = next);
  };
  const undo = () => move(past, future);
  const redo = () => move(future, past);
  /** A change is finished. @param {Setting} setting */
  const note = (setting) => {
    if (!same(setting, present)) {
      past.push(present);
      if (past.length > MOST) past.shift();
      future.length = 0;
    }
    present = setting;
  };
  return {
    note,
    undo,
    redo,
    /** To a setting that was there before: the way back stays, and the way forward. @param {Setting} setting */
    visit(setting) {
      if (same(setting, past.at(-1))) undo();
      else if (same(setting, future.at(-1))) redo();
      else note(setting);
    },
    get canUndo() {
      return past.length > 0;
    },
    get canRedo() {
      return future.length > 0;
    },
  };
}

/**
 * Whether two settings are one; the start of a formula is the server's choice, and comes later.
 * @param {Setting} one
 * @param {Setting | undefined} other
 */
function same(one, other) {
  if (!other) return false;
  const known = (/** @type {string} */ key) => key !== "start" || Boolean(one.start && other.start);
  return toQuery(one, known) === toQuery(other, known);
}
