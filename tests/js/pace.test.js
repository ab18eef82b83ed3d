import assert from "node:assert/strict";
import test from "node:test";

import { createPace } from "../../static/math/pace.js";

test("a movement whose frames come late is drawn coarser, one that is quick is not", () => {
  const pace = createPace();
  for (let frame = 0; frame < 50; frame++) {
    assert.equal(pace.moved(frame * 16), 1);
    pace.took(frame % 3 ? 60 : 16); // now and then a frame is late
  }
  for (let frame = 0; frame < 3; frame++) pace.took(60);
  assert.equal(pace.moved(51 * 16), 0.8);
  for (let frame = 0; frame < 30; frame++) pace.took(200);
  assert.equal(pace.moved(52 * 16), 0.6);
});

test("the next movement tries to be finer", () => {
  const pace = createPace();
  pace.moved(0);
  for (let frame = 0; frame < 3; frame++) pace.took(60);
  assert.equal(pace.moved(100), 0.8);
  assert.equal(pace.moved(300), 0.8);
  assert.equal(pace.moved(1000), 1);
});
