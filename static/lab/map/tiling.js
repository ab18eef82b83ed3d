/** A piece of a map as far as it is known: its tiles come coarse first, the newest question wins, the old picture stays until then. */

import { emptyField, fill, resampled } from "../../math/field.js";
import { isSame } from "../../math/piece.js";
import { within } from "../../math/span.js";
import { readingAt } from "./answers.js";
import { surveyor } from "./survey.js";

/**
 * @typedef {import("../../data/atlas.js").Answer} Answer
 * @typedef {import("../../math/piece.js").Piece} Piece
 * @typedef {import("../../views/map/over.js").Place} Place
 * @typedef {"piece" | "field" | "ended" | "problem"} News `piece`: what is known lies elsewhere from now on
 * @typedef {Object} Tiled what a map is of
 * @property {() => Omit<import("./survey.js").Question, "piece"> | null} question null while there is nothing to ask
 * @property {() => { steps: number, byMinimum: boolean }} looks how an answer is painted
 * @property {(levels: readonly number[]) => void} [asked] another question than before
 * @property {() => void} [arrives] an answer, before it is put into the field
 * @property {(pixels: number) => void} [whole] all of a level is there
 */

/** Milliseconds without a change, after a first one, before tiles are asked for. */
const REST = 120;

/**
 * @param {import("../mount.js").Lab["source"]["atlas"]} atlas
 * @param {Piece} first
 * @param {number} size pixels along each side
 * @param {Tiled} of
 * @param {(news: News) => void} tell
 */
export function createTiling(atlas, first, size, { question, looks, asked, arrives, whole = () => {} }, tell) {
  let piece = first;
  let field = emptyField(size);
  /** @type {Answer[]} of the piece, the finest last */
  let answers = [];
  /** @type {import("../../data/problem.js").Problem | null} */
  let problem = null;
  let busy = false;
  /** @type {ReturnType<typeof setTimeout> | number} */
  let timer = 0;
  let [isDue, changed] = [false, -Infinity];

  const put = (/** @type {Answer} */ answer) => {
    const { steps, byMinimum } = looks();
    fill(field, answer.tile, answer.ends, answer.places, steps, byMinimum);
  };
  const survey = surveyor(atlas, {
    asked(levels) {
      asked?.(levels);
      problem = null;
      busy = true;
      tell("field");
    },
    arrived(answer) {
      arrives?.();
      answers.push(answer);
      put(answer);
      tell("field");
    },
    whole,
    ended() {
      busy = false;
      tell("ended");
    },
    failed(refusal) {
      problem = refusal;
      busy = false;
      tell("problem");
    },
  });
  const calm = () => {
    clearTimeout(timer);
    isDue = false;
  };
  const ask = (/** @type {readonly number[] | undefined} */ levels = undefined) => {
    calm();
    const next = question();
    if (next) void survey.survey({ ...next, piece, levels: levels ?? next.levels });
  };

  return {
    get piece() {
      return piece;
    },
    get field() {
      return field;
    },
    get answers() {
      return answers;
    },
    get problem() {
      return problem;
    },
    /** Whether more of it is on its way. */
    get busy() {
      return busy;
    },
    /** Of the surface, flat x, y, loss, the lowest first. @returns {ArrayLike<number>} */
    get minima() {
      return answers[0]?.minima ?? [];
    },
    /** At once. */
    ask: () => ask(),
    /** The first change in a while is asked about as soon as its task is over; after that, when there are no more. */
    askAtRest() {
      const now = performance.now();
      const isFirst = now - changed > REST;
      changed = now;
      if (isDue) return;
      calm();
      isDue = isFirst;
      timer = setTimeout(() => ask(), isFirst ? 0 : REST);
    },
    /**
     * Another piece: what is known of it of the one before stays in the picture until there are answers.
     * @param {Piece} next
     * @param {boolean} stays whether both are of one ground
     * @returns {boolean} whether it is another
     */
    go(next, stays) {
      if (isSame(piece, next)) return false;
      field = stays ? resampled(field, size, within(piece.x, next.x), within(piece.y, next.y)) : emptyField(size);
      [piece, answers] = [next, []];
      survey.stop();
      return true;
    },
    /** The same picture in more pixels, however long that takes. @param {number} pixels along each side */
    refine(pixels) {
      if (pixels > field.size) field = resampled(field, pixels, [0, 1], [0, 1]);
      survey.insist();
      ask([pixels]);
    },
    /** What was answered counts no more; nor does what it looks like. @param {boolean} [blank] */
    forget(blank = false) {
      answers = [];
      if (blank) field = emptyField(size);
    },
    /** All that is known looks otherwise. */
    repaint() {
      answers.forEach(put);
      tell("field");
    },
    /**
     * What is known of the pixel at a place.
     * @param {Place} place
     */
    reading: (place) => readingAt(answers, place),
    /** Nobody looks any more: what is on its way is given up, what is there is not asked for again. */
    rest() {
      calm();
      if (busy) survey.stop();
      busy = false;
    },
  };
}
