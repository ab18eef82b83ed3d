/** Words and letters are found in sentences, whole and longest first. */

import assert from "node:assert/strict";
import test from "node:test";

import { readGlossary } from "../../static/data/glossary.js";

const glossary = readGlossary({
  symbols: [
    { text: "η", name: "Learning rate", meaning: "How far.", where: "" },
    { text: "η_min", name: "Lowest rate", meaning: "No lower.", where: "cosine" },
    { text: "T_0", name: "First cycle", meaning: "Steps.", where: "" },
    { text: "L", name: "Loss", meaning: "The height.", where: "" },
  ],
  words: [
    { text: "sharpness", meaning: "Largest.", also: [] },
    { text: "preconditioned sharpness", meaning: "After dividing.", also: [] },
    { text: "ηλ", meaning: "Product.", also: [] },
    { text: "2/η", meaning: "Limit.", also: ["c/η"] },
    { text: "step", meaning: "Update.", also: ["steps"] },
  ],
});
const found = (/** @type {string} */ text) => Array.from(text.matchAll(glossary.pattern), ([word]) => word);

test("the longest word wins, and no part of another is one", () => {
  assert.deepEqual(found("Preconditioned sharpness and 38/η"), ["Preconditioned sharpness", "38/η"]);
  assert.deepEqual(found("ηλ = 1.25; η = 3 in 3 steps, stepwise, L"), ["ηλ", "η", "steps"]);
  assert.deepEqual(found("3.8/η, 2/η"), ["3.8/η", "2/η"]);
});

test("what is found is explained under what it was called", () => {
  assert.deepEqual(glossary.explain("Steps"), { title: "Steps", meaning: "Update.", anchor: "step" });
  assert.deepEqual(glossary.explain("38/η"), { title: "38/η", meaning: "Limit.", anchor: "2/η" });
  assert.deepEqual(glossary.explain("η_min"), { title: "η\u2009min: Lowest rate", meaning: "No lower. (Cosine)", anchor: "η_min" });
  assert.deepEqual(glossary.explain("T_0"), { title: "T₀: First cycle", meaning: "Steps.", anchor: "T_0" });
  assert.equal(glossary.explain("preconditioned sharpness")?.anchor, "preconditioned-sharpness");
  assert.equal(glossary.explain("anything"), undefined);
});

test("a letter is another in another case", () => {
  assert.equal(glossary.explain("l"), undefined);
});
