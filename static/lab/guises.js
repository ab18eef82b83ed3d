/** How runners look: no two alike. */

import { byId } from "../data/catalogue.js";

/**
 * @typedef {import("../data/catalogue.js").Catalogue} Catalogue
 * @typedef {import("../data/catalogue.js").Optimizer} Optimizer
 * @typedef {{ of: string, turn: number }} Guise how a runner differs from others of its optimizer: not at all at turn 0
 */

/** The dashes and markers of those whose optimizer runs already. */
const DASHES = [[], [9, 4], [2.5, 3.5], [9, 3, 2.5, 3], [5, 3], [1, 3]];
const MARKERS = ["circle", "square", "diamond", "triangle", "star", "plus", "cross"];

/**
 * How a runner is drawn: as its optimizer, or, where others of that run too, in another colour, dash and marker.
 * @param {Optimizer} optimizer
 * @param {number} turn
 * @param {readonly Optimizer[]} optimizers
 * @returns {Optimizer}
 */
export function styled(optimizer, turn, optimizers) {
  if (turn === 0) return optimizer;
  const colors = [...new Set(optimizers.map(({ color }) => color))];
  const turned = (/** @type {readonly any[]} */ all, /** @type {number} */ at) => all[(Math.max(at, 0) + turn) % all.length];
  return {
    ...optimizer,
    color: turned(colors, colors.indexOf(optimizer.color)),
    dash: turned(DASHES, DASHES.findIndex((each) => String(each) === String(optimizer.dash))),
    marker: turned(MARKERS, MARKERS.indexOf(optimizer.marker)),
  };
}

/**
 * A look for each, no two alike: who has one keeps it for as long as it keeps its optimizer.
 * @param {readonly { setting: { optimizer: string }, guise: Guise }[]} runners
 * @param {Catalogue} catalogue
 * @returns {Guise[]}
 */
export function guisesOf(runners, { optimizers }) {
  const colors = new Set(optimizers.map(({ color }) => color)).size;
  const keeps = runners.map(({ setting, guise }) => guise?.of === setting.optimizer);
  /** @type {Set<string>} */
  const taken = new Set();
  const shapeOf = (/** @type {Guise} */ { of, turn }) => {
    const { color, dash, marker } = styled(byId(optimizers, of), turn, optimizers);
    return { color, whole: `${color} ${dash} ${marker}` };
  };
  const take = (/** @type {Guise} */ guise) => {
    const { color, whole } = shapeOf(guise);
    taken.add(color).add(whole);
    return guise;
  };
  const kept = runners.map(({ guise }, index) => (keeps[index] ? take(guise) : null));
  // Whoever can look as its optimizer does; then those whose colour is taken already, each in one of its own.
  const plain = runners.map(({ setting: { optimizer } }, index) => {
    const guise = { of: optimizer, turn: 0 };
    return kept[index] ?? (taken.has(shapeOf(guise).color) ? null : take(guise));
  });
  return runners.map(({ setting: { optimizer } }, index) => {
    const own = plain[index];
    if (own) return own;
    const turns = Array.from({ length: colors }, (_, turn) => ({ of: optimizer, turn }));
    const free = turns.find((each) => !taken.has(shapeOf(each).color)) ?? turns.find((each) => !taken.has(shapeOf(each).whole));
    return take(free ?? { of: optimizer, turn: 0 });
  });
}
