/** Who cannot open an address that is shared, and which page shows no frame of it. */

import assert from "node:assert/strict";
import test from "node:test";

import { obstacles } from "../../static/shell/share.js";

const ALONE = ["localhost", "lab.localhost", "127.0.0.1", "127.9.9.9", "[::1]", "[::]", "0.0.0.0"];
const NEARBY = [
  "10.1.2.3", "192.168.0.7", "172.16.0.1", "172.31.255.1", "169.254.1.1", "100.64.0.1", "100.127.9.9",
  "[fd00::1]", "[fc12::1]", "[fe80::1]", "printer.local", "lab.internal", "nas.lan", "lab.home.arpa", "mybox",
];
const PUBLIC = [
  "lab.example.org", "8.8.8.8", "172.32.0.1", "172.15.0.1", "100.128.0.1", "192.169.0.1", "11.0.0.1", "[2001:db8::1]",
  "localhost.example.org", "127.example.org", "local.example.org", "10.example.org",
];

const at = (/** @type {string} */ host, scheme = "https") => obstacles(new URL(`${scheme}://${host}:8443/embed`));

test("an address of this computer alone opens for nobody else", () => {
  for (const host of ALONE) assert.match(at(host).join(), /^Students cannot open this address: \S+ is this computer alone\./, host);
});

test("an address of this network opens for nobody outside", () => {
  for (const host of NEARBY) assert.match(at(host).join(), /^Students outside of this network cannot open this address/, host);
});

test("a public address on https has nothing in its way", () => {
  for (const host of PUBLIC) assert.deepEqual(at(host), [], host);
});

test("a page on https shows no frame from http", () => {
  assert.match(at("lab.example.org", "http").join(), /^A course page on https will block this frame/);
  assert.equal(at("localhost", "http").length, 2);
});
