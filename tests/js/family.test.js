import assert from "node:assert/strict";
import test from "node:test";

import { readFamily } from "../../static/data/family.js";

/** Three steps of two lanes that stand at zero, as far as planes tell. */
const flat = (/** @type {number} */ size) => new Uint8Array(4 * size);

/** @param {readonly number[]} values @returns {Uint8Array} as the service writes numbers out */
function written(values) {
  const planes = new Uint8Array(5 * values.length);
  const view = new DataView(new ArrayBuffer(8));
  values.forEach((value, index) => {
    view.setFloat64(0, value);
    for (let byte = 0; byte < 5; byte += 1) planes[byte * values.length + index] = view.getUint8(byte);
  });
  return planes;
}

const FAMILY = {
  tensors: {
    learning_rates: Float64Array.of(0.1, 0.2), lengths: Int32Array.of(3, 1), outcomes: Uint8Array.of(0, 1),
    points: flat(12), losses: flat(6), felt: flat(4), rate_plan: Float64Array.of(0, 0.01, 1, 0.5),
    verdict: Uint8Array.of(1, 0), evidence: Uint8Array.of(1, 0, 1, 1),
    numbers: written([1.25, 9, 2, 9, 3, 5, 4.5, 6, 11, 0, 12, 0, 8, 2, 38, 0, 31, 0, 1, 7]),
  },
  shapes: {
    points: [4, 2, 3, 2], losses: [4, 2, 3], felt: [4, 2, 2], numbers: [5, 10, 2],
  },
  metadata: {
    outcomes: ["converged", "diverged"], over: "lr", centre: [10, 0], start: [5, 6],
    verdicts: [["Diverges", "After {taken:step} it is gone."], ["Converges", "Down."]],
    evidence: ["There after {arrival:step}", "Loss {first_loss} → {last_loss}, {taken:d}"],
    columns: ["x0", "y0", "x1", "y1", "dx", "dy", "last_loss", "last_felt", "arrival", "taken"], shared: {
      first_x: 5, first_y: 6, first_loss: 2.125, floor: -2, same_sharpness: 25, steps: 2, limit: 38,
    },
  },
};

test("a row of a family has its own ends, exactly", () => {
  const { run, count, over, values } = readFamily(FAMILY);
  assert.deepEqual([count, over, Array.from(values)], [2, "lr", [0.1, 0.2]]);
  const [long, short] = [run(0), run(1)];
  assert.deepEqual(Array.from(long.points), [5, 6, 1.25, 2, 3, 4.5]);
  assert.deepEqual(Array.from(long.losses), [2.125, -2, 8]);
  assert.deepEqual(Array.from(long.directions), [NaN, NaN, 11, 12]);
  assert.deepEqual([long.rate, long.exact, long.length, long.outcome], [0.1, false, 3, "converged"]);
  assert.deepEqual([long.steps, long.limit, long.secondRates], [2, 38, null]);
  assert.deepEqual(Array.from(short.points).slice(0, 2), [5, 6]);
  assert.equal(short.losses[0], 2.125);
  assert.ok(Array.from(short.directions).every(Number.isNaN));
});

test("what follows from the rest is not sent", () => {
  const { run } = readFamily(FAMILY);
  assert.deepEqual(Array.from(run(1).rates), [0.2, 0.01 + 0.5 * 0.2]);
  assert.deepEqual(Array.from(run(0).sharpness), [25, 25, 25]);
  assert.deepEqual(Array.from(run(0).felt ?? []), [0, 38]);
});

test("a sentence that lanes share has the numbers of each", () => {
  const { run } = readFamily(FAMILY);
  assert.deepEqual(run(0).verdict, {
    headline: "Converges", explanation: "Down.", evidence: ["There after 31 steps", "Loss 2.13 → 8.00, 1"],
  });
  assert.deepEqual(run(1).verdict, {
    headline: "Diverges", explanation: "After 7 steps it is gone.", evidence: ["Loss 2.13 → 2.00, 7"],
  });
});

test("where runs end is read at once; beyond all numbers where one diverged", () => {
  const { ends, lowest } = readFamily({ ...FAMILY, metadata: { ...FAMILY.metadata, lowest: 0 } });
  const { losses, floor, first, steps } = ends();
  assert.deepEqual([Array.from(losses), floor, first, steps, lowest], [[8, Infinity], -2, 2.125, 2, 0]);
  const endless = { ...FAMILY, metadata: { ...FAMILY.metadata, outcomes: ["converged", "escaped"] } };
  assert.equal(readFamily(endless).ends().losses[1], -Infinity);
});
