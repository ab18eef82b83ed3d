/** The ground under every notch of a surface's parameter, coarse: what is drawn while a hand is on it. */

import { contoursOf } from "../math/contours.js";
import { withoutGaps } from "../math/interpolate.js";

/**
 * @typedef {import("./landscape.js").Landscape} Landscape
 * @typedef {{ at: (notch: number) => Landscape }} Grounds
 */

/** Rings around ground without value: a coarse picture has none. */
const NO_HOLES = { vertices: [], starts: [] };

/**
 * A notch is read when it is asked for, and remembered.
 * @param {import("./safetensors.js").Bundle} bundle
 * @returns {Grounds}
 */
export function readGrounds({ tensors, shapes, metadata }) {
  const { extent, tones, domain, formula, axes, floors } = metadata;
  const [, rows = 0, columns = 0] = shapes.heights ?? [];
  /** What a tensor has of one notch. @type {(name: string, notch: number) => Float32Array} */
  const of = (name, notch) => {
    const size = (shapes[name] ?? []).slice(1).reduce((product, side) => product * side, 1);
    return /** @type {Float32Array} */ (tensors[name]).subarray(notch * size, (notch + 1) * size);
  };
  const points = (/** @type {string} */ name, /** @type {number} */ notch) => of(name, notch).filter(Number.isFinite);
  /** @type {Map<number, Landscape>} */
  const known = new Map();
  const read = (/** @type {number} */ notch) => {
    const heights = of("heights", notch);
    const levels = of("levels", notch);
    const grid = { heights: withoutGaps(heights.slice(), columns), nx: columns, ny: rows, extent };
    return {
      grid,
      tone: tones[notch],
      contours: contoursOf(heights, columns, extent, levels),
      holes: NO_HOLES,
      levels,
      minima: points("minima", notch),
      saddles: points("saddles", notch),
      domain,
      formula,
      axes,
      floor: floors[notch],
      coarse: true,
    };
  };
  return {
    at(notch) {
      const ground = known.get(notch) ?? read(notch);
      known.set(notch, ground);
      return ground;
    },
  };
}
