/** Mappings between numbers and pixels: one axis at a time, or the plane with equal axes. */

/**
 * @typedef {"linear" | "log" | "symlog"} ScaleKind
 * @typedef {{ toPixel: (value: number) => number, toValue: (pixel: number) => number }} Scale
 * @typedef {readonly [xmin: number, xmax: number, ymin: number, ymax: number]} Extent
 */

/**
 * The visible part of the plane. `unit` is pixels per unit of x and of y alike: a gradient looks perpendicular to a
 * contour line only where both axes share a scale. Screen x = originX + x·unit, screen y = originY − y·unit.
 * @typedef {Object} View
 * @property {number} width
 * @property {number} height
 * @property {number} unit
 * @property {number} originX
 * @property {number} originY
 * @property {Extent} extent
 * @property {(x: number, y: number) => [number, number]} toScreen
 * @property {(screenX: number, screenY: number) => [number, number]} toPlane
 */

/**
 * A straight line through a warped axis; `warp` and `unwarp` are each other's inverse.
 * @param {readonly [number, number]} domain
 * @param {readonly [number, number]} range
 * @param {(value: number) => number} warp
 * @param {(warped: number) => number} unwarp
 * @returns {Scale}
 */
function warpedScale(domain, range, warp, unwarp) {
  const low = warp(domain[0]);
  const slope = (range[1] - range[0]) / (warp(domain[1]) - low || 1);
  return {
    toPixel: (value) => range[0] + (warp(value) - low) * slope,
    toValue: (pixel) => unwarp(low + (pixel - range[0]) / (slope || 1)),
  };
}

/**
 * @param {readonly [number, number]} domain
 * @param {readonly [number, number]} range
 */
export const linearScale = (domain, range) =>
  warpedScale(domain, range, (value) => value, (warped) => warped);

/**
 * @param {readonly [number, number]} domain both ends positive
 * @param {readonly [number, number]} range
 */
export const logScale = (domain, range) =>
  warpedScale(domain, range, Math.log10, (warped) => 10 ** warped);

/**
 * Linear inside ±softness and logarithmic outside, so that a loss may pass through zero and still span decades.
 * @param {readonly [number, number]} domain
 * @param {readonly [number, number]} range
 * @param {number} softness
 */
export const symlogScale = (domain, range, softness) =>
  warpedScale(domain, range, (value) => Math.asinh(value / softness), (warped) => softness * Math.sinh(warped));

/**
 * Shows the whole domain, centred, and fills the canvas by showing more of the plane, never by stretching it.
 * @param {Extent} domain
 * @param {number} width
 * @param {number} height
 * @param {number} [padding] pixels kept free around the domain
 * @returns {View}
 */
export function fitView(domain, width, height, padding = 0) {
  const [xmin, xmax, ymin, ymax] = domain;
  const unit = Math.min(
    Math.max(width - 2 * padding, 1) / (xmax - xmin),
    Math.max(height - 2 * padding, 1) / (ymax - ymin),
  );
  const originX = width / 2 - ((xmin + xmax) / 2) * unit;
  const originY = height / 2 + ((ymin + ymax) / 2) * unit;
  return {
    width,
    height,
    unit,
    originX,
    originY,
    extent: [-originX / unit, (width - originX) / unit, (originY - height) / unit, originY / unit],
    toScreen: (x, y) => [originX + x * unit, originY - y * unit],
    toPlane: (screenX, screenY) => [(screenX - originX) / unit, (originY - screenY) / unit],
  };
}

/**
 * Centre of the thumb of a native range at a notch: the thumb stays inside the input, so its travel is shorter.
 * @param {number} notch may be fractional
 * @param {number} count number of notches
 * @param {number} width of the range input
 * @param {number} thumb width of its thumb
 */
export const notchCentre = (notch, count, width, thumb) =>
  thumb / 2 + (notch / Math.max(count - 1, 1)) * (width - thumb);

/**
 * The (fractional) notch of a rate on a slider whose notches are even in log10.
 * @param {number} rate
 * @param {number} lowest
 * @param {number} highest
 * @param {number} count
 */
export const notchOfRate = (rate, lowest, highest, count) =>
  (Math.log10(rate / lowest) / Math.log10(highest / lowest)) * (count - 1);
