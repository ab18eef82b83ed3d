import assert from "node:assert/strict";
import test from "node:test";

import { MOST, added, columns, heightOf, pointsOf, put, readPoints, redrawn, simplified, writePoints } from "../../static/math/stroke.js";

const toPixel = (/** @type {number} */ y) => 100 * y;
/** @param {readonly { x: number, y: number }[]} points @param {number} x */
function heightAt(points, x) {
  const after = Math.max(points.findIndex((each) => each.x >= x), 1);
  const [a, b] = [points[after - 1], points[after]];
  if (!a || !b) return NaN;
  return a.y + ((b.y - a.y) * (x - a.x)) / (b.x - a.x || 1);
}

test("what is written is read again", () => {
  assert.deepEqual(readPoints("0,1,0.5,0.123,1,0"), [{ x: 0, y: 1 }, { x: 0.5, y: 0.123 }, { x: 1, y: 0 }]);
  assert.equal(writePoints([{ x: -0.1, y: 1.23456 }, { x: 0.333333, y: 1e6 }]), "0,1.23,0.3333,100");
});

test("a line is two points, a corner three, and what nobody sees is none", () => {
  const line = Array.from({ length: 50 }, (_, index) => ({ x: index / 49, y: 0.2 + index / 98 + 0.005 * (index % 2) }));
  assert.equal(simplified(line, toPixel).length, 2);
  const corner = Array.from({ length: 51 }, (_, index) => ({ x: index / 50, y: Math.abs(index - 20) / 40 }));
  assert.deepEqual(simplified(corner, toPixel).map(({ x }) => x), [0, 0.4, 1]);
});

test("a curve of a run is drawn again to within a pixel or two, with few points", () => {
  const rates = Array.from({ length: 200 }, (_, k) => 0.03 * (1 + Math.cos((Math.PI * k) / 200)));
  const points = pointsOf(rates, 200, 0.06, toPixel);
  assert.ok(points.length <= 12, String(points.length));
  rates.forEach((rate, k) => assert.ok(Math.abs(heightAt(points, k / 199) - rate / 0.06) < 0.02, String(k)));
  const wild = Array.from({ length: 500 }, (_, k) => (k % 2 ? 1 : 0));
  assert.equal(pointsOf(wild, 500, 1, toPixel).length, MOST);
});

test("a stroke replaces what lies under it and nothing beside it", () => {
  const points = [{ x: 0, y: 1 }, { x: 0.5, y: 1 }, { x: 1, y: 0 }];
  const before = (/** @type {number} */ x) => heightAt(points, x);
  const stroke = [{ x: 0.2, y: 0.3 }, { x: 0.3, y: 0.3 }, { x: 0.4, y: 1 }];
  const next = redrawn(points, stroke, before, toPixel);
  assert.deepEqual(next, [{ x: 0, y: 1 }, { x: 0.2, y: 1 }, ...stroke, { x: 0.5, y: 1 }, { x: 1, y: 0 }]);
  for (const x of [0.1, 0.45, 0.6, 0.9]) assert.ok(Math.abs(heightAt(next, x) - before(x)) < 1e-12);
});

test("a stroke over everything is what there is, and never too much", () => {
  const long = Array.from({ length: 300 }, (_, index) => ({ x: index / 299, y: 0.5 + 0.5 * Math.sin(index / 4) }));
  const next = redrawn([{ x: 0, y: 1 }, { x: 1, y: 1 }], long, () => 1, toPixel);
  assert.equal(next.length, MOST);
  assert.deepEqual([next[0], next.at(-1)], [long[0], long.at(-1)]);
});

test("a point stays between its neighbours", () => {
  const points = [{ x: 0, y: 1 }, { x: 0.5, y: 1 }, { x: 1, y: 0 }];
  assert.deepEqual(put(points, 1, { x: 2, y: -1 })[1], { x: 1, y: 0 });
  assert.deepEqual(put(points, 0, { x: 0.7, y: 2 })[0], { x: 0.5, y: 2 });
});

test("one more goes where it belongs, as long as there is room", () => {
  const { points, index } = added([{ x: 0, y: 1 }, { x: 1, y: 0 }], { x: 0.4, y: 2 });
  assert.deepEqual([points[1], index], [{ x: 0.4, y: 2 }, 1]);
  const full = Array.from({ length: MOST }, (_, each) => ({ x: each / 23, y: 1 }));
  assert.equal(added(full, { x: 0.5, y: 1 }).index, -1);
});

test("where a stroke turns back, what was drawn last counts; gaps are lines", () => {
  const drawn = columns();
  drawn.to(10, 5);
  drawn.to(14, 9);
  drawn.to(12, 0);
  assert.deepEqual(drawn.points((pixel) => pixel / 100, (y) => y), [
    { x: 0.1, y: 5 }, { x: 0.11, y: 6 }, { x: 0.12, y: 0 }, { x: 0.13, y: 4.5 }, { x: 0.14, y: 9 },
  ]);
});

test("a curve that is known at its first steps alone is not stretched over the others", () => {
  assert.deepEqual(pointsOf([0.5, 0.25, NaN, NaN], 101, 0.5, toPixel), [{ x: 0, y: 1 }, { x: 0.01, y: 0.5 }]);
  assert.deepEqual(pointsOf([0.1], 1, 0.1, toPixel), [{ x: 0, y: 1 }]);
  assert.deepEqual(pointsOf([], 5, 0.1, toPixel), []);
});

test("lines go straight from point to point, jump where two stand one above the other, and are level beyond", () => {
  const points = [{ x: 0.2, y: 1 }, { x: 0.4, y: 0 }, { x: 0.4, y: 2 }, { x: 0.8, y: 1 }];
  assert.deepEqual([0, 0.2, 0.4, 0.6, 0.8, 1].map((x) => Number(heightOf(points, x).toFixed(9))), [1, 1, 2, 1.5, 1, 1]);
  assert.ok(Math.abs(heightOf(points, 0.3) - 0.5) < 1e-12);
  assert.equal(heightOf([], 0.5), 1);
});
