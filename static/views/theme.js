/** The page's colours and type as plain data, so that drawing never asks the document. */

import { luminance } from "../math/colour.js";

/**
 * @typedef {Object} Theme
 * @property {boolean} dark whether text is lighter than the surface it stands on
 * @property {string} surface
 * @property {string} text
 * @property {string} textQuiet
 * @property {string} line
 * @property {string} accent
 * @property {string} halo
 * @property {number} haloWidth beyond each side of a line, at scale 1
 * @property {string} ghost
 * @property {Record<string, string>} outcomes colour by outcome id
 * @property {{ loss: string, rate: string, sharpness: string, threshold: string }} charts
 * @property {string} font family list
 * @property {number} scale of strokes, markers and type: 1 on a desk, 2 on a projector
 */

/**
 * Reads the custom properties an element sees. Slow (styles are computed): once a change of theme, not once a frame.
 * @param {Element} element
 * @param {readonly { id: string }[]} outcomes
 * @param {number} scale
 * @returns {Theme}
 */
export function readTheme(element, outcomes, scale) {
  // A custom property comes back as written, light-dark() and all; as a probe's colour it comes back resolved.
  const probe = element.appendChild(element.ownerDocument.createElement("span"));
  probe.style.setProperty("forced-color-adjust", "none");
  const style = getComputedStyle(probe);
  const read = (/** @type {string} */ name) => {
    probe.style.color = `var(--${name})`;
    return style.color;
  };
  const [surface, text] = [read("surface"), read("text")];
  const theme = {
    dark: brightness(text) > brightness(surface),
    surface,
    text,
    textQuiet: read("text-quiet"),
    line: read("line"),
    accent: read("accent"),
    halo: read("halo"),
    haloWidth: 1.5,
    ghost: read("ghost"),
    outcomes: Object.fromEntries(outcomes.map(({ id }) => [id, read(`outcome-${id}`)])),
    charts: {
      loss: read("chart-loss"),
      rate: read("chart-rate"),
      sharpness: read("chart-sharpness"),
      threshold: read("chart-threshold"),
    },
    font: style.getPropertyValue("--font").trim() || "system-ui, sans-serif",
    scale,
  };
  probe.remove();
  return theme;
}

/**
 * A canvas understands every notation of a colour, oklch() and color-mix() too.
 * @param {string} color
 * @returns {import("../math/colour.js").Rgb}
 */
export function rgbOf(color) {
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  if (!context) return [0, 0, 0];
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return [red / 255, green / 255, blue / 255];
}

/** @param {string} color */
const brightness = (color) => luminance(rgbOf(color));

/**
 * @param {Theme} theme
 * @param {number} [size] in CSS pixels at scale 1
 */
export const fontOf = (theme, size = 12) => `${size * theme.scale}px ${theme.font}`;
