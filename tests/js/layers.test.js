/** The floors of the scripts: imports only go down, and never round in a circle. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const STATIC = fileURLToPath(new URL("../../static", import.meta.url));
const FLOORS = ["math", "data", "views", "lab", "panels", "shell", "pages"];

const modules = readdirSync(STATIC, { recursive: true }).map(String).filter((path) => path.endsWith(".js"));
const read = (/** @type {string} */ path) => readFileSync(join(STATIC, path), "utf8");
/**
 * The modules that a pattern finds named in a module's source.
 * @type {(path: string, source: string, pattern: RegExp) => string[]}
 */
const named = (path, source, pattern) =>
  [...source.matchAll(pattern)].map(([, name = ""]) => relative(STATIC, join(STATIC, dirname(path), name)));
/** Of the code, and of the types in its comments. @type {Map<string, string[]>} */
const imports = new Map(modules.map((path) => [path, named(path, read(path), /(?:\bfrom |\bimport\()"(\.[^"]+)"/g)]));

const floor = (/** @type {string} */ path) => FLOORS.indexOf(path.split("/")[0] ?? "");

test("every module stands on a floor, and imports modules that are there", () => {
  for (const [path, others] of imports) {
    assert.ok(floor(path) >= 0, path);
    for (const other of others) assert.ok(imports.has(other), `${path} imports ${other}`);
  }
});

test("imports only go down", () => {
  for (const [path, others] of imports) {
    for (const other of others) assert.ok(floor(other) <= floor(path), `${path} imports ${other}`);
  }
});

test("nothing below pages/ knows a page, and no panel knows another", () => {
  for (const [path, others] of imports) {
    const room = path.split("/")[0];
    const own = others.filter((other) => other.split("/")[0] === room);
    if (room === "pages" || room === "panels") assert.deepEqual(own, [], path);
  }
});

test("no module imports itself by a detour", () => {
  const code = new Map(modules.map((path) =>
    [path, named(path, read(path).replaceAll(/\/\*\*[^]*?\*\//g, ""), /\bfrom "(\.[^"]+)"/g)]));
  const done = new Set();
  const visit = (/** @type {string} */ path, /** @type {string[]} */ way) => {
    assert.ok(!way.includes(path), [...way, path].join(" → "));
    if (done.has(path)) return;
    for (const other of code.get(path) ?? []) visit(other, [...way, path]);
    done.add(path);
  };
  for (const path of modules) visit(path, []);
});

test("nothing is found by an id", () => {
  for (const path of modules) {
    assert.doesNotMatch(read(path), /getElementById|querySelector(?:All)?\(["'`]#/, path);
  }
});

test("a panel is (root, lab) => dispose", () => {
  for (const path of modules.filter((each) => each.startsWith("panels/"))) {
    const source = read(path);
    assert.match(source, /export default function \w+\(root(?:, lab)?\) \{/, path);
    assert.match(source, /\n  return own\.dispose;\n\}/, path);
  }
});
