/** A pattern for every outcome, so that the slider's track reads without colour. */

/**
 * @typedef {{ left: number, top: number, width: number, height: number }} Area
 * @typedef {(context: CanvasPath, area: Area, pitch: number) => void} Pattern traces a path; lattices are fixed to the
 *   canvas, so that neighbouring areas of one outcome join without a seam
 */

/**
 * Lines through the area, leaning `slope` × its height to the right on their way up.
 * @param {number} slope
 * @returns {Pattern}
 */
const lines = (slope) => (context, { left, top, width, height }, pitch) => {
  const lean = slope * height;
  const reach = Math.abs(lean);
  for (let x = Math.floor((left - reach) / pitch) * pitch; x <= left + width + reach; x += pitch) {
    context.moveTo(x, top + height);
    context.lineTo(x + lean, top);
  }
};

export const rising = lines(1);
const falling = lines(-1);

/** @type {Pattern} */
function dots(context, { left, top, width, height }, pitch) {
  for (let row = 0; (row + 0.5) * pitch < height; row++) {
    const shift = row % 2 === 0 ? 0 : pitch / 2;
    for (let x = Math.floor(left / pitch) * pitch + shift; x <= left + width; x += pitch) {
      const y = top + (row + 0.5) * pitch;
      context.moveTo(x + 0.01, y); // a round cap on a line of no length is a dot
      context.lineTo(x, y);
    }
  }
}

/** @type {Pattern} */
function levels(context, { left, top, width, height }, pitch) {
  for (let y = top + pitch / 2; y < top + height; y += pitch) {
    context.moveTo(left, y);
    context.lineTo(left + width, y);
  }
}

/** @type {Pattern} */
function chevrons(context, { left, top, width, height }, pitch) {
  for (let x = Math.floor(left / pitch) * pitch - pitch; x <= left + width; x += 1.5 * pitch) {
    context.moveTo(x, top);
    context.lineTo(x + height / 2, top + height / 2);
    context.lineTo(x, top + height);
  }
}

/** @type {Pattern} */
function crossed(context, area, pitch) {
  rising(context, area, pitch);
  falling(context, area, pitch);
}

/**
 * `solid` areas are filled with the outcome's colour and patterned in the surface's; the others the other way round.
 * @type {Readonly<Record<string, { solid: boolean, pattern: Pattern | null }>>}
 */
const PATTERNS = {
  too_slow: { solid: false, pattern: dots },
  converged: { solid: true, pattern: null },
  oscillating: { solid: false, pattern: rising },
  diverged: { solid: true, pattern: crossed },
  stalled: { solid: false, pattern: levels },
  trapped: { solid: false, pattern: lines(0) },
  escaped: { solid: true, pattern: chevrons },
};

/** Pixels between two strokes, at scale 1; every pattern repeats itself after six of them. */
export const PITCH = 6;

/** How much of an outcome's colour is in its ground, and of the surface's in a pattern over a full one. */
export const TINT = 0.22, STROKE = 0.4;

/** @param {string} outcome */
export const isSolid = (outcome) => (PATTERNS[outcome] ?? PATTERNS.converged).solid;

/**
 * The strokes of an outcome's pattern alone.
 * @param {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} context
 * @param {Pattern | null} pattern
 * @param {Area} area
 * @param {number} scale
 */
function strokePattern(context, pattern, area, scale) {
  if (!pattern) return;
  context.beginPath();
  pattern(context, area, PITCH * scale);
  context.lineWidth = (pattern === dots ? 2.4 : 1.4) * scale;
  context.lineCap = pattern === dots ? "round" : "butt";
  context.stroke();
}

/** Where there is no value the ground is hatched, as in a picture. @param {string} outcome */
const patternOf = (outcome) => (outcome === "undefined" ? rising : PATTERNS[outcome]?.pattern);

/** Of a set of things that have no pattern of their own: the first has none. */
const SERIES = [null, levels, lines(0), dots, rising, falling, crossed, chevrons];

/**
 * How strongly a pattern shows in each pixel of a square that can be laid side by side.
 * @param {string | number} name an outcome, or a place in a series
 * @param {number} square pixels along its side
 * @returns {Uint8ClampedArray} 0 to 255, row by row
 */
export function patternSquare(name, square) {
  const pattern = typeof name === "number" ? SERIES[name % SERIES.length] : patternOf(name);
  const context = new OffscreenCanvas(square, square).getContext("2d", { willReadFrequently: true });
  const strengths = new Uint8ClampedArray(square * square);
  if (!context || !pattern) return strengths;
  // Drawn larger than it is, so that what begins beside the square shows in it too.
  const area = { left: -square, top: -square, width: 3 * square, height: 3 * square };
  strokePattern(context, pattern, area, square / (6 * PITCH));
  const { data } = context.getImageData(0, 0, square, square);
  return strengths.map((_, pixel) => data[4 * pixel + 3]);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} outcome
 * @param {Area} area
 * @param {import("./theme.js").Theme} theme
 */
export function fillOutcome(context, outcome, area, theme) {
  const { solid, pattern } = PATTERNS[outcome] ?? PATTERNS.converged;
  const color = theme.outcomes[outcome] ?? theme.textQuiet;
  context.save();
  context.beginPath();
  context.rect(area.left, area.top, area.width, area.height);
  context.clip();
  context.fillStyle = theme.surface;
  context.fillRect(area.left, area.top, area.width, area.height);
  context.globalAlpha = solid ? 1 : TINT;
  context.fillStyle = color;
  context.fillRect(area.left, area.top, area.width, area.height);
  context.globalAlpha = solid ? STROKE : 1;
  context.strokeStyle = solid ? theme.surface : color;
  strokePattern(context, pattern, area, theme.scale);
  context.restore();
}
