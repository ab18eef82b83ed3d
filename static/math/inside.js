/** What goes on inside a step, as moves and places on the plane: what there is to draw of it, and how much of the plane that takes. */

/**
 * @typedef {readonly [x: number, y: number]} Pair
 * @typedef {readonly (number | null)[]} Row numbers of one update; null where one has left the finite numbers
 * @typedef {Object} Quantity one of an optimizer's own, as `/inside` answers it
 * @property {string} id
 * @property {string} symbol
 * @property {string} name
 * @property {"arrow" | "point" | "vector" | "rates" | "sizes" | "squares" | "matrix"} kind
 * @property {boolean} adds whether an arrow is a part of the step
 * @property {string} origin the id of the point where an arrow begins, if not at w
 * @property {string} times the id of the vector that rates multiply, if not the gradient
 * @property {readonly Row[]} values
 * @property {readonly Row[] | null} axes
 *
 * @typedef {Object} Inside a run seen from inside
 * @property {readonly Pair[]} points
 * @property {readonly Row[]} steps
 * @property {readonly Row[]} learning_rates
 * @property {readonly Row[]} slopes ∇L at every point
 * @property {readonly Row[]} gradients what each update used
 * @property {readonly string[]} differs how those differ from ∇L
 * @property {readonly Quantity[]} inner
 * @property {Row | null} effective_sharpness
 * @property {Row | null} thresholds
 * @property {boolean} preconditioned
 *
 * @typedef {{ id: string, name: string, from: Pair, move: Pair, adds: boolean }} Move
 * @typedef {{ id: string, name: string, at: Pair }} Place
 * @typedef {{ id: string, half: Pair, angle: number }} Oval where gradients of one length would lead, in every direction
 * @typedef {{ id: string, half: Pair }} Reach how far a step goes in each coordinate
 * @typedef {Object} Scene
 * @property {Pair} at w
 * @property {readonly Move[]} moves the step is the last
 * @property {readonly Place[]} places
 * @property {readonly Oval[]} ovals
 * @property {readonly Reach[]} reaches
 */

/** The update that leads away from a step; at the last step the one that led there; below zero where there is none. @param {number} step @param {number} length */
export const updateAt = (step, length) => Math.min(step, length - 2);

/** @param {Row | undefined} row @returns {Pair | null} its first two numbers */
export function pairOf(row) {
  const [x, y] = row ?? [];
  return typeof x === "number" && typeof y === "number" ? [x, y] : null;
}

/** @param {Inside} inside @param {string} id of a vector; empty for the gradient @param {number} k */
const vectorAt = ({ inner, gradients }, id, k) => pairOf((inner.find((each) => each.id === id)?.values ?? gradients)[k]);

/**
 * What there is to draw of an update.
 * @param {Inside} inside
 * @param {number} k
 * @returns {Scene}
 */
export function sceneOf(inside, k) {
  const at = /** @type {Pair} */ (inside.points[k]);
  /** @type {Move[]} */
  const moves = [];
  /** @type {Place[]} */
  const places = [];
  /** @type {Oval[]} */
  const ovals = [];
  /** @type {Reach[]} */
  const reaches = [];
  for (const { id, name, kind, adds, origin, times, values, axes } of inside.inner) {
    const value = pairOf(values[k]);
    if (!value) continue;
    if (kind === "arrow") {
      const from = origin ? vectorAt(inside, origin, k) : at;
      if (from) moves.push({ id, name, from, move: value, adds });
    } else if (kind === "point") places.push({ id, name, at: value });
    else if (kind === "sizes") reaches.push({ id, half: value });
    else if (kind === "rates") {
      const [long, short, angle] = axes?.[k] ?? [];
      const vector = vectorAt(inside, times, k);
      if (typeof long !== "number" || typeof short !== "number" || typeof angle !== "number" || !vector) continue;
      const length = Math.hypot(...vector);
      ovals.push({ id, half: [long * length, short * length], angle });
    }
  }
  const step = pairOf(inside.steps[k]);
  if (step) moves.push(stepFrom(at, step));
  return { at, moves, places, ovals, reaches };
}

