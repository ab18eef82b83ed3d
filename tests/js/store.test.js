import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";

import { createStore } from "../../static/lab/store.js";

/** The frames that were asked for. @type {Map<number, FrameRequestCallback>} */
const frames = new Map();
let asked = 0;
globalThis.requestAnimationFrame = (callback) => {
  frames.set((asked += 1), callback);
  return asked;
};
globalThis.cancelAnimationFrame = (handle) => void frames.delete(handle);
beforeEach(() => frames.clear());

/** What the browser does sixty times a second. */
function frame() {
  const due = [...frames.values()];
  frames.clear();
  for (const callback of due) callback(0);
}

/** A store of a number and its double, and what its listeners were told. */
function doubling() {
  const store = createStore({ number: 1, double: 0, other: 0 }, "a test's measure");
  store.derive("double", ["number"], ({ number }) => 2 * number);
  /** @type {number[]} */
  const told = [];
  const off = store.on(["double"], ({ double }) => told.push(double));
  return { store, told, off };
}

test("what is derived follows at once, listeners in the next frame and once", () => {
  const { store, told } = doubling();
  assert.equal(store.state.double, 2);
  store.set({ number: 5 });
  store.set({ number: 6 });
  assert.equal(store.state.double, 12);
  assert.deepEqual(told, []);
  assert.equal(frames.size, 1);
  frame();
  assert.deepEqual(told, [12]);
  assert.equal(frames.size, 0);
});

test("who listens to something else, or no more, is told nothing", () => {
  const { store, told, off } = doubling();
  store.set({ other: 5 });
  frame();
  off();
  store.set({ number: 6 });
  frame();
  assert.deepEqual(told, []);
});

test("what stays as it is asks for no frame", () => {
  const { store } = doubling();
  store.set({ number: 1, other: 0 });
  assert.equal(frames.size, 0);
});

test("a change that a listener makes is told in the next frame", () => {
  const { store, told } = doubling();
  store.on(["number"], ({ number }) => store.set({ number: Math.min(number + 1, 4) }));
  store.set({ number: 3 });
  frame();
  assert.deepEqual(told, [6]);
  frame();
  assert.deepEqual(told, [6, 8]);
});

test("a change before anybody listens is told to who listens by the next frame", () => {
  const store = createStore({ number: 1, other: 0 }, "a test's measure");
  store.set({ number: 2 });
  /** @type {number[]} */
  const told = [];
  store.on(["number"], ({ number }) => told.push(number));
  store.set({ other: 1 });
  frame();
  assert.deepEqual(told, [2]);
});

test("after dispose no frame is due, none is asked for, and no measure is left", () => {
  const { store, told } = doubling();
  store.set({ number: 2 });
  frame();
  assert.equal(performance.getEntriesByName("a test's measure").length, 1);
  store.set({ number: 3 });
  store.dispose();
  store.set({ number: 4 });
  assert.equal(frames.size, 0);
  assert.deepEqual(told, [4]);
  assert.equal(performance.getEntriesByName("a test's measure").length, 0);
});

test("who asks a server is told once, at the end of the task, before any frame", async () => {
  const { store, told } = doubling();
  /** @type {number[]} */
  const soon = [];
  const off = store.soon(["double"], ({ double }) => soon.push(double));
  store.set({ number: 5 });
  store.set({ number: 6, other: 1 });
  assert.deepEqual(soon, []);
  await null;
  assert.deepEqual([soon, told], [[12], []]);
  frame();
  assert.deepEqual([soon, told], [[12], [12]]);
  store.set({ other: 2 });
  await null;
  off();
  store.set({ number: 7 });
  await null;
  assert.deepEqual(soon, [12]);
});

test("after dispose nobody is told soon either", async () => {
  const { store } = doubling();
  /** @type {number[]} */
  const soon = [];
  store.soon(["number"], ({ number }) => soon.push(number));
  store.set({ number: 2 });
  store.dispose();
  await null;
  assert.deepEqual(soon, []);
});

test("who is in a hurry is told at the end of the task, but not twice in a frame", async (context) => {
  let now = 1000;
  context.mock.method(performance, "now", () => now);
  const { store, told } = doubling();
  const key = async (/** @type {number} */ number) => {
    store.set({ number });
    store.hurry();
    await null;
  };
  store.set({ number: 2 });
  store.hurry();
  assert.deepEqual(told, []);
  await null;
  assert.deepEqual([told, frames.size], [[4], 0]);
  now += 10;
  await key(3);
  assert.deepEqual(told, [4]);
  frame();
  now += 20;
  await key(4);
  assert.deepEqual(told, [4, 6, 8]);
  store.dispose();
});
