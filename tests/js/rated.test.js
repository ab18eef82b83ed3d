import assert from "node:assert/strict";
import test from "node:test";

import { srgbToOklab } from "../../static/math/colour.js";
import { TONES } from "../../static/math/rates.js";
import { fitView } from "../../static/math/scale.js";
import { drawPath } from "../../static/views/plane/path.js";
import { drawRated, rateColour } from "../../static/views/plane/rated.js";

const theme = /** @type {any} */ ({ dark: false, halo: "white", haloWidth: 1.5, ghost: "ghost", surface: "white", text: "black", scale: 1 });
const style = { color: "#0072B2", dash: [], marker: "circle" };

/** A context that notes what it is told. */
function notes() {
  /** @type {[string, ...unknown[]][]} */
  const calls = [];
  let path = /** @type {[string, ...unknown[]][]} */ ([]);
  const target = /** @type {Record<string, any>} */ ({});
  const context = new Proxy(target, {
    get: (_, name) => (name in target ? target[String(name)] : (/** @type {unknown[]} */ ...args) => {
      if (name === "beginPath") path = [];
      else if (name === "stroke" || name === "fill") calls.push([String(name), target[`${String(name)}Style`], [...path]]);
      else path.push([String(name), ...args]);
    }),
    set: (_, name, value) => ((target[String(name)] = value), true),
  });
  return { context: /** @type {any} */ (context), calls };
}

test("the tones are evenly apart in lightness, and a screen can show them", () => {
  for (const variant of /** @type {const} */ (["light", "dark"])) {
    const colours = Array.from({ length: TONES }, (_, bin) => rateColour(bin / (TONES - 1), variant));
    const lightness = colours.map((colour) => srgbToOklab(colour)[0]);
    const steps = lightness.slice(1).map((each, index) => each - Number(lightness[index]));
    for (const step of steps) assert.ok(Math.abs(step - Number(steps[0])) < 1e-6, variant);
    assert.equal(Number(steps[0]) > 0, variant === "dark"); // high stands out from the page
    for (const colour of colours) for (const channel of colour) assert.ok(channel > -0.03 && channel < 1.03, `${variant} ${colour}`);
  }
});

test("a long path is no more strokes than there are tones, and every step is drawn in its own", () => {
  const count = 2001;
  const points = Float64Array.from({ length: 2 * count }, (_, index) => (index % 2 ? Math.sin(index / 40) : index / count - 1));
  const rates = Float64Array.from({ length: count - 1 }, (_, k) => 0.1 * (1 - k / count));
  const { context, calls } = notes();
  const view = fitView([-1.5, 1.5, -1.5, 1.5], 900, 600, 8);
  drawRated(context, { points, rates, length: count }, count - 1, view, style, theme, { low: Number(rates.at(-1)), high: 0.1, log: false });
  const strokes = calls.filter(([name, colour]) => name === "stroke" && colour !== "white");
  assert.equal(strokes.length, TONES);
  assert.equal(new Set(strokes.map(([, colour]) => colour)).size, TONES);
  const lines = strokes.flatMap(([, , path]) => /** @type {unknown[][]} */ (path)).filter(([name]) => name === "lineTo");
  assert.equal(lines.length, count - 1);
});

test("the ghost is where the next step goes, at every step, and there is none at the end", () => {
  const points = [0, 0, 1, 1, -1, 0.5, 0.5, -1, 0, 0.2];
  const run = { points, length: 5 };
  const view = fitView([-1.5, 1.5, -1.5, 1.5], 600, 600, 8);
  for (let step = 0; step < 5; step++) {
    const { context, calls } = notes();
    drawPath(context, { run, playhead: step, style, ghost: true }, view, theme);
    const ghosts = calls.filter(([name, colour]) => name === "stroke" && colour === "ghost");
    if (step === 4) {
      assert.deepEqual(ghosts, []);
      continue;
    }
    const dot = ghosts.map(([, , path]) => /** @type {any[][]} */ (path).find(([name]) => name === "arc")).find(Boolean);
    const [x, y] = view.toScreen(Number(points[2 * step + 2]), Number(points[2 * step + 3]));
    assert.deepEqual(dot?.slice(1, 3), [x, y], String(step));
    const line = ghosts.map(([, , path]) => /** @type {any[][]} */ (path).find(([name]) => name === "moveTo")).find(Boolean);
    const [fromX, fromY] = view.toScreen(Number(points[2 * step]), Number(points[2 * step + 1]));
    assert.ok(Math.hypot(line?.[1] - fromX, line?.[2] - fromY) < 1e-9, String(step));
  }
});