/**
 * All that is true of a run of which nothing but its points is known.
 * @param {ArrayLike<number>} points flat
 * @param {number} k
 * @returns {Scene}
 */
export function sceneOfPoints(points, k) {
  const [x, y, nextX, nextY] = [0, 1, 2, 3].map((index) => Number(points[2 * k + index]));
  const at = /** @type {Pair} */ ([x, y]);
  return { at, moves: [stepFrom(at, [Number(nextX) - Number(x), Number(nextY) - Number(y)])], places: [], ovals: [], reaches: [] };
}

/** @param {Pair} from @param {Pair} move @returns {Move} */
const stepFrom = (from, move) => ({ id: "step", name: "Step", from, move, adds: false });

/** Without what somebody has switched off. @param {Scene} scene @param {ReadonlySet<string>} off @returns {Scene} */
export function without({ at, moves, places, ovals, reaches }, off) {
  const stays = (/** @type {{ id: string }} */ { id }) => !off.has(id);
  return { at, moves: moves.filter(stays), places: places.filter(stays), ovals: ovals.filter(stays), reaches: reaches.filter(stays) };
}

/** Seen from w, so that the shortest moves keep their digits. @param {Scene} scene @returns {Scene} */
export function aroundOrigin({ at: [x, y], moves, places, ovals, reaches }) {
  const less = (/** @type {Pair} */ [ofX, ofY]) => /** @type {Pair} */ ([ofX - x, ofY - y]);
  return {
    at: [0, 0],
    moves: moves.map((each) => ({ ...each, from: less(each.from) })),
    places: places.map((each) => ({ ...each, at: less(each.at) })),
    ovals,
    reaches,
  };
}

/** What is so many times longer than the step and its parts is cut rather than made room for. */
const LONGER = 3.5;
const LARGER = 2.5;

/**
 * The part of the plane that shows the step and its parts, and of all else what is not far longer.
 * @param {Scene} scene seen from w
 * @returns {import("./scale.js").Extent | null} null where nothing moves
 */
export function closeUp({ moves, places, ovals, reaches }) {
  const tip = (/** @type {Move} */ { from, move }) => /** @type {Pair} */ ([from[0] + move[0], from[1] + move[1]]);
  const parts = moves.filter(({ id, adds }) => adds || id === "step").flatMap((each) => [each.from, tip(each)]);
  const all = moves.map(tip);
  const size = (/** @type {readonly Pair[]} */ pairs) => Math.max(0, ...pairs.map((pair) => Math.hypot(...pair)));
  const core = size([...parts, ...places.map(({ at }) => at)]) || size(all);
  if (!(core > 0) || !Number.isFinite(core)) return null;
  const corners = [...ovals.map(({ half: [long] }) => long), ...reaches.map(({ half }) => Math.max(...half))]
    .filter((reach) => reach <= LARGER * core)
    .flatMap((reach) => /** @type {Pair[]} */ ([[reach, reach], [-reach, -reach]]));
  const shown = [/** @type {Pair} */ ([0, 0]), ...parts, ...places.map(({ at }) => at), ...corners, ...all.filter((pair) => Math.hypot(...pair) <= LONGER * core)];
  const [xs, ys] = [shown.map(([x]) => x), shown.map(([, y]) => y)];
  const [xmin, xmax, ymin, ymax] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const least = core / 20;
  return [xmin - least, xmax + least, ymin - least, ymax + least];
}

/** The longest of 1, 2 and 5 times a power of ten that is no longer. @param {number} most */
export function roundLength(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  const times = most / power;
  return Number(((times >= 5 ? 5 : times >= 2 ? 2 : 1) * power).toPrecision(1));
}

/**
 * The sides of squares whose areas are as these values, the largest so long.
 * @param {readonly number[]} values not negative
 * @param {number} longest
 */
export function sidesOf(values, longest) {
  const most = Math.max(...values);
  return values.map((value) => (most > 0 ? longest * Math.sqrt(Math.max(value, 0) / most) : 0));
}
