import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { difference, raceQuery } from "../../static/data/race.js";
import { guisesOf, styled } from "../../static/lab/guises.js";
import { atRates, moved, sameRace, withEntry, withShared, without } from "../../static/lab/race.js";

/** @type {{ own: string[], optimizers: any[], schedules: any[], races: { first: any, other: any, difference: string }[] }} */
const SHARED = JSON.parse(readFileSync(new URL("../setting/races.json", import.meta.url), "utf8"));
const optimizers = /** @type {any[]} */ ([
  { id: "gd", color: "#00f", dash: [], marker: "circle" },
  { id: "adam", color: "#0f0", dash: [5, 2], marker: "cross" },
  { id: "sam", color: "#00f", dash: [4, 2], marker: "square" },
  { id: "lion", color: "#f00", dash: [1], marker: "star" },
]);
const catalogue = /** @type {any} */ ({ ...SHARED, optimizers, parameters: [{ name: "lr" }, { name: "steps" }, { name: "clip" }] });
const setting = (/** @type {object} */ patch = {}) =>
  /** @type {any} */ ({ surface: "bowl", optimizer: "gd", schedule: "constant", lr: 0.1, steps: 50, start: [1, 2], ...patch });
const entry = (/** @type {string} */ id, patch = {}) => ({ id, setting: setting(patch), name: "", locked: false });
const race = (/** @type {ReturnType<typeof entry>[]} */ ...runners) => ({ runners, active: 0, target: null });

test("what a runner does otherwise is written as the service writes it", () => {
  assert.ok(SHARED.races.length > 10);
  for (const { first, other, difference: expected } of SHARED.races) {
    assert.equal(difference(first, other, /** @type {any} */ (SHARED)), expected);
  }
});

test("a race is one address", () => {
  const two = race(entry("1"), entry("2", { lr: 0.3 }));
  assert.match(raceQuery(two, catalogue), /^surface=bowl&.*&start=1,2&vs=lr%3D0\.3$/);
  const told = { ...two, active: 1, target: 0.5, runners: [entry("1"), { ...entry("2"), name: "fast one", locked: true }] };
  assert.match(raceQuery(told, catalogue), /&vs=&active=2&names=,fast%20one&locked=2&target=0\.5$/);
});

test("what is the same for all follows the hand, what is a runner's own stays", () => {
  const other = setting({ optimizer: "adam", "optimizer.beta1": 0.8, lr: 0.3, clip: 2 });
  const next = withShared(other, setting({ surface: "ravine", steps: 80, start: [3, 4], lr: 1 }), catalogue);
  assert.deepEqual(next, setting({ surface: "ravine", optimizer: "adam", "optimizer.beta1": 0.8, lr: 0.3, clip: 2, steps: 80, start: [3, 4] }));
  assert.deepEqual(Object.keys(next), ["surface", "optimizer", "optimizer.beta1", "schedule", "lr", "steps", "clip", "start"]);
  assert.equal(withShared(next, setting({ surface: "ravine", steps: 80, start: [3, 4], lr: 7 }), catalogue), next);
});

test("no two look alike, and who has a look keeps it", () => {
  const fresh = { of: "", turn: 0 };
  const runner = (/** @type {string} */ optimizer, guise = fresh) => ({ setting: setting({ optimizer }), guise });
  const guises = guisesOf([runner("gd"), runner("gd"), runner("adam"), runner("gd")], catalogue);
  const looks = guises.map(({ of, turn }) => styled(optimizers.find(({ id }) => id === of), turn, optimizers));
  assert.equal(looks[0], optimizers[0]);
  assert.equal(looks[2], optimizers[1]); // another's own look is left to it
  assert.equal(new Set(looks.map(({ color }) => color)).size, 3); // as many as there are
  assert.equal(new Set(looks.map(({ color, dash, marker }) => `${color} ${dash} ${marker}`)).size, 4);
  // The first has gone: nobody puts on its look.
  assert.deepEqual(guisesOf(guises.slice(1).map((guise) => runner(guise.of, guise)), catalogue), guises.slice(1));
  // Nor do two optimizers of one colour share it.
  const more = [...optimizers, { ...optimizers[1], id: "lbfgs", dash: [5, 3], marker: "triangle" }];
  const pair = guisesOf([runner("adam"), runner("lbfgs")], { ...catalogue, optimizers: more });
  assert.equal(new Set(pair.map(({ of, turn }) => styled(more.find(({ id }) => id === of), turn, more).color)).size, 2);
  // Another optimizer is another look.
  assert.deepEqual(guisesOf([runner("lion", guises[1])], catalogue), [{ of: "lion", turn: 0 }]);
});

test("who leaves, moves, is locked", () => {
  const three = race(entry("1"), entry("2", { lr: 0.2 }), entry("3", { lr: 0.3 }));
  const ids = (/** @type {{ runners: readonly { id: string }[] }} */ { runners }) => runners.map(({ id }) => id).join("");
  assert.deepEqual([ids(without(three, 0)), without(three, 0).active], ["23", 0]);
  assert.deepEqual([ids(without({ ...three, active: 2 }, 2)), without({ ...three, active: 2 }, 2).active], ["12", 1]);
  assert.deepEqual([ids(without({ ...three, active: 2 }, 0)), without({ ...three, active: 2 }, 0).active], ["23", 1]);
  assert.equal(ids(without(race(entry("1")), 0)), "1");
  assert.deepEqual([ids(moved(three, 0, 1)), moved(three, 0, 1).active], ["213", 1]);
  assert.deepEqual([ids(moved(three, 2, -2)), moved(three, 2, -2).active], ["312", 1]);
  assert.equal(ids(moved(three, 0, -1)), "123");
  const locked = withEntry(three, 1, { locked: true });
  assert.deepEqual(atRates(locked, [0.9, 0.9, null]).runners.map(({ setting: { lr } }) => lr), [0.9, 0.2, 0.3]);
});

test("two races are one whoever the hand is on, and wherever a server lets them start", () => {
  const one = race(entry("1"), entry("2", { lr: 0.2 }));
  const { start: _, ...open } = setting();
  assert.ok(sameRace(one, { ...one, active: 1 }));
  assert.ok(sameRace(one, { ...one, runners: [{ ...entry("1"), setting: /** @type {any} */ (open) }, entry("2", { lr: 0.2 })] }));
  assert.ok(!sameRace(one, race(entry("1"))));
  assert.ok(!sameRace(one, race(entry("1"), entry("2", { lr: 0.3 }))));
  assert.ok(!sameRace(one, { ...one, target: 1 }));
  assert.ok(!sameRace(one, withEntry(one, 1, { name: "other" })));
});
