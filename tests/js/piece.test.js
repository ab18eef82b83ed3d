import assert from "node:assert/strict";
import test from "node:test";

import { enlarged, framed, isSame, moved } from "../../static/math/piece.js";
import { valueAt } from "../../static/math/span.js";

/** @type {import("../../static/math/piece.js").Piece} */
const PIECE = {
  x: { key: "lr", min: 0.01, max: 1, log: true, whole: false },
  y: { key: "warmup", min: 0, max: 64, log: false, whole: true },
};
const REACH = { x: { min: 1e-6, max: 1e3 }, y: { min: 0, max: 200 } };

test("what is pointed at keeps its place", () => {
  const { piece } = enlarged(PIECE, 4, 0.3, 0.5, REACH, 512);
  assert.ok(Math.abs(valueAt(piece.x, 0.3) / valueAt(PIECE.x, 0.3) - 1) < 1e-12);
  const { piece: back } = enlarged(piece, 1 / 4, 0.3, 0.5, REACH, 512);
  assert.ok(Math.abs(back.x.min / 0.01 - 1) < 1e-9);
});

test("a frame is what is seen next", () => {
  const { piece, end } = framed(PIECE, [0.5, 1, 0.25, 0.5], REACH, 512);
  assert.equal(end, null);
  assert.ok(Math.abs(piece.x.min - 0.1) < 1e-12);
  assert.deepEqual([piece.y.min, piece.y.max], [16, 32]);
});

test("a side of few whole numbers stays, while the other is enlarged", () => {
  let piece = PIECE;
  for (let times = 0; times < 12; times += 1) ({ piece } = enlarged(piece, 2, 0.5, 0.5, REACH, 512));
  assert.ok(piece.y.max - piece.y.min >= 3);
  assert.ok(piece.x.max / piece.x.min < 1.01);
});

test("where float64 ends nothing is enlarged, and the side is named", () => {
  let [piece, times] = [PIECE, 0];
  /** @type {import("../../static/math/span.js").Side | null} */
  let end = null;
  for (; !end && times < 100; times += 1) ({ piece, end } = enlarged(piece, 2, 0.5, 0.5, REACH, 512));
  assert.equal(end?.key, "lr");
  assert.ok(times > 30 && times < 60, String(times));
  assert.ok(isSame(enlarged(piece, 2, 0.5, 0.5, REACH, 512).piece, piece));
  assert.ok(!isSame(enlarged(piece, 1 / 2, 0.5, 0.5, REACH, 512).piece, piece));
});

test("from beyond the end there is a way out", () => {
  const beyond = { ...PIECE, x: { ...PIECE.x, min: 0.3, max: 0.3 + 4e-16 } };
  const { piece, end } = enlarged(beyond, 1 / 2, 0.5, 0.5, REACH, 512);
  assert.equal(end, null);
  assert.ok(piece.x.max - piece.x.min > 4e-16);
});

test("moving keeps how much is seen", () => {
  const next = moved(PIECE, 0.25, 0.5, REACH);
  assert.ok(Math.abs(next.x.max / next.x.min / 100 - 1) < 1e-12);
  assert.deepEqual([next.y.min, next.y.max], [32, 96]);
  assert.deepEqual(moved(PIECE, 0, -3, REACH).y, PIECE.y);
});
