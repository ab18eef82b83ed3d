import assert from "node:assert/strict";
import test from "node:test";

import { createHistory } from "../../static/lab/history.js";

/** @param {Record<string, any>} patch @returns {any} */
const setting = (patch) => ({ surface: "bowl", lr: 0.1, start: [1, 2], ...patch });
/** @type {(one: any, other: any) => boolean} */
const same = (one, other) => one.lr === other?.lr;
const [A, B, C] = [setting({ lr: 1 }), setting({ lr: 2 }), setting({ lr: 3 })];

test("each change that was finished is taken back, and made again", () => {
  const history = createHistory(A, same);
  assert.deepEqual([history.canUndo, history.canRedo, history.undo(), history.redo()], [false, false, null, null]);
  history.note(B);
  history.note(B);
  history.note(C);
  assert.deepEqual([history.undo(), history.undo(), history.undo()], [B, A, null]);
  assert.deepEqual([history.redo(), history.redo(), history.redo()], [B, C, null]);
});

test("another change takes the place of what was undone", () => {
  const history = createHistory(A, same);
  history.note(B);
  history.undo();
  history.note(C);
  assert.equal(history.canRedo, false);
  assert.equal(history.undo(), A);
});

test("the browser's own way back and forth is the same way", () => {
  const history = createHistory(A, same);
  history.note(B);
  history.note(C);
  history.visit(B);
  assert.deepEqual([history.canUndo, history.canRedo], [true, true]);
  history.visit(C);
  assert.equal(history.canRedo, false);
  history.visit(A); // from before a reload
  assert.equal(history.undo(), C);
});

test("the start that a server chooses is no change", () => {
  const { start: _, ...formula } = setting({ f: "x^2" });
  const history = createHistory(A, same);
  history.note(/** @type {any} */ (formula));
  history.note(setting({ f: "x^2", start: [3, 3] }));
  assert.equal(history.undo(), A);
  assert.equal(history.canUndo, false);
});

test("fifty steps are kept", () => {
  const history = createHistory(A, same);
  for (let lr = 10; lr < 100; lr++) history.note(setting({ lr }));
  let steps = 0;
  while (history.undo()) steps += 1;
  assert.equal(steps, 50);
});
