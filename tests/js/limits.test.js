import assert from "node:assert/strict";
import test from "node:test";

import { limitCurve, limitOf } from "../../static/math/limits.js";

const RAVINE = {
  surface: "ravine", "surface.kappa": 25, optimizer: "gd", schedule: "constant", noise: 0, warmup: 0, lr_ratio: 1,
};
const MOMENTUM = { ...RAVINE, optimizer: "momentum", "optimizer.momentum": 0.9, "optimizer.dampening": 0 };
const rate = { key: "lr", min: 0.01, max: 1, log: true, whole: false };
const beta = { key: "optimizer.momentum", min: 0, max: 0.99, log: false, whole: false };

/** Whether the error of a quadratic grows, found by taking steps. */
const grows = (/** @type {number} */ eta, /** @type {number} */ momentum, /** @type {number} */ curvature) => {
  let [w, velocity] = [1, 0];
  for (let step = 0; step < 4000; step += 1) {
    velocity = momentum * velocity + curvature * w;
    w -= eta * velocity;
  }
  return !(Math.abs(w) < 1);
};

test("the limits are those of the steps themselves", () => {
  for (const momentum of [0, 0.5, 0.9]) {
    const limit = Number(limitOf({ ...MOMENTUM, "optimizer.momentum": momentum }));
    assert.ok(!grows(limit * 0.99, momentum, 25) && grows(limit * 1.01, momentum, 25), String(momentum));
  }
  assert.equal(limitOf(RAVINE), 0.08);
  assert.equal(limitOf({ ...RAVINE, surface: "bowl" }), 1);
  assert.equal(limitOf({ ...RAVINE, lr_ratio: 0.01 }), 2);
  assert.equal(limitOf({ ...RAVINE, lr_ratio: 2 }), 0.04);
  assert.ok(Math.abs(Number(limitOf({ ...MOMENTUM, optimizer: "nesterov" })) - 3.8 / 70) < 1e-12);
});

test("where theory has no limit nothing is drawn", () => {
  for (const other of [
    { optimizer: "adam" }, { surface: "himmelblau" }, { schedule: "cosine" }, { noise: 1 }, { clip: 1 }, { warmup: 5 },
    { "optimizer.weight_decay": 0.1 }, { "surface.angle": 45, lr_ratio: 2 },
  ]) assert.equal(limitOf({ ...RAVINE, ...other }), null, JSON.stringify(other));
  assert.equal(limitOf({ ...RAVINE, "surface.angle": 45 }), 0.08);
});

test("a curve over a map has the limit of every value of the other side", () => {
  const curve = limitCurve(MOMENTUM, { x: rate, y: beta });
  assert.equal(curve?.label, "η = 2(1 + β)/λ");
  const [first, last] = [curve?.points[0], curve?.points.at(-1)];
  assert.equal(first?.[1], 0);
  assert.ok(Math.abs(0.01 * 100 ** Number(first?.[0]) - 0.08) < 1e-12);
  assert.ok(Math.abs(0.01 * 100 ** Number(last?.[0]) - (2 * 1.99) / 25) < 1e-12);
  const turned = limitCurve(MOMENTUM, { x: beta, y: rate });
  assert.deepEqual(turned?.points.map(([x, y]) => [y, x]), curve?.points);
  assert.equal(limitCurve(MOMENTUM, { x: beta, y: { ...beta, key: "surface.kappa", min: 1, max: 9 } }), null);
});
