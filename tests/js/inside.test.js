/** What goes on inside a step: which moves there are, how they are cut, and how much of the plane a close-up takes. */

import assert from "node:assert/strict";
import test from "node:test";

import { rowsOf, scaleOf, sentenceOf, valueOf } from "../../static/lab/inside/words.js";
import { aroundOrigin, closeUp, roundLength, sceneOf, sceneOfPoints, sidesOf, updateAt, without } from "../../static/math/inside.js";
import { fitView } from "../../static/math/scale.js";
import { looksOf, shaftOf } from "../../static/views/plane/inside.js";

/** @typedef {import("../../static/math/inside.js").Inside} Inside */
/** @typedef {import("../../static/math/inside.js").Quantity} Quantity */

/** @type {(id: string, kind: Quantity["kind"], values: (number | null)[][], more?: Partial<Quantity>) => Quantity} */
const quantity = (id, kind, values, more = {}) =>
  ({ id, symbol: id, name: `The ${id}`, kind, adds: false, origin: "", times: "", values, axes: null, ...more });

/** @type {(inner: Quantity[], more?: Partial<Inside>) => Inside} */
const insideOf = (inner, more = {}) => ({
  points: [[2, 1], [1.5, 0.5], [1, 0]],
  steps: [[-0.5, -0.5], [-0.5, -0.5]],
  learning_rates: [[0.1, 0.1], [0.1, 0.2]],
  slopes: [[3, 4], [3, 4], [0, 0]],
  gradients: [[3, 4], [3, 4]],
  differs: [],
  inner,
  effective_sharpness: null,
  thresholds: null,
  preconditioned: false,
  ...more,
});

const PLAIN = quantity("plain", "arrow", [[-0.3, -0.4], [-0.3, -0.4]], { name: "Gradient alone", adds: true });

test("the update of a step leads away from it; at the last step it is the one that led there", () => {
  assert.deepEqual([0, 3, 9, 10].map((step) => updateAt(step, 11)), [0, 3, 9, 9]);
  assert.ok(updateAt(0, 1) < 0);
});

test("a scene has the moves of one update, the step as the last, each where it begins", () => {
  const inside = insideOf([
    PLAIN,
    quantity("ahead", "point", [[1.7, 0.6], [1, 1]]),
    quantity("carried", "arrow", [[-0.2, -0.1], [0, 0]], { origin: "ahead", adds: true }),
    quantity("size", "sizes", [[0.5, 0.5], [0.5, 0.5]]),
    quantity("lost", "arrow", [[null, 1], [1, 1]]),
  ]);
  const scene = sceneOf(inside, 0);
  assert.deepEqual(scene.moves.map(({ id }) => id), ["plain", "carried", "step"]);
  assert.deepEqual(scene.moves.map(({ from }) => from), [[2, 1], [1.7, 0.6], [2, 1]]);
  assert.deepEqual(scene.places.map(({ at }) => at), [[1.7, 0.6]]);
  assert.deepEqual(scene.reaches[0]?.half, [0.5, 0.5]);
  assert.deepEqual(without(scene, new Set(["plain", "size"])).moves.map(({ id }) => id), ["carried", "step"]);
  assert.deepEqual(aroundOrigin(scene).moves[1]?.from.map((each) => Number(each.toFixed(9))), [-0.3, -0.4]);
});

test("the step lies on the ellipse of its rates: it is true to scale", () => {
  const inside = insideOf([PLAIN, quantity("rates", "rates", [[0.2, 0.05], [0.2, 0.05]], { axes: [[0.2, 0.05, 0], [0.2, 0.05, 0]] })]);
  const [oval] = sceneOf(inside, 0).ovals;
  assert.ok(oval);
  const [a, b] = oval.half;
  assert.deepEqual([a, b], [1, 0.25]); // a gradient of length 5
  const [x, y] = [0.2 * 3, 0.05 * 4];
  assert.ok(Math.abs((x / a) ** 2 + (y / b) ** 2 - 1) < 1e-12);
  const mean = quantity("mean", "vector", [[0.6, 0.8], [0, 0]]);
  const times = quantity("rates", "rates", [[0.2, 0.05], [0.2, 0.05]], { axes: [[0.2, 0.05, 0], [0.2, 0.05, 0]], times: "mean" });
  assert.deepEqual(sceneOf(insideOf([mean, times]), 0).ovals[0]?.half.map((each) => Number(each.toFixed(9))), [0.2, 0.05]);
});

test("of a run alone only the step is known", () => {
  const { at, moves, places, ovals } = sceneOfPoints(Float64Array.of(0, 0, 1, 2, 4, 6), 1);
  assert.deepEqual([at, moves.map(({ id, move }) => [id, ...move]), places, ovals], [[1, 2], [["step", 3, 4]], [], []]);
});

test("an arrow that leaves the picture is cut at its edge, and says so; its length stays true", () => {
  const view = fitView([-1, 1, -1, 1], 200, 200);
  const inside = shaftOf({ from: [0, 0], move: [0.5, 0] }, view);
  assert.deepEqual([inside?.tipX, inside?.tipY, inside?.pixels, inside?.cut], [150, 100, 50, false]);
  const leaves = shaftOf({ from: [0, 0], move: [30, 40] }, view);
  assert.equal(leaves?.cut, true);
  assert.equal(leaves?.pixels, 5000);
  assert.deepEqual([leaves?.tipX, leaves?.tipY].map((each) => Math.round(each ?? NaN)), [175, 0]);
  assert.deepEqual([leaves?.dx, leaves?.dy], [0.6, -0.8]);
  assert.equal(shaftOf({ from: [3, 3], move: [1, 1] }, view), null);
});

