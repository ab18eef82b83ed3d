import assert from "node:assert/strict";
import test from "node:test";

import { freeCorner } from "../../static/math/corners.js";

/** @typedef {import("../../static/math/corners.js").Corner} Corner */

/** @type {readonly Corner[]} */
const CORNERS = ["top-left", "bottom-left", "top-right"];

/** A card of 40 × 10 in a picture of 100 × 100. @param {Corner} corner */
const place = (corner) => {
  const left = corner.endsWith("left") ? 0 : 60;
  const top = corner.startsWith("top") ? 0 : 90;
  return { left, right: left + 40, top, bottom: top + 10 };
};

test("the dearest corner, unless it hides something", () => {
  assert.equal(freeCorner(CORNERS, place, [], [], undefined), "top-left");
  assert.equal(freeCorner(CORNERS, place, [{ x: 30, y: 5, weight: 5 }], [], undefined), "bottom-left");
  assert.equal(freeCorner(CORNERS, place, [{ x: 50, y: 50, weight: 5 }], [], undefined), "top-left");
});

test("another card's corner is taken, whatever lies elsewhere", () => {
  const dots = [{ x: 5, y: 95, weight: 50 }];
  assert.equal(freeCorner(CORNERS.slice(0, 2), place, dots, [place("top-left")], undefined), "bottom-left");
});

test("a card does not move for a trifle", () => {
  const dots = [{ x: 5, y: 95, weight: 0.5 }];
  assert.equal(freeCorner(CORNERS, place, dots, [], "bottom-left"), "bottom-left");
  assert.equal(freeCorner(CORNERS, place, [{ x: 5, y: 95, weight: 2 }], [], "bottom-left"), "top-left");
});

test("a card that hides nothing is not tried elsewhere: each place is laid out anew", () => {
  let tried = 0;
  const counted = (/** @type {Corner} */ corner) => {
    tried += 1;
    return place(corner);
  };
  assert.equal(freeCorner(CORNERS, counted, [{ x: 50, y: 50, weight: 5 }], [], "top-right"), "top-right");
  assert.equal(tried, 1);
});
