import assert from "node:assert/strict";
import test from "node:test";

import { judgement, questionOf } from "../../static/panels/guesses.js";

const STABLE = "ηλ = 1.88; stable below 2.00", LOSS = "Loss 60.1 → 19.8";
/** @param {string} outcome @param {string[]} evidence */
const run = (outcome, ...evidence) => ({ outcome, verdict: { headline: "So it is", explanation: "", evidence } });

test("a wrong guess is told what is so, and by what", () => {
  assert.equal(judgement(run("converged", STABLE, "There after 76 steps", LOSS), "diverged", "diverges"),
    "Wrong: you said it diverges. So it is: ηλ = 1.88, stable below 2.00.");
  assert.equal(judgement(run("too_slow", STABLE, LOSS), "diverged", "diverges"), "Wrong: you said it diverges. So it is: Loss 60.1 → 19.8.");
  assert.equal(judgement(run("converged", "It chose η from 1 to 2", "There after 3 steps", LOSS), "converged", "converges"),
    "Right: it converges. There after 3 steps.");
});

test("a guess may stand for two outcomes", () => {
  for (const outcome of ["stalled", "trapped"]) assert.match(judgement(run(outcome, LOSS), "stalled trapped", "gets stuck"), /^Right: it gets stuck/);
  assert.match(judgement(run("diverged", LOSS), "stalled trapped", "gets stuck"), /^Wrong/);
});

/** A small generator that is the same everywhere. */
function dice(seed = 7) {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

test("every outcome of a family has the same chance to be asked about, however narrow it is", () => {
  const outcomes = Uint8Array.from({ length: 241 }, (_, notch) => (notch < 134 ? 1 : notch < 140 ? 0 : 3));
  const random = dice();
  const seen = [0, 0, 0, 0];
  for (let i = 0; i < 3000; i++) {
    const notch = questionOf(outcomes, 138, random);
    assert.notEqual(notch, 138);
    seen[outcomes[notch] ?? 2] += 1;
    assert.ok(Math.abs(notch - 138) <= 45);
  }
  for (const outcome of [0, 1, 3]) assert.ok(Math.abs(seen[outcome] - 1000) < 120, String(seen));
});

test("where all rates come to the same another of them is asked about", () => {
  assert.equal(questionOf(Uint8Array.of(2, 2), 1, dice()), 0);
});
