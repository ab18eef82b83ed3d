import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { laneOfPlanes, numbersOfBytes } from "../../static/data/planes.js";

const example = JSON.parse(readFileSync(new URL("../formats/planes.json", import.meta.url), "utf-8"));
const planes = Uint8Array.from(example.planes);

test("a lane is read as the service writes it", () => {
  for (const lane of [0, 1]) {
    assert.deepEqual(Array.from(laneOfPlanes(planes, example.shape, lane)), example.read[lane].flat());
    const moved = laneOfPlanes(planes, example.shape, lane, [10, 0]);
    assert.deepEqual(Array.from(moved), example.read[lane].flatMap((/** @type {number[]} */ [x = 0, y]) => [x + 10, y]));
  }
});

test("so are numbers that are written out", () => {
  const bytes = Uint8Array.from(example.bytes);
  assert.deepEqual(Array.from(numbersOfBytes(bytes, [5, 2, 4, 2])), example.written.flat(2));
});
