import assert from "node:assert/strict";
import test from "node:test";

import { remembering } from "../../static/data/cache.js";
import { Problem } from "../../static/data/problem.js";
import { surveyor } from "../../static/lab/map/survey.js";

/** @type {any} */
const setting = { surface: "ravine", optimizer: "gd", lr: 0.1, steps: 100, start: [1, 1] };
const piece = {
  x: { key: "lr", min: 0.01, max: 1, log: true, whole: false },
  y: { key: "clip", min: 1, max: 2, log: true, whole: false },
};
const question = { setting, piece, levels: [64, 256], near: /** @type {[number, number]} */ ([0.5, 0.5]) };

/** An answer to a tile's address. @param {string} query */
function answered(query) {
  const asked = new URLSearchParams(query);
  const [nx, ny] = [Number(asked.get("nx")), Number(asked.get("ny"))];
  const tensors = /** @type {any} */ ({
    x: new Float64Array(nx), y: new Float64Array(ny), outcomes: new Uint8Array(nx * ny), steps: new Int32Array(nx * ny),
    lost: new Int32Array(nx * ny), minima: new Int16Array(nx * ny), losses: new Float32Array(nx * ny), minima_points: new Float64Array(0),
  });
  return { tensors, shapes: { outcomes: [ny, nx] }, metadata: {} };
}

/** @param {(query: string, signal: AbortSignal) => Promise<any>} ask */
function heard(ask) {
  const log = /** @type {string[]} */ ([]);
  const survey = surveyor(ask, {
    asked: () => void log.push("asked"),
    arrived: ({ tile }) => void log.push(`${tile.pixels}/${tile.size}`),
    whole: (pixels) => void log.push(`all ${pixels}`),
    ended: () => void log.push("ended"),
    failed: (problem) => void log.push(problem.message),
  });
  return { ...survey, log };
}

/** @param {readonly string[]} log @param {number} pixels */
const tilesOf = (log, pixels) => log.filter((each) => each.startsWith(`${pixels}/`));

test("coarse comes first, then finer, two at a time", async () => {
  let [now, most] = [0, 0];
  const { survey, log } = heard(async (query) => {
    most = Math.max(most, (now += 1));
    await new Promise((resolve) => setTimeout(resolve, 1));
    now -= 1;
    return answered(query);
  });
  await survey(question);
  assert.deepEqual(log, ["asked", "64/64", "all 64", "256/128", "256/128", "256/128", "256/128", "all 256", "ended"]);
  assert.equal(most, 2);
  await survey({ ...question, setting: { ...setting, lr: 5 } }); // wherever on the map one goes it is one map
  assert.equal(log.length, 9);
});

test("the newest question wins, and the one before is given up", async () => {
  const signals = /** @type {AbortSignal[]} */ ([]);
  const { survey, log } = heard((query, signal) => {
    signals.push(signal);
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
      setTimeout(() => resolve(answered(query)), 2);
    });
  });
  const first = survey(question);
  const second = survey({ ...question, setting: { ...setting, steps: 7 }, levels: [64] });
  await Promise.all([first, second]);
  assert.deepEqual(log, ["asked", "asked", "64/64", "all 64", "ended"]);
  assert.deepEqual(signals.map(({ aborted }) => aborted), [true, false]);
});

test("what two wait for is not given up with one of them", async () => {
  let asked = 0;
  const ask = remembering(async (query, signal) => {
    asked += 1;
    await new Promise((resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason));
      setTimeout(resolve, 2);
    });
    return answered(query);
  }, 9);
  const [one, other] = [heard(ask), heard(ask)];
  void one.survey({ ...question, levels: [64] });
  const waited = other.survey({ ...question, levels: [64] });
  one.stop();
  await waited;
  assert.deepEqual(other.log, ["asked", "64/64", "all 64", "ended"]);
  assert.equal(asked, 1);
});

test("what costs too much at once is asked for in smaller tiles, anything else is told", async () => {
  const message = "100 is too many for ravine at 64 × 64 runs: at most 9 steps";
  const tooMany = new Problem("x", [{ parameter: "steps", message }]);
  const { survey, log } = heard(async (query) => {
    if (Number(new URLSearchParams(query).get("nx")) > 32) throw tooMany;
    return answered(query);
  });
  await survey({ ...question, levels: [64] });
  assert.deepEqual(log, ["asked", "64/32", "64/32", "64/32", "64/32", "all 64", "ended"]);
  const refused = heard(async () => {
    throw new Problem("No such key.", [{ parameter: "x", message: "no such key" }]);
  });
  await refused.survey(question);
  assert.deepEqual(refused.log, ["asked", "No such key."]);
});

test("a level that would take too long is left for half of it, unless somebody insists", async () => {
  const clock = performance.now;
  let now = 0;
  performance.now = () => now;
  try {
    const { survey, insist, log } = heard(async (query) => {
      now += 1000 * Number(new URLSearchParams(query).get("nx")) ** 2 / 4096; // a second for the coarsest
      return answered(query);
    });
    await survey({ ...question, levels: [64, 512] });
    assert.deepEqual(log.filter((each) => each.startsWith("all")), ["all 64", "all 256"]);
    assert.deepEqual(tilesOf(log, 256), Array(16).fill("256/64")); // a second each, not four
    insist();
    await survey({ ...question, levels: [512] });
    assert.equal(log.filter((each) => each.startsWith("all")).at(-1), "all 512");
    assert.deepEqual(tilesOf(log, 512), Array(64).fill("512/64"));
  } finally {
    performance.now = clock;
  }
});
