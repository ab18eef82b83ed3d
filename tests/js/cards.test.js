import assert from "node:assert/strict";
import test from "node:test";

import { overlap } from "../../static/math/corners.js";
import { cardPlaces } from "../../static/views/plane/cards.js";

const room = { left: 0, right: 390, top: 0, bottom: 270 };

test("a card beside an arrow lies inside the picture, wherever it goes", () => {
  for (const arrow of [{ x: 225, y: 0, dx: 0.2, dy: -1 }, { x: 390, y: 100, dx: 1, dy: 0 }, { x: 0, y: 265, dx: -1, dy: 0.1 }]) {
    for (const { left, right, top, bottom } of cardPlaces({ width: 200, height: 20 }, arrow, room, 1)) {
      assert.ok(left >= 0 && right <= 390 && top >= 0 && bottom <= 270);
    }
  }
});

test("on a phone it finds a place below the caption that leaves caption and buttons alone", () => {
  const taken = [{ left: 40, right: 198, top: 8, bottom: 42 }, { left: 331, right: 382, top: 8, bottom: 108 }];
  const places = cardPlaces({ width: 205, height: 20 }, { x: 225, y: 0, dx: 0.2, dy: -1 }, room, 1);
  assert.ok(places.some((place) => taken.every((other) => !overlap(place, other))));
});
