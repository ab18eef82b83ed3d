import assert from "node:assert/strict";
import test from "node:test";

import { keysOfPiece, readTile, tileQuery } from "../../static/data/atlas.js";
import { PRESETS } from "../../static/data/presets.js";
import { mapKeys, nameOf } from "../../static/lab/map/keys.js";
import { endInWords, pairInWords, percent, sidesInWords, valueInWords } from "../../static/lab/map/words.js";

/** @type {any} */
const setting = {
  surface: "ravine", "surface.kappa": 25, optimizer: "momentum", "optimizer.momentum": 0.9, schedule: "constant",
  lr: 0.1, steps: 100, start: [-8, 1.5],
};
/** @type {any} */
const catalogue = {
  surfaces: [
    { id: "ravine", name: "Ravine", domain: [-10, 10, -4, 4], samples: null, parameters: [
      { name: "kappa", label: "Condition number", symbol: "κ", kind: "number", minimum: 1, maximum: 1000, scale: "log" },
    ] },
    { id: "data", name: "Data", domain: [-1, 1, -1, 1], samples: 32, parameters: [] },
  ],
  optimizers: [{ id: "momentum", name: "Momentum", parameters: [
    { name: "momentum", label: "Momentum", symbol: "β", kind: "number", minimum: 0, maximum: 1, below: true },
    { name: "nesterov", label: "Nesterov", kind: "flag", default: false },
  ] }],
  schedules: [{ id: "constant", name: "Constant", parameters: [] }],
  parameters: [
    { name: "lr", label: "Learning rate", symbol: "η", kind: "number", minimum: 0, scale: "log", reach: [1e-4, 10] },
    { name: "noise", label: "Noise", symbol: "σ", kind: "number", minimum: 0, maximum: 1e6, reach: [0, 10] },
    { name: "batch", label: "Batch size", symbol: "B", kind: "integer", minimum: 1, scale: "log", reach: [1, 256] },
  ],
};
const x = { key: "lr", min: 0.01, max: 1, log: true, whole: false };
const y = { key: "optimizer.momentum", min: 0, max: 1, log: false, whole: false };
const tile = { pixels: 4, size: 2, column: 2, row: 0 };

test("a tile's address has the centres of its pixels, and not what the map itself varies", () => {
  const query = new URLSearchParams(tileQuery(setting, { x, y }, tile));
  assert.equal(query.get("nx"), "2");
  assert.ok(Math.abs(Number(query.get("x_min")) - 0.01 * 100 ** (2.5 / 4)) < 1e-15);
  assert.ok(Math.abs(Number(query.get("x_max")) - 0.01 * 100 ** (3.5 / 4)) < 1e-15);
  assert.deepEqual([query.get("y_min"), query.get("y_max")], ["0.125", "0.375"]);
  assert.ok(!query.has("lr") && !query.has("optimizer.momentum"));
  assert.equal(query.get("start"), "-8,1.5");
  assert.equal(tileQuery({ ...setting, lr: 7 }, { x, y }, tile), tileQuery(setting, { x, y }, tile));
  assert.notEqual(tileQuery({ ...setting, steps: 7 }, { x, y }, tile), tileQuery(setting, { x, y }, tile));
});

test("of a start the coordinate that the map varies is no part of its address", () => {
  const across = { x: { ...y, key: "start.x" }, y: x };
  assert.equal(new URLSearchParams(tileQuery(setting, across, tile)).get("start"), "0,1.5");
  const both = { x: { ...y, key: "start.x" }, y: { ...y, key: "start.y" } };
  assert.equal(new URLSearchParams(tileQuery(setting, both, tile)).get("start"), null);
});

test("the address has every digit", () => {
  const piece = { x: { ...x, min: 0.1 + 0.2 }, y };
  const keys = { x: "lr", x_min: 0.30000000000000004, x_max: 1, y: "optimizer.momentum", y_min: 0, y_max: 1 };
  assert.deepEqual(keysOfPiece(piece), keys);
});

