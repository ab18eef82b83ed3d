import assert from "node:assert/strict";
import test from "node:test";

import { previewOf } from "../../static/lab/preview.js";

/** A lab that only has a setting. @returns {any} */
const labOf = () => {
  const catalogue = { surfaces: [], optimizers: [], schedules: [] };
  /** @type {any} */
  const lab = { catalogue, state: { setting: { lr: 1, steps: 5, start: [0, 0] } }, ends: 0 };
  lab.set = () => {};
  lab.change = (/** @type {any} */ next, /** @type {any} */ { commit = true } = {}) => {
    lab.state = { setting: next };
    lab.ends += commit ? 1 : 0;
  };
  return lab;
};

test("a look changes nothing for good", () => {
  const lab = labOf();
  const preview = previewOf(lab);
  const own = lab.state.setting;
  preview.look({ lr: 2 });
  preview.look({ steps: 9 });
  assert.deepEqual(lab.state.setting, { ...own, steps: 9 }); // each look is from the lab's own setting
  assert.equal(preview.own, own);
  preview.leave();
  assert.equal(lab.state.setting, own);
  assert.equal(lab.ends, 0);
});

test("to go there is one change that is finished", () => {
  const lab = labOf();
  const preview = previewOf(lab);
  preview.look({ lr: 2 });
  preview.go({ lr: 3 });
  preview.leave();
  assert.equal(lab.state.setting.lr, 3);
  assert.equal(lab.ends, 1);
  assert.equal(preview.on, false);
});

test("what another hand has changed meanwhile stays", () => {
  const lab = labOf();
  const preview = previewOf(lab);
  preview.look({ lr: 2 });
  lab.change({ ...lab.state.setting, steps: 77 });
  assert.equal(preview.on, false);
  preview.leave();
  assert.equal(lab.state.setting.steps, 77);
  preview.look({ lr: 4 });
  preview.leave();
  assert.equal(lab.state.setting.steps, 77);
});
