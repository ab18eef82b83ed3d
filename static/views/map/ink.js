/** The colours and patterns of a map: those that the slider's track has, paler where a run takes longer. */

import { oklabToSrgb, srgbToOklab } from "../../math/colour.js";
import { KINDS, MINIMA, MINIMUM, OUTCOME, SHADES, UNDEFINED, UNKNOWN } from "../../math/field.js";
import { STRENGTHS } from "../../math/screen.js";
import { PITCH, STROKE, TINT, isSolid, patternSquare } from "../patterns.js";
import { rgbOf } from "../theme.js";

/**
 * @typedef {import("../../math/colour.js").Rgb} Rgb
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {import("../../math/screen.js").Ink} Ink
 * @typedef {{ color: Rgb, solid: boolean, lasts: boolean, pattern: string | number | null }} Dye `lasts`: whether its
 *   shade says how soon a run ends so
 */

/** How much of the surface is in the colour of the latest arrival. */
const PALEST = 0.78;
/** Patterns are wider than on a track: areas are larger. */
const WIDER = 1.4;
/** Ends that come sooner or later: a run is somewhere, or nowhere any more. */
const TIMED = ["converged", "trapped", "diverged"];

/**
 * @param {Rgb} one
 * @param {Rgb} other
 * @param {number} share of the other
 * @returns {Rgb} between two colours, as the eye sees it
 */
export function mixed(one, other, share) {
  const [from, to] = [srgbToOklab(one), srgbToOklab(other)];
  const [lightness, a, b] = from.map((each, index) => each + (to[index] - each) * share);
  return oklabToSrgb(lightness, a, b);
}

/** @param {Rgb} rgb @returns {number} an opaque pixel in the byte order of ImageData */
const packed = (rgb) =>
  new Uint32Array(Uint8ClampedArray.of(...rgb.map((channel) => 255 * channel), 255).buffer)[0];

/**
 * Every kind that a pixel may be of.
 * @param {readonly string[]} outcomes ids, in the server's order
 * @param {Theme} theme
 * @returns {(Dye | undefined)[]}
 */
export function dyesOf(outcomes, theme) {
  /** @type {(Dye | undefined)[]} */
  const dyes = new Array(KINDS);
  dyes[UNKNOWN] = { color: rgbOf(theme.surface), solid: true, lasts: false, pattern: null };
  dyes[UNDEFINED] = { color: rgbOf(theme.textQuiet), solid: false, lasts: false, pattern: "undefined" };
  outcomes.forEach((id, index) => {
    const lasts = TIMED.includes(id);
    const color = rgbOf(theme.outcomes[id] ?? theme.textQuiet);
    dyes[OUTCOME + index] = { color, solid: isSolid(id), lasts, pattern: id };
  });
  const [lightness, a, b] = srgbToOklab(rgbOf(theme.outcomes.converged ?? theme.text));
  const [chroma, hue] = [Math.hypot(a, b), Math.atan2(b, a)];
  for (let minimum = 0; minimum < MINIMA; minimum += 1) {
    const turned = hue + TURN * minimum;
    const color = oklabToSrgb(lightness, chroma * Math.cos(turned), chroma * Math.sin(turned));
    dyes[MINIMUM + minimum] = { color, solid: true, lasts: true, pattern: minimum };
  }
  return dyes;
}

/** From the hue of one minimum to that of the next: the golden angle keeps any number of them apart. */
const TURN = Math.PI * (3 - Math.sqrt(5));

/**
 * The ground of a kind, and the stroke of its pattern.
 * @param {Dye} dye
 * @param {number} shade
 * @param {Rgb} surface
 * @returns {[ground: Rgb, stroke: Rgb]}
 */
export function inkOf({ color, solid, lasts }, shade, surface) {
  const late = lasts ? (PALEST * shade) / (SHADES - 1) : 0;
  if (solid) {
    const ground = mixed(color, surface, late);
    return [ground, mixed(ground, surface, STROKE)];
  }
  return [mixed(surface, color, lasts ? Math.max(TINT, 0.6 - late) : TINT), color];
}

/**
 * @param {readonly (Dye | undefined)[]} dyes
 * @param {Theme} theme
 * @param {number} ratio pixels of the picture per CSS pixel
 * @returns {Ink}
 */
export function inkFor(dyes, theme, ratio) {
  const looks = KINDS * SHADES;
  const surface = rgbOf(theme.surface);
  const square = Math.round(6 * PITCH * WIDER * theme.scale * ratio);
  const colours = new Uint32Array(STRENGTHS * looks);
  const strengths = new Uint8Array(KINDS * square * square);
  dyes.forEach((dye, kind) => {
    if (!dye) return;
    for (let shade = 0; shade < SHADES; shade += 1) {
      const [ground, stroke] = inkOf(dye, shade, surface);
      for (let strength = 0; strength < STRENGTHS; strength += 1) {
        colours[strength * looks + kind * SHADES + shade] = packed(mixed(ground, stroke, strength / (STRENGTHS - 1)));
      }
    }
    if (dye.pattern === null) return;
    const shown = patternSquare(dye.pattern, square);
    shown.forEach((alpha, pixel) => {
      strengths[kind * square * square + pixel] = Math.round((alpha / 255) * (STRENGTHS - 1));
    });
  });
  return { colours, looks, strengths, square };
}
