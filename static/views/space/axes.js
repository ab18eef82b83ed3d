/** Numbers along the block's edges: x and y below, the loss beside it. */

import { overlap } from "../../math/corners.js";
import { formatTick } from "../../math/format.js";
import { toneOf } from "../../math/interpolate.js";
import { linearTicks } from "../../math/ticks.js";
import { haloText } from "../plane/axes.js";
import { legendTicks } from "../plane/legend.js";
import { fontOf } from "../theme.js";
import { BASE } from "./ground.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {import("../../math/camera.js").Camera} Camera
 * @typedef {import("../../math/relief.js").Relief} Relief
 * @typedef {import("../../math/corners.js").Box} Box
 * @typedef {[number, number]} Place
 * @typedef {{ from: Place, to: Place, out: Place, at: (share: number) => Place, ticks: { share: number, label: string }[], name: string }} Axis
 *   on the screen; `out` leads away from the block, a unit vector
 */

const TICK = 5;
const SPACING = 70;
/** Pixels below which an axis has no numbers. */
const SHORT = 36;

/**
 * @param {CanvasRenderingContext2D} context in CSS pixels
 * @param {Camera} camera
 * @param {Relief} relief
 * @param {{ tone: import("../../math/interpolate.js").Tone, axes: readonly [string, string], linear: boolean }} meaning
 * @param {readonly Box[]} cards that lie over the picture: no number is written below one
 * @param {Theme} theme
 */
export function drawSpaceAxes(context, camera, relief, { tone, axes, linear }, cards, theme) {
  const { extent: [xmin, xmax, ymin, ymax], halfX, halfY } = relief;
  const [nearX, nearY] = [camera.toward[0] < 0 ? -halfX : halfX, camera.toward[1] < 0 ? -halfY : halfY];
  const ground = (/** @type {number} */ x, /** @type {number} */ y) => camera.toScreen(x, y, BASE);
  const along = (/** @type {Place} */ from, /** @type {Place} */ to, /** @type {number} */ low, /** @type {number} */ high) => {
    const span = Math.hypot(to[0] - from[0], to[1] - from[1]);
    return linearTicks(low, high, Math.max(span / (SPACING * theme.scale), 1))
      .map((tick) => ({ share: (tick - low) / (high - low), label: formatTick(tick) }));
  };
  const across = [ground(-halfX, nearY), ground(halfX, nearY)];
  const up = [ground(nearX, -halfY), ground(nearX, halfY)];
  context.save();
  /** @type {Box[]} */
  const taken = [...cards];
  const rise = lossAxis(camera, relief, tone, linear, theme);
  if (rise) drawAxis(context, rise, theme, taken, true);
  drawAxis(context, {
    from: across[0], to: across[1], out: outward(across[0], across[1], ground(0, 0)), name: axes[0],
    at: (share) => ground((2 * share - 1) * halfX, nearY), ticks: along(across[0], across[1], xmin, xmax),
  }, theme, taken);
  drawAxis(context, {
    from: up[0], to: up[1], out: outward(up[0], up[1], ground(0, 0)), name: axes[1],
    at: (share) => ground(nearX, (2 * share - 1) * halfY), ticks: along(up[0], up[1], ymin, ymax),
  }, theme, taken);
  context.restore();
}

/**
 * The upright edge of the block furthest to the left: nothing lies before it.
 * @param {Camera} camera
 * @param {Relief} relief
 * @param {import("../../math/interpolate.js").Tone} tone
 * @param {boolean} linear
 * @param {Theme} theme
 * @returns {Axis | null}
 */
function lossAxis(camera, { halfX, halfY, high }, tone, linear, theme) {
  const edges = [[-halfX, -halfY], [-halfX, halfY], [halfX, -halfY], [halfX, halfY]]
    .map(([x, y]) => ({ x, y, left: camera.toScreen(x, y, 0)[0] }))
    .sort((one, other) => one.left - other.left);
  const { x, y } = edges[0];
  const at = (/** @type {number} */ share) => camera.toScreen(x, y, share * high);
  const [from, to] = [at(0), at(1)];
  const span = Math.hypot(to[0] - from[0], to[1] - from[1]);
  if (span < SHORT * theme.scale) return null;
  const gap = (22 * theme.scale) / span;
  const shareOf = linear ? toneOf({ ...tone, kind: "linear" }) : toneOf(tone);
  const ticks = linear
    ? linearTicks(tone.low, tone.high, Math.max(1 / gap / 1.6, 1)).map((height) => ({ share: shareOf(height), label: formatTick(height) }))
    : legendTicks(tone, gap).map(({ position, label }) => ({ share: position, label }));
  return { from, to, out: [-1, 0], at, ticks, name: "Loss" };
}

/**
 * @param {Place} from
 * @param {Place} to
 * @param {Place} middle of the block
 * @returns {Place}
 */
function outward([ax, ay], [bx, by], [mx, my]) {
  const length = Math.hypot(bx - ax, by - ay) || 1;
  const [nx, ny] = [-(by - ay) / length, (bx - ax) / length];
  return (ax - mx) * nx + (ay - my) * ny >= 0 ? [nx, ny] : [-nx, -ny];
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Axis} axis
 * @param {Theme} theme
 * @param {Box[]} taken what others have written, to which this adds
 * @param {boolean} [isUpright] named above its end, not beside its middle
 */
function drawAxis(context, { from, to, out: [ox, oy], at, ticks, name }, theme, taken, isUpright = false) {
  const { scale } = theme;
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  for (const { share } of ticks) {
    const [x, y] = at(share);
    context.moveTo(x, y);
    context.lineTo(x + ox * TICK * scale, y + oy * TICK * scale);
  }
  context.lineWidth = scale;
  context.strokeStyle = theme.textQuiet;
  context.stroke();
  if (Math.hypot(to[0] - from[0], to[1] - from[1]) < SHORT * scale) return;
  context.textBaseline = "middle";
  context.textAlign = "center";
  const write = (/** @type {string} */ text, /** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ away) => {
    const [wide, high] = [context.measureText(text).width, 13 * scale];
    // The nearest corner of the text is that far away, whichever way that is.
    const reach = away * scale + Math.abs(ox) * (wide / 2) + Math.abs(oy) * (high / 2);
    const [cx, cy] = [x + ox * reach, y + oy * reach];
    const box = { left: cx - wide / 2 - 3 * scale, right: cx + wide / 2 + 3 * scale, top: cy - high / 2, bottom: cy + high / 2 };
    const { canvas } = context;
    const ratio = context.getTransform().a;
    if (box.left < 0 || box.right > canvas.width / ratio || box.top < 0 || box.bottom > canvas.height / ratio) return;
    if (taken.some((other) => overlap(box, other))) return;
    taken.push(box);
    haloText(context, text, cx, cy, theme);
  };
  context.font = isUpright ? fontOf(theme) : `italic ${fontOf(theme, 14)}`;
  if (isUpright) {
    const [x, y] = to;
    haloText(context, name, x, y - 12 * scale, theme);
    taken.push({ left: x - 20 * scale, right: x + 20 * scale, top: y - 20 * scale, bottom: y - 6 * scale });
  } else {
    const [x, y] = at(0.5);
    write(name, x, y, 26);
  }
  context.font = fontOf(theme);
  for (const { share, label } of ticks) write(label, ...at(share), TICK + 3);
}
