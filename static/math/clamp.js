/**
 * The value, or the end of [low, high] that it lies beyond; `low` where the ends have passed each other.
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
export const clamp = (value, low, high) => Math.max(low, Math.min(value, high));