test("a close-up shows the step and its parts, and cuts what is far longer", () => {
  const far = quantity("plain", "arrow", [[-30, 0]]);
  const near = closeUp(aroundOrigin(sceneOf(insideOf([far]), 0)));
  assert.ok(near && near[0] > -1 && near[0] < -0.5);
  const alike = closeUp(aroundOrigin(sceneOf(insideOf([quantity("plain", "arrow", [[-1.5, 0]])]), 0)));
  assert.ok(alike && alike[0] < -1.5);
  const still = insideOf([quantity("plain", "arrow", [[0, 0]])], { steps: [[0, 0]] });
  assert.equal(closeUp(aroundOrigin(sceneOf(still, 0))), null);
  const only = insideOf([quantity("plain", "arrow", [[0.5, 0]])], { steps: [[0, 0]] }); // it rests
  assert.ok(closeUp(aroundOrigin(sceneOf(only, 0))));
});

test("a close-up of the shortest of steps keeps its digits", () => {
  const inside = insideOf([PLAIN], { points: [[1e3, 1e3], [1e3, 1e3]], steps: [[1e-14, 2e-14]], inner: [] });
  const extent = closeUp(aroundOrigin(sceneOf(inside, 0)));
  assert.ok(extent && extent[1] > 1e-14 && extent[3] > 2e-14 && extent[3] < 3e-14);
});

test("a bar is as long as a round number", () => {
  assert.deepEqual([0.0123, 0.3, 6, 2, 999].map(roundLength), [0.01, 0.2, 5, 2, 500]);
});

test("areas are as their values", () => {
  const [one, other] = sidesOf([64, 4], 40);
  assert.deepEqual([one, other], [40, 10]);
  assert.deepEqual(sidesOf([0, 0], 40), [0, 0]);
});

test("each arrow has a look of its own", () => {
  const theme = /** @type {any} */ ({ text: "#000" });
  const arrows = ["a", "b", "c", "d"].map((id) => quantity(id, "arrow", []));
  const looks = [...looksOf([PLAIN, ...arrows], theme).values()];
  assert.equal(new Set(looks.map(({ color }) => color)).size, 6);
  assert.equal(new Set(looks.map(({ dash }) => dash.join())).size, 6);
});

test("it is said in a sentence", () => {
  const carried = quantity("carried", "arrow", [[-0.2, -0.1]], { adds: true, name: "Momentum" });
  assert.equal(sentenceOf(insideOf([PLAIN]), 0, "Gradient descent"),
    "At step 0 the gradient alone would move w by (−0.300, −0.400). Gradient descent moves it by (−0.500, −0.500).");
  assert.equal(sentenceOf(insideOf([PLAIN, carried, quantity("w", "point", [[1, 2]], { name: "Ascent point" })]), 0, "Momentum"),
    "At step 0 the gradient alone would move w by (−0.300, −0.400). Momentum moves it by (−0.500, −0.500): "
    + "gradient alone (−0.300, −0.400) and momentum (−0.200, −0.100). Ascent point: (1.00, 2.00).");
});

test("numbers: rates of their own, a gradient that is none of the surface's, and the limit in words", () => {
  const plain = rowsOf(insideOf([]), 0, "λ").map(([name, symbol, value]) => `${name} ${symbol} ${value}`);
  assert.deepEqual(plain, ["Point w₀ (2.00, 1.00)", "Learning rate η 0.100", "Gradient ∇L (3.00, 4.00)"]);
  const noisy = insideOf([quantity("mean", "vector", [[1, 2], [3, 4]])], {
    differs: ["noise", "clip"], effective_sharpness: [1, 500], thresholds: [380, 380], preconditioned: true,
  });
  assert.deepEqual(rowsOf(noisy, 1, "λ/√v").map(([name]) => name), ["Point", "Learning rate", "Gradient with noise, no longer than c",
    "Gradient of the surface", "The mean", "Preconditioned sharpness", "Above its limit: steps grow"]);
  assert.deepEqual(rowsOf(noisy, 1, "λ/√v")[1]?.[2], "(0.100, 0.200)");
  assert.deepEqual(rowsOf(noisy, 0, "λ/√v").at(-2), ["Preconditioned sharpness", "λ/√v", "1.00"]);
  assert.deepEqual(rowsOf(noisy, 0, "λ/√v").at(-1), ["Below its limit", "38/η", "380"]);
  assert.equal(valueOf(quantity("matrix", "matrix", [[1, 2, 3]], { axes: [[5, -1, 0]] }), 0), "5.00 and −1.00");
  assert.match(scaleOf(24), /^Enlarged 24.0 times;/);
  assert.equal(scaleOf(NaN), "A hollow head is longer than its arrow, which ends at its tip.");
  assert.match(scaleOf(0.5), /^Made 2.00 times smaller;/);
});
