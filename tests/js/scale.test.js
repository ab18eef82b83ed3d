import assert from "node:assert/strict";
import test from "node:test";

import { fitView, linearScale, logScale, notchCentre, notchOfRate, symlogScale } from "../../static/math/scale.js";

/**
 * @param {number} actual
 * @param {number} expected
 * @param {number} [tolerance]
 */
const near = (actual, expected, tolerance = 1e-9) =>
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);

test("scales put the ends of the domain on the ends of the range, and invert", () => {
  for (const scale of [
    linearScale([-2, 6], [100, 20]),
    logScale([1e-4, 1e3], [100, 20]),
    symlogScale([-1e5, 1e3], [100, 20], 0.1),
  ]) {
    for (const pixel of [100, 77, 20]) near(scale.toPixel(scale.toValue(pixel)), pixel);
  }
  assert.equal(linearScale([-2, 6], [100, 20]).toPixel(-2), 100);
  near(logScale([1e-4, 1e4], [0, 8]).toPixel(10), 5);
  near(symlogScale([-1e5, 1e5], [0, 100], 1).toPixel(0), 50);
});

test("scales stay finite where numbers are enormous", () => {
  assert.ok(Number.isFinite(logScale([1e-300, 1e300], [0, 100]).toPixel(1e299)));
  assert.ok(Number.isFinite(symlogScale([-1e300, 1e300], [0, 100], 1e-3).toPixel(1e299)));
});

test("a view has one scale for both axes, y upwards, and shows the whole domain", () => {
  for (const [width, height] of [[960, 560], [390, 400], [480, 270], [100, 900]]) {
    const view = fitView([-10, 10, -4, 4], width, height, 5);
    const [x0, y0] = view.toScreen(0, 0);
    const [x1, y1] = view.toScreen(1, 1);
    near(x1 - x0, y0 - y1);
    near(x1 - x0, view.unit);
    const [left, top] = view.toScreen(-10, 4);
    const [right, bottom] = view.toScreen(10, -4);
    assert.ok(left >= 5 - 1e-9 && top >= 5 - 1e-9 && right <= width - 5 + 1e-9 && bottom <= height - 5 + 1e-9);
    assert.ok(Math.abs(left - 5) < 1e-9 || Math.abs(top - 5) < 1e-9, "no smaller than it must be");
  }
});

test("a view's extent is what its corners show, and screen to plane is the inverse", () => {
  const view = fitView([-3, 3, -2, 2], 700, 300);
  const [xmin, ymax] = view.toPlane(0, 0);
  const [xmax, ymin] = view.toPlane(700, 300);
  [xmin, xmax, ymin, ymax].forEach((end, i) => near(end, view.extent[i]));
  const [x, y] = view.toPlane(...view.toScreen(1.25, -0.5));
  near(x, 1.25);
  near(y, -0.5);
});

test("notches follow the thumb of a native range", () => {
  assert.equal(notchCentre(0, 241, 300, 16), 8);
  assert.equal(notchCentre(240, 241, 300, 16), 292);
  assert.equal(notchCentre(120, 241, 300, 16), 150);
  near(notchOfRate(1e-4, 1e-4, 10, 241), 0);
  near(notchOfRate(10, 1e-4, 10, 241), 240);
  near(notchOfRate(0.1, 1e-4, 10, 241), 144);
});
