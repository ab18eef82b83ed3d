import assert from "node:assert/strict";
import test from "node:test";

import { remembering } from "../../static/data/cache.js";

/** Questions that are answered when the test says so. */
function asking() {
  /** @type {{ url: string, signal: AbortSignal, answer: (text: string) => void }[]} */
  const asked = [];
  const ask = remembering((url, signal) => new Promise((resolve, reject) => {
    asked.push({ url, signal, answer: resolve });
    signal.addEventListener("abort", () => reject(signal.reason));
  }), 2);
  return { asked, ask };
}

test("the last answers are remembered", async () => {
  const { asked, ask } = asking();
  for (const url of ["a", "b", "a", "c", "b"]) void ask(url);
  assert.deepEqual(asked.map(({ url }) => url), ["a", "b", "c", "b"]);
});

test("a question is given up once nobody waits for it, and asked anew by who comes then", async () => {
  const { asked, ask } = asking();
  const [one, other] = [new AbortController(), new AbortController()];
  const answers = [ask("a", one.signal), ask("a", other.signal)];
  one.abort();
  assert.equal(asked[0]?.signal.aborted, false);
  other.abort();
  assert.equal(asked[0]?.signal.aborted, true);
  const again = ask("a");
  asked[1]?.answer("there");
  assert.equal(await again, "there");
  for (const answer of answers) await assert.rejects(answer);
  assert.equal(await ask("a"), "there");
  assert.equal(asked.length, 2);
});

test("who cannot give up keeps a question alive, and an answer that came stays", async () => {
  const { asked, ask } = asking();
  const giving = new AbortController();
  const [one, other] = [ask("a", giving.signal), ask("a")];
  giving.abort();
  asked[0]?.answer("there");
  assert.deepEqual(await Promise.all([one, other]), ["there", "there"]);
  const late = new AbortController();
  assert.equal(await ask("a", late.signal), "there");
  late.abort();
  assert.equal(await ask("a"), "there");
  assert.equal(asked.length, 1);
});
