/** The update rule in numbers. */

import assert from "node:assert/strict";
import test from "node:test";

import { ruleOf } from "../../static/panels/rule.js";

const run = { points: [2, -1, 1.6, -0.8], rates: [0.1], directions: [4, -2], length: 2 };

test("a step in the optimizer's own letters", () => {
  assert.equal(ruleOf(run, 0, "η∇L"), "w₁ = w₀ − η∇L = (2.00, −1.00) − 0.100 · (4.00, −2.00) = (1.60, −0.800)");
  assert.equal(ruleOf(run, 1, "ηb"), "w₁ = w₀ − ηb = (2.00, −1.00) − 0.100 · (4.00, −2.00) = (1.60, −0.800)");
});

test("a step that is no multiple of η", () => {
  assert.equal(ruleOf(run, 0, "Δ sign(∇L)"), "w₁ = w₀ − Δ sign(∇L) = (2.00, −1.00) − (0.400, −0.200) = (1.60, −0.800)");
});

test("what was not sent is not made up", () => {
  const { directions, ...sent } = run;
  assert.ok(directions);
  assert.equal(ruleOf(sent, 0, "η∇L"), "w₁ = w₀ − η∇L = (2.00, −1.00) − 0.100 · … = (1.60, −0.800)");
  assert.equal(ruleOf({ ...run, directions: [] }, 0, "Δ sign(∇L)"), "w₁ = w₀ − Δ sign(∇L) = (2.00, −1.00) − … = (1.60, −0.800)");
});

test("a run that never moved has no rule", () => {
  assert.equal(ruleOf({ ...run, length: 1 }, 0, "η∇L"), "");
});
