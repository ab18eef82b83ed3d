/** Samples and the model that is fitted to them: what an answer becomes, and in words. */

import assert from "node:assert/strict";
import test from "node:test";

import { ratesQuery, readFit, stepsQuery } from "../../static/data/samples.js";
import { inWords } from "../../static/panels/data.js";

const metadata = { columns: ["a", "t"], labels: ["feature", "target"], inputs: 1, side: 9, extent: [0, 4, 0, 4] };
/** Three samples, a curve of four places at each of two points, and batches of two. */
const bundle = {
  tensors: {
    samples: new Float32Array([1, 2, 3, 2, 2, 4]),
    inputs: new Float32Array([0, 1, 2, 3]),
    at: new Int16Array([1, 2, 3]),
    curves: new Float32Array([0, 1, 2, 3, 4, 5, 6, 7]),
    drawn: new Int16Array([0, 2, 1, 2]),
  },
  shapes: { samples: [2, 3], inputs: [1, 4], at: [3], curves: [2, 4], drawn: [2, 2] },
  metadata,
};

test("an answer becomes columns, curves and batches", () => {
  const fit = readFit(bundle);
  assert.deepEqual(fit.samples.map((column) => [...column]), [[1, 2, 3], [2, 2, 4]]);
  assert.deepEqual([...fit.curve(1)], [4, 5, 6, 7]);
  assert.deepEqual([...(fit.drawn(1) ?? [])], [1, 2]);
  assert.equal(fit.drawn(2), null); // at the last point no step is taken
  assert.equal(fit.count, 2);
});

test("where a step sees all samples there is no batch", () => {
  const { drawn: _, ...tensors } = bundle.tensors;
  assert.equal(readFit({ tensors, shapes: { ...bundle.shapes, drawn: [] }, metadata }).drawn(0), null);
});

test("a curve is told by its ends, a border by who is on its wrong side", () => {
  const fit = readFit(bundle);
  assert.equal(inWords(fit, fit.curve(0), 7, null), "3 samples; at step 7 the model goes from 0.00 at a = 0.00 to 3.00 at a = 3.00");
  assert.match(inWords(fit, fit.curve(0), 7, fit.drawn(0)), /, its batch of 2 in full$/);
  assert.equal(inWords(fit, null, 7, null), "3 samples");
  const border = { ...fit, inputs: 2, columns: ["a", "b", "t"], samples: [...fit.samples, new Float32Array([1, -1, -1])] };
  assert.match(inWords(border, new Float32Array([0, 1, 1, -1]), 7, null), /leaves 1 on the wrong side/);
});

test("the model of a slider does not ask for the rate that is chosen", () => {
  const setting = /** @type {any} */ ({ surface: "tiny_network", lr: 0.1, steps: 5 });
  assert.equal(stepsQuery(setting), "surface=tiny_network&lr=0.1&steps=5&of=steps");
  assert.equal(ratesQuery(setting), "surface=tiny_network&steps=5&of=rates");
});
