/** What theory says of gradient descent on a quadratic, to be drawn over what the runs did: see docs/model.md. */

import { valueAt } from "./span.js";

/**
 * @typedef {Readonly<Record<string, any>>} Setting keys of the query grammar
 * @typedef {import("./piece.js").Piece} Piece
 * @typedef {{ label: string, points: [number, number][] }} Curve points as shares of a piece, along the curve
 */

/** A curve is drawn through so many points. */
const POINTS = 240;

/** Curvature along x and along y, where the surface is a quadratic whose axes are the plane's. */
const CURVATURES = /** @type {Record<string, (setting: Setting) => [number, number] | null>} */ ({
  bowl: () => [2, 2],
  ravine: (setting) => (Number(setting["surface.angle"] ?? 0) === 0 || Number(setting.lr_ratio ?? 1) === 1
    ? [1, Number(setting["surface.kappa"])] : null),
});

/** The constant c of η < c/λ, and how it is written. */
const CONSTANTS = /** @type {Record<string, { of: (setting: Setting) => number, label: string }>} */ ({
  gd: { of: () => 2, label: "2/λ" },
  momentum: { of: (setting) => 2 * (1 + Number(setting["optimizer.momentum"])), label: "2(1 + β)/λ" },
  nesterov: {
    of: (setting) => {
      const beta = Number(setting["optimizer.momentum"]);
      return (2 * (1 + beta)) / (1 + 2 * beta);
    },
    label: "2(1 + β)/(λ(1 + 2β))",
  },
});

/** Keys that, at another value, would make the limit another. */
const PLAIN = { schedule: "constant", noise: 0, warmup: 0, "optimizer.dampening": 0, "optimizer.weight_decay": 0 };

/**
 * The rate above which a run diverges.
 * @param {Setting} setting
 * @returns {number | null} null where theory has none
 */
export function limitOf(setting) {
  const constant = CONSTANTS[setting.optimizer];
  const curvatures = CURVATURES[setting.surface]?.(setting);
  const isPlain = Object.entries(PLAIN).every(([key, value]) => (setting[key] ?? value) === value);
  if (!constant || !curvatures || !isPlain || setting.clip !== undefined) return null;
  const ratio = Number(setting.lr_ratio ?? 1);
  return constant.of(setting) / Math.max(curvatures[0], ratio * curvatures[1]);
}

/**
 * The limit as a curve over a map one of whose sides is the learning rate.
 * @param {Setting} setting
 * @param {Piece} piece
 * @returns {Curve | null}
 */
export function limitCurve(setting, { x, y }) {
  if (x.key !== "lr" && y.key !== "lr") return null;
  const [rate, other] = x.key === "lr" ? [x, y] : [y, x];
  const points = [];
  for (let index = 0; index <= POINTS; index += 1) {
    const along = index / POINTS;
    const limit = limitOf({ ...setting, [other.key]: valueAt(other, along) });
    if (limit === null) return null;
    const across = shareAlong(rate, limit);
    points.push(/** @type {[number, number]} */ (rate === x ? [across, along] : [along, across]));
  }
  const { label } = CONSTANTS[setting.optimizer];
  return { label: `η = ${label}`, points };
}

/**
 * Far away, where the rate lies far outside: a curve needs a place to go to.
 * @param {import("./span.js").Side} side
 * @param {number} value
 */
function shareAlong({ min, max, log }, value) {
  const share = log ? Math.log(value / min) / Math.log1p((max - min) / min) : (value - min) / (max - min);
  return Math.max(-1e6, Math.min(share, 1e6));
}
