import assert from "node:assert/strict";
import test from "node:test";

import { createStarts } from "../../static/lab/starts/model.js";

const task = () => new Promise((resolve) => setTimeout(resolve, 5));

/** A lab whose map of starts is answered at once, or tile by tile. @param {{ hold?: boolean }} [how] */
function labOf({ hold = false } = {}) {
  const queries = /** @type {string[]} */ ([]);
  const waiting = /** @type {(() => void)[]} */ ([]);
  const state = { setting: { surface: "bowl", optimizer: "gd", lr: 0.1, steps: 10, start: [0.5, 0.5] }, view: { extent: () => [0, 1, 0, 1] } };
  const atlas = async (/** @type {string} */ query, /** @type {AbortSignal} */ signal) => {
    queries.push(query);
    if (hold) {
      await new Promise((resolve, reject) => {
        waiting.push(() => resolve(null));
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    }
    const asked = new URLSearchParams(query);
    const [nx, ny] = [Number(asked.get("nx")), Number(asked.get("ny"))];
    const count = nx * ny;
    return {
      tensors: {
        x: new Float64Array(nx), y: new Float64Array(ny), outcomes: new Uint8Array(count), steps: new Int32Array(count),
        lost: new Int32Array(count).fill(-1), minima: new Int16Array(count), losses: new Float32Array(count), minima_points: Float64Array.of(0, 0, 0),
      },
      shapes: { outcomes: [ny, nx] }, metadata: {},
    };
  };
  const lab = /** @type {any} */ ({ state, source: { atlas }, root: { dataset: {} } });
  return { lab, state, queries, answer: () => waiting.splice(0).forEach((each) => each()) };
}

test("a map that is whole is not asked for again when somebody comes back to it", async () => {
  const { lab, queries } = labOf();
  const starts = createStarts(lab, () => {});
  starts.tiles.askAtRest();
  await task();
  const { length } = queries;
  const answers = starts.tiles.answers.length;
  assert.ok(length > 1 && !starts.tiles.busy);
  starts.tiles.rest();
  starts.tiles.ask();
  await task();
  assert.equal(queries.length, length);
  assert.equal(starts.tiles.answers.length, answers);
  assert.equal(starts.isOld(), false);
});

test("one that was left half way comes once more, each of its tiles once", async () => {
  const { lab, queries, answer } = labOf({ hold: true });
  const starts = createStarts(lab, () => {});
  starts.tiles.ask();
  await task();
  answer();
  await task();
  const known = starts.tiles.answers.length;
  assert.ok(known > 0 && starts.tiles.busy);
  starts.tiles.rest();
  assert.equal(starts.tiles.busy, false);
  const { length } = queries;
  starts.tiles.ask();
  await task();
  assert.ok(queries.length > length);
  assert.equal(starts.tiles.answers.length, known); // what there was stays until an answer comes
  answer();
  await task();
  assert.equal(starts.tiles.answers.length, known);
});

test("of other runs nothing stays but the old picture until there is an answer; of another piece what it has in common", async () => {
  const { lab, state } = labOf();
  const heard = /** @type {string[]} */ ([]);
  const starts = createStarts(lab, (news) => void heard.push(news));
  starts.tiles.ask();
  await task();
  const before = starts.tiles.field;
  assert.ok(before.looks.every((look) => look > 0));
  assert.deepEqual(starts.extent, [0, 1, 0, 1]);
  state.setting = { ...state.setting, lr: 0.2 };
  assert.ok(starts.isOld());
  assert.ok(starts.reading(0.5, 0.5)); // whoever asks looks first whether it is old
  starts.tiles.ask();
  await task();
  assert.ok(!starts.isOld() && starts.tiles.field !== before);
  heard.length = 0;
  state.view = { extent: () => [0, 2, 0, 2] };
  starts.tiles.ask();
  assert.equal(heard[0], "piece");
  assert.equal(starts.tiles.answers.length, 0);
  assert.ok(starts.tiles.field.looks.some((look) => look > 0) && starts.tiles.field.looks.some((look) => look === 0));
});
