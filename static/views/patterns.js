/** A pattern for every outcome, so that the slider's track reads without colour. */

/**
 * @typedef {{ left: number, top: number, width: number, height: number }} Area
 * @typedef {(context: CanvasRenderingContext2D, area: Area, pitch: number) => void} Pattern traces a path; lattices are
 *   fixed to the canvas, so that neighbouring areas of one outcome join without a seam
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
  context.globalAlpha = solid ? 1 : 0.22;
  context.fillStyle = color;
  context.fillRect(area.left, area.top, area.width, area.height);
  if (pattern) {
    context.beginPath();
    pattern(context, area, 6 * theme.scale);
    context.globalAlpha = solid ? 0.4 : 1;
    context.lineWidth = (pattern === dots ? 2.4 : 1.4) * theme.scale;
    context.lineCap = pattern === dots ? "round" : "butt";
    context.strokeStyle = solid ? theme.surface : color;
    context.stroke();
  }
  context.restore();
}
