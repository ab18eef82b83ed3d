/** What is known at a place of a map: the finest answer that covers it. */

/**
 * @typedef {import("../../data/atlas.js").Answer} Answer
 * @typedef {import("../../views/map/over.js").Place} Place
 */

/**
 * @param {readonly Answer[]} answers the finest last
 * @param {Place} place
 */
export const answerAt = (answers, [x, y]) => answers.findLast(({ tile: { pixels: count, size, column, row } }) => {
  const [across, up] = [Math.floor(x * count) - column, Math.floor(y * count) - row];
  return across >= 0 && across < size && up >= 0 && up < size;
});

/**
 * @param {readonly Answer[]} answers
 * @param {Place} place
 * @returns {import("./words.js").Reading | null}
 */
export function readingAt(answers, [x, y]) {
  const answer = answerAt(answers, [x, y]);
  if (!answer) return null;
  const { tile, ends, losses, places } = answer;
  const column = places.columns[Math.floor(x * tile.pixels) - tile.column];
  const row = places.rows[Math.floor(y * tile.pixels) - tile.row];
  const at = row * places.width + column;
  return {
    x: answer.x[column], y: answer.y[row], outcome: ends.outcomes[at], steps: ends.steps[at], loss: losses[at],
    minimum: ends.minima[at],
    lost: ends.lost[at],
  };
}
