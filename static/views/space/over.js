/** What lies over the ground as flat signs: minima, saddles, where runs stand, where they leave. */

import { lightnessOf } from "../../math/colour.js";
import { inside } from "../../math/clip.js";
import { edgeToward } from "../../math/edge.js";
import { heightAt, meets } from "../../math/relief.js";
import { drawChanges } from "../plane/changes.js";
import { drawExits } from "../plane/exits.js";
import { drawLandmarks } from "../plane/landmarks.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {import("../../math/camera.js").Camera} Camera
 * @typedef {import("../../math/relief.js").Relief} Relief
 * @typedef {import("../../math/scale.js").View} View
 * @typedef {import("../plane/landmarks.js").Signs} Signs
 * @typedef {import("../plane/path.js").Run} Run
 * @typedef {import("../plane/path.js").Style} Style
 */

/** What is seen of a sign behind a hill. */
const BEHIND = 0.35;
/** In the box: how far off the ground one looks from, so that a slope does not hide what stands on it. */
const OFF = 0.02;
const BALL = 7;

/**
 * Whether ground lies before a place on it.
 * @param {Relief} relief
 * @param {Camera} camera
 * @param {number} x of the plane
 * @param {number} y
 */
export function isBehind(relief, { toward }, x, y) {
  const [bx, by] = [(x - relief.middleX) * relief.unit, (y - relief.middleY) * relief.unit];
  const z = heightAt(relief, bx, by);
  return meets(relief, [bx + OFF * toward[0], by + OFF * toward[1], z + OFF * toward[2] + 0.004], toward) !== null;
}

/**
 * Where places of the plane are on the screen: on the ground, or, of those that are not in the block, beyond the edge that
 * they lie behind.
 * @param {Camera} camera
 * @param {Relief} relief
 * @param {{ width: number, height: number }} size
 */
export function screenOf(camera, relief, { width, height }) {
  const [xmin, xmax, ymin, ymax] = relief.extent;
  const box = { left: xmin, right: xmax, top: ymin, bottom: ymax };
  const onGround = (/** @type {number} */ x, /** @type {number} */ y) => {
    const [bx, by] = [(x - relief.middleX) * relief.unit, (y - relief.middleY) * relief.unit];
    return camera.toScreen(bx, by, heightAt(relief, bx, by));
  };
  /** @type {(arrow: { x: number, y: number, dx: number, dy: number }) => [number, number]} */
  const heading = ({ x, y, dx, dy }) => {
    const [bx, by] = [(x - relief.middleX) * relief.unit, (y - relief.middleY) * relief.unit];
    const [[ax, ay], [cx, cy]] = [camera.toScreen(bx, by, 0), camera.toScreen(bx + 0.05 * dx, by + 0.05 * dy, 0)];
    const length = Math.hypot(cx - ax, cy - ay) || 1;
    return [(cx - ax) / length, (cy - ay) / length];
  };
  /** @type {(x: number, y: number) => [number, number]} */
  const toScreen = (x, y) => {
    if (!(Number.isFinite(x) && Number.isFinite(y)) || inside(x, y, box)) return onGround(x, y);
    const edge = edgeToward(x, y, box);
    const [ex, ey] = onGround(edge.x, edge.y);
    const [dx, dy] = heading(edge);
    const far = (/** @type {number} */ at, /** @type {number} */ way, /** @type {number} */ most) =>
      (way > 0 ? (most - at) / way : way < 0 ? -at / way : Infinity);
    const reach = Math.max(Math.min(far(ex, dx, width), far(ey, dy, height)), 0) + 2;
    return [ex + reach * dx, ey + reach * dy];
  };
  return { toScreen, heading };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{ paths: readonly { run: Run, style: Style, pace: number }[], time: number, signs: Signs, taken: readonly import("../../math/clip.js").Box[],
 *   changes: import("../plane/plane.js").Scene["changes"] }} scene
 * @param {Camera} camera
 * @param {Relief} relief
 * @param {View} flat the plane as it would be seen from above
 * @param {Theme} theme
 */
export function drawOver(context, { paths, time, signs, taken, changes }, camera, relief, flat, theme) {
  const seen = { ...flat, extent: relief.extent, ...screenOf(camera, relief, flat) };
  const [xmin, xmax, ymin, ymax] = relief.extent;
  const block = { left: xmin, right: xmax, top: ymin, bottom: ymax };
  for (const behind of [true, false]) {
    const here = (/** @type {{ x: number, y: number }} */ { x, y }) =>
      inside(x, y, block) && isBehind(relief, camera, x, y) === behind;
    context.globalAlpha = behind ? BEHIND : 1;
    if (changes) {
      const { run: { points, length }, steps } = changes;
      const shown = steps.filter((step) => step < length && here({ x: Number(points[2 * step]), y: Number(points[2 * step + 1]) }));
      drawChanges(context, changes.run, shown, seen, theme);
    }
    drawLandmarks(context, { ...signs, minima: signs.minima.filter(here), saddles: signs.saddles.filter(here) }, seen, theme);
  }
  context.globalAlpha = 1;
  for (const { run, style, pace } of paths) {
    if (run.length === 0) continue;
    const now = Math.min(Math.max(Math.floor(time / pace), 0), run.length - 1);
    const [x, y] = [run.points[2 * now], run.points[2 * now + 1]];
    if (inside(x, y, block)) drawBall(context, seen.toScreen(x, y), isBehind(relief, camera, x, y), style.color, theme);
    const reach = 2 * BALL * theme.scale;
    const [sx, sy] = seen.toScreen(x, y);
    const ball = { left: sx - reach, right: sx + reach, top: sy - reach, bottom: sy + reach };
    drawExits(context, { run, step: now, color: style.color, taken: [...taken, ball] }, seen, theme);
  }
}

/**
 * The iterate the reader stands on: a ball on the ground, lit as the hills are.
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number]} place
 * @param {boolean} behind
 * @param {string} color
 * @param {Theme} theme
 */
function drawBall(context, [x, ground], behind, color, theme) {
  const radius = BALL * theme.scale;
  const y = ground - 0.8 * radius;
  context.save();
  context.globalAlpha = behind ? BEHIND : 1;
  context.beginPath();
  context.ellipse(x + 0.25 * radius, ground + 0.1 * radius, radius, 0.45 * radius, 0, 0, 2 * Math.PI);
  context.fillStyle = "#00000040";
  context.fill();
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.lineWidth = 2 * theme.haloWidth * theme.scale;
  context.strokeStyle = theme.halo;
  context.stroke();
  const shade = context.createRadialGradient(x - 0.35 * radius, y - 0.4 * radius, 0.1 * radius, x, y, radius);
  const isDark = lightnessOf(color) < 0.3;
  shade.addColorStop(0, `color-mix(in oklab, ${color} ${isDark ? 55 : 65}%, white)`);
  shade.addColorStop(0.55, color);
  shade.addColorStop(1, `color-mix(in oklab, ${color} 75%, black)`);
  context.fillStyle = shade;
  context.fill();
  context.restore();
}