test("an answer knows which of its runs a pixel is", () => {
  const tensors = /** @type {any} */ ({
    x: Float64Array.of(0.2, 0.5), y: Float64Array.of(0.1, 0.3),
    outcomes: Uint8Array.of(0, 1, 2, 3), steps: Int32Array.of(5, -1, -1, -1),
    lost: Int32Array.of(-1, -1, 7, -1), minima: Int16Array.of(0, -1, -1, -1), losses: Float32Array.of(0, 1, 2, 3),
  });
  const answer = readTile({ tensors, shapes: { outcomes: [2, 2] }, metadata: {} }, { x, y }, tile);
  assert.deepEqual([...answer.places.columns, ...answer.places.rows, answer.places.width], [0, 1, 0, 1, 2]);
  assert.equal(answer.minima.length, 0);
});

test("the keys are the numbers of the setting, with their sliders' ends", () => {
  const keys = mapKeys(setting, catalogue);
  const names = ["lr", "noise", "batch", "start.x", "start.y", "optimizer.momentum", "surface.kappa"];
  assert.deepEqual(keys.map(({ key }) => key), names);
  const by = (/** @type {string} */ key) => keys.find((each) => each.key === key);
  assert.deepEqual(by("lr")?.side, { key: "lr", min: 1e-4, max: 10, log: true, whole: false });
  assert.deepEqual(by("start.y")?.side, { key: "start.y", min: -4, max: 4, log: false, whole: false });
  assert.ok(Number(by("optimizer.momentum")?.side.max) < 1);
  assert.ok(Number(by("optimizer.momentum")?.bounds.max) < 1);
  assert.deepEqual([by("batch")?.side.whole, by("batch")?.bounds.min], [true, 1]);
  assert.equal(by("surface.kappa")?.bounds.max, 1000);
  assert.equal(by("lr") && nameOf(/** @type {any} */ (by("lr"))), "Learning rate η");
  assert.ok(!mapKeys({ ...setting, surface: "data" }, catalogue).some(({ key }) => key === "noise"));
});

test("a pixel's value has as many digits as tell it from the next", () => {
  assert.equal(valueInWords(x, 0.0312345, 512), "0.03123");
  const deep = { ...x, min: 0.0312345678901, max: 0.0312345678902 };
  assert.notEqual(valueInWords(deep, 0.03123456789011, 8), valueInWords(deep, 0.03123456789012, 8));
  assert.equal(valueInWords({ ...y, min: -3, max: 3, whole: true }, -2, 64), "−2");
});

test("a pixel, its end and the shares in words", () => {
  const outcomes = [{ id: "converged", short: "good" }, { id: "too_slow", short: "slow" }];
  const reading = { x: 0.1, y: 0.5, outcome: 0, steps: 1, loss: 0, minimum: 0, lost: -1 };
  assert.equal(endInWords(reading, outcomes, [3, 2, 0]), "good, there after 1 step at (3.00, 2.00)");
  const slow = { ...reading, outcome: 1, steps: -1, minimum: -1, loss: 12 };
  assert.equal(endInWords(slow, outcomes, []), "slow, last loss 12.0");
  const lost = { ...slow, lost: 12, loss: Infinity };
  assert.equal(endInWords(lost, [...outcomes, { id: "diverged", short: "diverges" }], []), "slow, lost after 12 steps");
  assert.equal(endInWords({ ...reading, outcome: 255 }, outcomes, []), "no value here");
  const keys = /** @type {any[]} */ (mapKeys(setting, catalogue));
  const [a, b] = [keys[0], keys[5]];
  assert.equal(pairInWords(a, b, { x, y }, reading, 64), "η = 0.100, β = 0.500");
  const sides = "Learning rate η 0.0100 to 1.00 from left to right, Momentum β 0.00 to 1.00 from bottom to top";
  assert.equal(sidesInWords(a, b, { x, y }, 64), sides);
  assert.deepEqual([0.294, 0.004, 1e-5, 0, 1].map(percent), ["29 %", "0.4 %", "under 0.1 %", "0 %", "100 %"]);
});

test("the maps to begin with have two keys and room between their ends", () => {
  for (const preset of PRESETS) {
    assert.notEqual(preset.x[0], preset.y[0], preset.name);
    for (const [, min, max] of [preset.x, preset.y]) assert.ok(min < max, preset.name);
  }
});
