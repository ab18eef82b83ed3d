import assert from "node:assert/strict";
import test from "node:test";

import { MINIMUM, OUTCOME } from "../../static/math/field.js";
import { answerAt, readingAt } from "../../static/lab/map/answers.js";
import { basinInWords, startInWords, startsInWords } from "../../static/lab/starts/words.js";

const outcomes = [{ id: "converged", short: "good" }, { id: "diverged", short: "diverges" }];
/** Two lowest minima and one that is higher. */
const minima = [3, 2, 0, -2.81, 3.13, 1e-14, 1, 1, 5];

test("a map of starts names minima by their place, and says which are the lowest", () => {
  assert.equal(basinInWords(MINIMUM, outcomes, minima), "★ (3.00, 2.00)");
  assert.equal(basinInWords(MINIMUM + 1, outcomes, minima), "★ (−2.81, 3.13)");
  assert.equal(basinInWords(MINIMUM + 2, outcomes, minima), "☆ (1.00, 1.00)");
  assert.equal(basinInWords(OUTCOME + 1, outcomes, minima), "diverges");
  const found = [{ kind: MINIMUM, share: 0.61 }, { kind: MINIMUM + 2, share: 0.3 }, { kind: OUTCOME + 1, share: 0.09 }];
  assert.equal(startsInWords(found, outcomes, minima),
    "61 % of these starts end at the lowest minimum (3.00, 2.00), 30 % end at the minimum (1.00, 1.00), 9 %: diverges.");
  assert.equal(startsInWords([], outcomes, minima), "");
});

test("a start is told with where it ends and how soon", () => {
  const reading = { x: 1.2, y: 0.3, outcome: 0, steps: 41, loss: 0, minimum: 0, lost: -1 };
  assert.equal(startInWords(reading, outcomes, minima), "From (1.20, 0.300): reaches (3.00, 2.00) after 41 steps");
  assert.equal(startInWords({ ...reading, steps: 1 }, outcomes, minima), "From (1.20, 0.300): reaches (3.00, 2.00) after 1 step");
  const lost = { ...reading, outcome: 1, steps: -1, minimum: -1, lost: 4 };
  assert.equal(startInWords(lost, outcomes, minima), "From (1.20, 0.300): diverges, lost after 4 steps");
});

test("the finest answer at a place is the one that counts", () => {
  const answer = (/** @type {number} */ pixels, /** @type {number} */ column, /** @type {number} */ steps) => /** @type {any} */ ({
    tile: { pixels, size: 1, column, row: 0 },
    ends: { outcomes: [0], steps: [steps], minima: [0], lost: [-1] }, losses: [0],
    places: { columns: [0], rows: [0], width: 1 }, x: [column], y: [0], minima,
  });
  const answers = [answer(1, 0, 7), answer(2, 1, 9)];
  assert.equal(readingAt(answers, [0.2, 0.2])?.steps, 7);
  assert.equal(readingAt(answers, [0.7, 0.2])?.steps, 9);
  assert.equal(answerAt(answers, [0.7, 0.8]), answers[0]);
  assert.equal(readingAt([], [0.5, 0.5]), null);
});
