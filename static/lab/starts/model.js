/** The map of starts under the plane: where a run ends from everywhere that is seen, as far as that is known. */

import { tileQuery } from "../../data/atlas.js";
import { emptyField, fill, resampled } from "../../math/field.js";
import { isSame } from "../../math/piece.js";
import { shareOf, within } from "../../math/span.js";
import { COARSE, levelsTo } from "../../math/tiles.js";
import { readingAt } from "../map/answers.js";
import { surveyor } from "../map/survey.js";
import { COORDINATES } from "../setting.js";

/**
 * @typedef {import("../mount.js").Lab} Lab
 * @typedef {import("../../data/atlas.js").Answer} Answer
 * @typedef {import("../../math/piece.js").Piece} Piece
 * @typedef {import("../../math/scale.js").Extent} Extent
 * @typedef {import("../../data/query.js").Setting} Setting
 * @typedef {"piece" | "field" | "ended" | "problem"} News `piece`: what is known lies elsewhere from now on
 */

/** Pixels along each side. */
const SIZE = 256;
/** Milliseconds without a change, after a first one, before tiles are asked for. */
const REST = 120;
const WHOLE = { pixels: COARSE, size: COARSE, column: 0, row: 0 };

/** @param {Extent} extent @returns {Piece} */
function pieceOf([xmin, xmax, ymin, ymax]) {
  const side = (/** @type {string} */ key, /** @type {number} */ min, /** @type {number} */ max) =>
    ({ key, min, max, log: false, whole: false });
  return { x: side("start.x", xmin, xmax), y: side("start.y", ymin, ymax) };
}

const UNIT = pieceOf([0, 1, 0, 1]);
/** Which runs a map is of, wherever they start. @param {Setting} setting */
const runsOf = (setting) => tileQuery(setting, UNIT, WHOLE);
/** What a start lies on. @param {Setting} setting */
const groundOf = ({ surface, f, domain }) => [surface, f, domain].join(" ");

/**
 * @param {Lab} lab
 * @param {(news: News) => void} tell
 */
export function createStarts(lab, tell) {
  let piece = UNIT;
  let field = emptyField(SIZE);
  /** @type {Answer[]} of the piece and of the runs that are shown, the finest last */
  let answers = [];
  /** Whose runs and whose ground the field is of, and those that were asked for last. */
  let [shown, ground] = ["", ""];
  let asked = { runs: "", steps: 1 };
  /** @type {import("../../data/problem.js").Problem | null} */
  let problem = null;
  let [timer, isDue, changed] = [0, false, -Infinity];
  let busy = false;

  const survey = surveyor(lab.source.atlas, {
    asked() {
      problem = null;
      busy = true;
      tell("field");
    },
    arrived(answer) {
      if (shown !== asked.runs) [field, answers, shown] = [emptyField(SIZE), [], asked.runs];
      answers.push(answer);
      fill(field, answer.tile, answer.ends, answer.places, asked.steps, true);
      tell("field");
    },
    whole() {},
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

  const forget = () => {
    clearTimeout(timer);
    isDue = false;
  };
  const ask = () => {
    forget();
    const { setting, view } = lab.state;
    if (!view || !setting.start) return; // the server is choosing one
    asked = { runs: runsOf(setting), steps: setting.steps };
    const next = pieceOf(view.extent());
    if (!isSame(piece, next)) {
      const stays = ground === groundOf(setting);
      field = stays ? resampled(field, SIZE, within(piece.x, next.x), within(piece.y, next.y)) : emptyField(SIZE);
      [piece, answers] = [next, []];
      if (!stays) shown = "";
      tell("piece");
    }
    ground = groundOf(setting);
    const near = /** @type {[number, number]} */ (COORDINATES.map((_, axis) =>
      shareOf(axis === 0 ? piece.x : piece.y, setting.start[axis])));
    void survey.survey({ setting, piece, levels: levelsTo(SIZE), near });
  };

  return {
    get field() {
      return field;
    },
    /** @returns {Extent} what of the plane the field covers */
    get extent() {
      return [piece.x.min, piece.x.max, piece.y.min, piece.y.max];
    },
    /** Flat x, y, loss, the lowest first. @returns {ArrayLike<number>} */
    get minima() {
      return answers[0]?.minima ?? [];
    },
    /** Whether more of it is on its way. */
    get busy() {
      return busy;
    },
    get problem() {
      return problem;
    },
    /** Whether what is shown is of other runs than those that are set. */
    isOld: () => shown !== runsOf(lab.state.setting),
    /** The first change in a while is asked about as soon as its task is over; after that, when there are no more. */
    askAtRest() {
      const now = performance.now();
      const isFirst = now - changed > REST;
      changed = now;
      if (isDue) return;
      forget();
      isDue = isFirst;
      timer = setTimeout(ask, isFirst ? 0 : REST);
    },
    /** Nobody looks any more. */
    rest() {
      forget();
      survey.stop();
      busy = false;
    },
    /**
     * How a run ends that starts there.
     * @param {number} x
     * @param {number} y
     */
    reading(x, y) {
      const place = /** @type {const} */ ([shareOf(piece.x, x), shareOf(piece.y, y)]);
      return place.every((share) => share >= 0 && share < 1) ? readingAt(answers, place) : null;
    },
  };
}
