import assert from "node:assert/strict";
import test from "node:test";

import {
  heightColour, heightTable, lightnessOf, luminance, oklabToSrgb, parseHex, srgbToOklab,
} from "../../static/math/colour.js";

const VARIANTS = /** @type {const} */ (["light", "dark"]);

test("OKLab to sRGB and back", () => {
  for (const hex of ["#000000", "#ffffff", "#0072b2", "#d55e00", "#f5c710"]) {
    const rgb = parseHex(hex);
    oklabToSrgb(...srgbToOklab(rgb)).forEach((channel, i) => assert.ok(Math.abs(channel - rgb[i]) < 1e-4));
  }
  assert.ok(Math.abs(lightnessOf("#ffffff") - 1) < 1e-6);
});

test("the height ramp can be shown, and its lightness is strictly linear", () => {
  for (const variant of VARIANTS) {
    const first = srgbToOklab(heightColour(0, variant))[0];
    const last = srgbToOklab(heightColour(1, variant))[0];
    for (let index = 0; index < 256; index++) {
      const colour = heightColour(index / 255, variant);
      assert.ok(colour.every((channel) => channel >= 0 && channel <= 1), `${variant} ${index} is outside sRGB`);
      assert.ok(Math.abs(srgbToOklab(colour)[0] - (first + ((last - first) * index) / 255)) < 1e-5);
    }
    assert.equal(heightTable(variant).length, 768);
  }
});

test("the floor of a surface is nearest to the page: light on light, dark on dark", () => {
  const floor = (/** @type {"light" | "dark"} */ variant) => luminance(heightColour(0, variant));
  const top = (/** @type {"light" | "dark"} */ variant) => luminance(heightColour(1, variant));
  assert.ok(floor("light") > top("light"));
  assert.ok(floor("dark") < top("dark"));
});

test("text reads on every height", () => {
  const contrast = (/** @type {number} */ one, /** @type {number} */ other) =>
    (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  const [ink, chalk] = [luminance(parseHex("#1a1d23")), luminance(parseHex("#eceef2"))];
  for (let tone = 0; tone <= 1; tone += 0.1) {
    assert.ok(contrast(ink, luminance(heightColour(tone, "light"))) > 4.5);
    assert.ok(contrast(chalk, luminance(heightColour(tone, "dark"))) > 4.5);
  }
});
