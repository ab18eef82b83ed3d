/** Colour by lightness, chroma and hue in OKLab (Ottosson 2020), where equal steps look equal. */

/**
 * @typedef {[red: number, green: number, blue: number]} Rgb each 0 to 1
 * @typedef {readonly [lightness: number, chroma: number, hue: number]} Stop hue in degrees
 */

/**
 * The floor of a surface, where paths end, is nearest to the page's own ground, and height moves away from it: dark on
 * a light page, light on a dark one. Both are stretches of viridis's hues (yellow, green, teal, blue) with a quieter
 * chroma, so that a saturated path stands out. Lightness is linear; chroma and hue bend through the stops.
 * @type {Readonly<Record<"light" | "dark", { lightness: readonly [number, number], stops: readonly Stop[] }>>}
 */
const RAMPS = {
  light: {
    lightness: [0.98, 0.71],
    stops: [[0, 0.024, 105], [0.35, 0.05, 140], [0.7, 0.058, 200], [1, 0.07, 255]],
  },
  dark: {
    lightness: [0.2, 0.48],
    stops: [[0, 0.04, 285], [0.35, 0.055, 250], [0.7, 0.055, 195], [1, 0.065, 155]],
  },
};

/**
 * @param {number} lightness 0 to 1
 * @param {number} a
 * @param {number} b
 * @returns {Rgb} linear light
 */
function oklabToLinear(lightness, a, b) {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** @param {number} light linear light */
const encode = (light) => (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);

/** @param {number} value an sRGB channel */
const decode = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/**
 * @param {number} lightness 0 to 1
 * @param {number} a
 * @param {number} b
 * @returns {Rgb} outside 0…1 where the screen cannot show it
 */
export function oklabToSrgb(lightness, a, b) {
  const [red, green, blue] = oklabToLinear(lightness, a, b);
  return [encode(red), encode(green), encode(blue)];
}

/**
 * @param {Rgb} rgb
 * @returns {[lightness: number, a: number, b: number]}
 */
export function srgbToOklab([red, green, blue]) {
  const [r, g, b] = [decode(red), decode(green), decode(blue)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/**
 * The colour of a tone, 0 the lowest height and 1 the highest.
 * @param {number} tone
 * @param {"light" | "dark"} variant of the page it lies on
 * @returns {Rgb}
 */
export function heightColour(tone, variant) {
  const { lightness: [from, to], stops } = RAMPS[variant];
  const upper = Math.max(1, stops.findIndex(([position]) => position >= tone));
  const [p0, c0, h0] = stops[upper - 1];
  const [p1, c1, h1] = stops[upper];
  const weight = (tone - p0) / (p1 - p0);
  const chroma = c0 + (c1 - c0) * weight;
  const hue = ((h0 + (h1 - h0) * weight) * Math.PI) / 180;
  return oklabToSrgb(from + (to - from) * tone, chroma * Math.cos(hue), chroma * Math.sin(hue));
}

/**
 * The height ramp as 256 × red, green, blue.
 * @param {"light" | "dark"} variant
 */
export function heightTable(variant) {
  const table = new Uint8ClampedArray(256 * 3); // rounds and clamps by itself
  for (let index = 0; index < 256; index++) {
    table.set(heightColour(index / 255, variant).map((channel) => channel * 255), 3 * index);
  }
  return table;
}

/**
 * @param {string} hex #rrggbb
 * @returns {Rgb}
 */
export function parseHex(hex) {
  const bits = Number.parseInt(hex.slice(1), 16);
  return [(bits >> 16) / 255, ((bits >> 8) & 255) / 255, (bits & 255) / 255];
}

/**
 * @param {string} hex #rrggbb
 * @returns {number} OKLab lightness, 0 to 1
 */
export const lightnessOf = (hex) => srgbToOklab(parseHex(hex))[0];

/**
 * Relative luminance (WCAG 2).
 * @param {Rgb} rgb
 */
export const luminance = ([red, green, blue]) =>
  0.2126 * decode(red) + 0.7152 * decode(green) + 0.0722 * decode(blue);
