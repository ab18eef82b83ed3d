import assert from "node:assert/strict";
import test from "node:test";

import { addressOf } from "../../static/panels/stories.js";

const story = /** @type {import("../../static/data/server.js").Story} */ ({ page: "", query: "lr=0.1&vs=optimizer%3Dgd" });

test("a story's link keeps what of the address is about the page", () => {
  assert.equal(addressOf(story, "?lr=3&theme=dark&look=slice"), "./?lr=0.1&vs=optimizer%3Dgd&theme=dark");
  assert.equal(addressOf(story, ""), "./?lr=0.1&vs=optimizer%3Dgd");
  assert.equal(addressOf({ ...story, page: "atlas" }, "?profile=lab&hide=rule,charts"), "./atlas?lr=0.1&vs=optimizer%3Dgd&hide=rule%2Ccharts");
});
