/** Ground inside rings: where an odd number of them lies around a place. */

/**
 * @param {{ vertices: ArrayLike<number>, starts: ArrayLike<number> }} rings flat x, y; where each begins and the last one ends
 * @param {number} x
 * @param {number} y
 */
export function inRings({ vertices, starts }, x, y) {
  let odd = false;
  for (let ring = 0; ring + 1 < starts.length; ring++) {
    for (let i = starts[ring], before = starts[ring + 1] - 1; i < starts[ring + 1]; before = i++) {
      const [ax, ay, bx, by] = [vertices[2 * i], vertices[2 * i + 1], vertices[2 * before], vertices[2 * before + 1]];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
    }
  }
  return odd;
}
