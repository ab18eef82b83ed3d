/** A path coloured by η: each of its steps in the tone of the rate that made it. */

import { oklabToSrgb } from "../../math/colour.js";
import { clipSegment, segmentBuffer } from "../../math/clip.js";
import { TONES, binOfRate } from "../../math/rates.js";
import { markerOf } from "../markers.js";
import { strokeLine } from "../strokes.js";
import { fading, radiusOf } from "./path.js";
import { traceDots, traceLine } from "./trace.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {import("../../math/scale.js").View} View
 * @typedef {import("../../math/rates.js").RateScale} RateScale
 * @typedef {{ points: ArrayLike<number>, rates: ArrayLike<number>, length: number }} RatedRun
 */

/**
 * High is what stands out: dark on the light page, light on the dark one. Lightness is linear, so that equal steps look
 * equal; hue goes from orange by magenta to blue.
 * @type {Readonly<Record<"light" | "dark", { lightness: readonly [number, number], stops: readonly (readonly [tone: number, chroma: number, hue: number])[] }>>}
 */
const RAMPS = {
  light: { lightness: [0.7, 0.3], stops: [[0, 0.15, 65], [0.5, 0.19, 5], [1, 0.17, -80]] },
  dark: { lightness: [0.48, 0.92], stops: [[0, 0.17, -75], [0.5, 0.15, 5], [1, 0.1, 85]] },
};

/** @param {number} tone 0 to 1 @param {"light" | "dark"} variant of the page */
export function rateColour(tone, variant) {
  const { lightness: [from, to], stops } = RAMPS[variant];
  const upper = Math.max(1, stops.findIndex(([position]) => position >= tone));
  const [[p0, c0, h0], [p1, c1, h1]] = [stops[upper - 1] ?? [0, 0, 0], stops[upper] ?? [1, 0, 0]];
  const share = (tone - p0) / (p1 - p0);
  const [chroma, hue] = [c0 + (c1 - c0) * share, ((h0 + (h1 - h0) * share) * Math.PI) / 180];
  return oklabToSrgb(from + (to - from) * tone, chroma * Math.cos(hue), chroma * Math.sin(hue));
}

/** @type {Partial<Record<"light" | "dark", string[]>>} */
const tables = {};
/** The tones as a canvas takes them. @param {boolean} dark @returns {readonly string[]} */
export function rateColours(dark) {
  const variant = dark ? "dark" : "light";
  return (tables[variant] ??= Array.from({ length: TONES }, (_, bin) =>
    `rgb(${rateColour(bin / (TONES - 1), variant).map((channel) => Math.round(255 * Math.min(Math.max(channel, 0), 1))).join(" ")})`));
}

/** And as bytes: red, green, blue, the lowest first. @param {boolean} dark */
export const rateTable = (dark) =>
  Uint8Array.from(rateColours(dark).flatMap((colour) => colour.slice(4, -1).split(" ").map(Number)));

/** The tone of every point: that of the rate which leads away from it, at the end of the last. @param {RatedRun} run @param {RateScale} scale */
export const binsOf = ({ rates, length }, scale) => Uint8Array.from({ length: Math.max(length, 1) }, (_, k) =>
  binOfRate(Number(rates[Math.min(k, Math.max(length - 2, 0))] ?? scale.high), scale));

const buffer = segmentBuffer();
/** A path of many tones never fades more than this. */
const FAINTEST = 0.35;

/**
 * The path up to a step: one halo below all, then a line for each tone that there is, so that 2000 steps are no more than
 * a few strokes.
 * @param {CanvasRenderingContext2D} context
 * @param {RatedRun} run
 * @param {number} step
 * @param {View} view
 * @param {{ marker: string }} style
 * @param {Theme} theme
 * @param {RateScale} scale
 */
export function drawRated(context, run, step, view, style, theme, scale) {
  const { points, length } = run;
  const colours = rateColours(theme.dark);
  const bins = binsOf(run, scale);
  const present = new Set(bins.subarray(0, step + 1));
  const crossings = traceLine(context, points, 0, step, view, theme.scale);
  context.globalAlpha = Math.max(FAINTEST, fading(crossings));
  strokeLine(context, theme.halo, 2.25 + 2 * theme.haloWidth, [], theme.scale);
  for (const bin of present) {
    context.beginPath();
    traceBin(context, points, bins, bin, step, view, theme.scale);
    strokeLine(context, colours[bin] ?? "", 2.25, [], theme.scale);
  }
  context.globalAlpha = 1;

  const radius = theme.scale * radiusOf(length);
  const marker = markerOf(style.marker);
  /** @type {number[]} */
  const dots = [];
  context.beginPath();
  traceDots(context, points, step + 1, view, radius, (pen, x, y, size, index) => {
    marker(pen, x, y, size);
    dots.push(x, y, Number(bins[index]));
  });
  context.lineWidth = 1.5 * theme.haloWidth * theme.scale;
  context.strokeStyle = theme.halo;
  context.stroke();
  for (const bin of present) {
    context.beginPath();
    for (let at = 0; at < dots.length; at += 3) if (dots[at + 2] === bin) marker(context, Number(dots[at]), Number(dots[at + 1]), radius);
    context.fillStyle = colours[bin] ?? "";
    context.fill();
  }
}

/**
 * The lines of one tone. A step back over the one before it is drawn already.
 * @param {CanvasRenderingContext2D} context
 * @param {ArrayLike<number>} points
 * @param {ArrayLike<number>} bins
 * @param {number} bin
 * @param {number} to
 * @param {View} view
 * @param {number} scale
 */
function traceBin(context, points, bins, bin, to, { originX, originY, unit, extent }, scale) {
  const [xmin, xmax, ymin, ymax] = extent;
  const margin = (20 * scale) / unit;
  const box = { left: xmin - margin, right: xmax + margin, top: ymin - margin, bottom: ymax + margin };
  const same = 0.4 / unit;
  let last = -1;
  for (let i = 0; i < to; i++) {
    if (bins[i] !== bin) continue;
    const [ax, ay, bx, by] = [Number(points[2 * i]), Number(points[2 * i + 1]), Number(points[2 * i + 2]), Number(points[2 * i + 3])];
    const back = i > 0 && bins[i - 1] === bin && Math.abs(bx - ax) + Math.abs(by - ay) > 10 * same && Math.abs(bx - Number(points[2 * i - 2])) < same && Math.abs(by - Number(points[2 * i - 1])) < same;
    if (back || !clipSegment(ax, ay, bx, by, box, buffer, 1.5 / unit)) continue;
    if (last !== i || buffer[0] !== ax || buffer[1] !== ay) context.moveTo(originX + Number(buffer[0]) * unit, originY - Number(buffer[1]) * unit);
    context.lineTo(originX + Number(buffer[2]) * unit, originY - Number(buffer[3]) * unit);
    last = i + 1;
  }
}

/**
 * The tones side by side.
 * @param {CanvasRenderingContext2D} context
 * @param {{ width: number, height: number }} size
 * @param {Theme} theme
 */
export function drawRateRamp(context, { width, height }, theme) {
  rateColours(theme.dark).forEach((colour, bin) => {
    context.fillStyle = colour;
    context.fillRect(Math.floor((bin / TONES) * width), 0, Math.ceil(width / TONES) + 1, height);
  });
}
