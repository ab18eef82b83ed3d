/** The server's many seeds as charts and a picture draw them. */

/**
 * @typedef {Object} Fan the same run with other seeds
 * @property {string} query of the setting that it belongs to
 * @property {readonly Float32Array[]} paths of some, flat x0, y0, x1, y1 …; not numbers after a run has left
 * @property {Float32Array} mean the mean of all, likewise
 * @property {Float64Array} losses their mean
 * @property {Float64Array} low a tenth of the runs is below, at each step
 * @property {Float64Array} high a tenth is above
 * @property {number} seeds how many there are
 * @property {{ outcome: string, count: number }[]} ends how many ended how, the most first
 * @property {{ loss: number, excess: number, is_exact: boolean } | null} floor where the mean loss settles, if that is known
 */

/** What is shown of other seeds. @typedef {"" | "paths" | "mean" | "both"} Seeds */

/**
 * @param {string} query
 * @param {import("./safetensors.js").Bundle} bundle
 * @returns {Fan}
 */
export function readSeeds(query, { tensors, shapes, metadata }) {
  const [count = 0, points = 0] = shapes.points ?? [];
  const tensor = (/** @type {string} */ name) => /** @type {any} */ (tensors[name]);
  const length = 2 * points;
  const ends = metadata.outcomes.map((/** @type {string} */ outcome, /** @type {number} */ index) =>
    ({ outcome, count: Number(tensor("ends")[index]) }));
  return {
    query,
    paths: Array.from({ length: count }, (_, path) => tensor("points").subarray(path * length, (path + 1) * length)),
    mean: tensor("mean_points"),
    losses: tensor("mean_losses"),
    low: tensor("spread").subarray(0, points),
    high: tensor("spread").subarray(points),
    seeds: metadata.seeds,
    ends: ends.filter((/** @type {Fan["ends"][0]} */ each) => each.count > 0)
      .sort((/** @type {Fan["ends"][0]} */ one, /** @type {Fan["ends"][0]} */ other) => other.count - one.count),
    floor: metadata.floor,
  };
}

/** How far a path goes: how many of its points are numbers. @param {ArrayLike<number>} points flat */
export function lengthOf(points) {
  let length = points.length / 2;
  while (length > 0 && Number.isNaN(points[2 * length - 1])) length -= 1;
  return length;
}
