/** A map: which piece of which two keys is shown, and what is known of it. */

import { keysOfPiece } from "../../data/atlas.js";
import { emptyField, fill, resampled } from "../../math/field.js";
import { isSame } from "../../math/piece.js";
import { within } from "../../math/span.js";
import { levelsTo } from "../../math/tiles.js";
import { COORDINATES } from "../setting.js";
import { answerAt, readingAt } from "./answers.js";
import { mapKeys, sideBetween } from "./keys.js";
import { surveyor } from "./survey.js";

/**
 * @typedef {import("../mount.js").Lab} Lab
 * @typedef {import("../../data/atlas.js").Answer} Answer
 * @typedef {import("../../data/atlas.js").PieceKeys} PieceKeys
 * @typedef {import("../../math/piece.js").Piece} Piece
 * @typedef {import("../../views/map/over.js").Place} Place
 * @typedef {import("./keys.js").MapKey} MapKey
 * @typedef {"piece" | "field" | "ended" | "problem"} News
 * @typedef {ReturnType<typeof createMap>} MapModel
 */

/** Keys that a map is of where nothing else is said. */
const FIRST = { x: "lr", y: "lr_ratio" };
/** Milliseconds without a change, after a first one, before tiles are asked for. */
const REST = 120;
/** Pixels along a side: as a screen shows them, and the most. */
const PLAIN = 512;
export const FINEST = 2048;

/** What the coordinates of a start are those of. @param {Lab["state"]["setting"]} setting */
const groundOf = ({ surface, f, domain }) => [surface, f, domain].join(" ");

/**
 * @param {Lab} lab
 * @param {() => Lab["state"]["setting"]} settingOf the lab's own, whatever is looked at
 * @param {(news: News) => void} tell
 */
export function createMap(lab, settingOf, tell) {
  let keys = mapKeys(settingOf(), lab.catalogue);
  const find = (/** @type {string} */ key) => keys.find((each) => each.key === key);
  /** Keys that every setting has. */
  const first = (/** @type {"x" | "y"} */ name) => /** @type {MapKey} */ (find(FIRST[name]));
  let ground = groundOf(settingOf());
  /** @type {Piece} */
  let piece = { x: first("x").side, y: first("y").side };
  let whole = piece;
  /** The same as the lab is told; what it holds else comes from outside: a page, or the back button. */
  let told = keysOfPiece(piece);
  lab.set({ map: told });
  let pixels = PLAIN;
  let byMinimum = false;
  let field = emptyField(PLAIN);
  /** @type {Answer[]} of the piece that is shown, the finest last */
  let answers = [];
  /** Pixels along each side of the finest level that is whole. */
  let known = 0;
  /** @type {import("../../data/problem.js").Problem | null} */
  let problem = null;
  let busy = false;
  /** @type {Place} */
  let near = [0.5, 0.5];
  let [timer, isDue, changed] = [0, false, -Infinity];

  const survey = surveyor(lab.source.atlas, {
    asked(levels) {
      if (levels.length > 1) [answers, known] = [[], 0]; // else a finer picture of the same
      problem = null;
      busy = true;
      tell("field");
    },
    arrived(answer) {
      answers.push(answer);
      put(answer);
      tell("field");
    },
    whole(size) {
      known = size;
    },
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

  const put = (/** @type {Answer} */ answer) =>
    fill(field, answer.tile, answer.ends, answer.places, settingOf().steps, byMinimum);
  const again = () => answers.forEach(put);

  const forget = () => {
    clearTimeout(timer);
    isDue = false;
  };
  const ask = (levels = levelsTo(pixels)) => {
    forget();
    void survey.survey({ setting: settingOf(), piece, levels, near });
  };
  /** The first change in a while is asked about as soon as its task is over; after that, when there are no more. */
  const askAtRest = () => {
    const now = performance.now();
    const isFirst = now - changed > REST;
    changed = now;
    if (isDue) return;
    forget();
    isDue = isFirst;
    timer = setTimeout(() => ask(), isFirst ? 0 : REST);
  };

  /** @type {(next: Piece, at?: Place) => void} the old picture stays until there are answers */
  const show = (next, at = [0.5, 0.5]) => {
    if (isSame(piece, next)) return;
    const related = next.x.key === piece.x.key && next.y.key === piece.y.key;
    field = related ? resampled(field, PLAIN, within(piece.x, next.x), within(piece.y, next.y)) : emptyField(PLAIN);
    [piece, pixels, known, near, answers] = [next, PLAIN, 0, at, []];
    survey.stop();
    lab.set({ map: (told = keysOfPiece(piece)) });
    tell("piece");
    askAtRest();
  };

  return {
    get keys() {
      return keys;
    },
    get piece() {
      return piece;
    },
    get field() {
      return field;
    },
    get problem() {
      return problem;
    },
    get busy() {
      return busy;
    },
    get byMinimum() {
      return byMinimum;
    },
    /** Pixels along each side that are asked for. */
    get pixels() {
      return pixels;
    },
    /** Pixels along each side that are there, everywhere. */
    get known() {
      return known;
    },
    /** And at a place. @param {Place} place */
    pixelsAt: (place) => answerAt(answers, place)?.tile.pixels ?? pixels,
    /** Of the surface, flat x, y, loss. @returns {ArrayLike<number>} */
    get minima() {
      return answers[0]?.minima ?? [];
    },
    find,
    show,
    ask: () => ask(),
    /** All of both keys, or of what was chosen last. */
    whole: () => show(whole),
    /**
     * Another key, where its slider goes; the other side takes the key it had, if that is the one.
     * @param {"x" | "y"} name
     * @param {string} key
     */
    choose(name, key) {
      const other = name === "x" ? "y" : "x";
      const side = find(key)?.side;
      if (!side || piece[name].key === key) return;
      const next = piece[other].key === key ? { x: piece.y, y: piece.x } : { ...piece, [name]: side };
      whole = next;
      show(next);
    },
    /**
     * A piece in the words of the address; that of keys which are not here is left out.
     * @param {PieceKeys} wanted
     */
    adopt(wanted) {
      if (wanted === told) return;
      const [x, y] = [find(wanted.x), find(wanted.y)];
      if (!x || !y || x === y) return;
      show({ x: sideBetween(x, wanted.x_min, wanted.x_max), y: sideBetween(y, wanted.y_min, wanted.y_max) });
    },
    /** What is shown now is the whole. */
    settle() {
      whole = piece;
    },
    /** The setting is another: so may be its keys, how far they go, and what they come to. */
    refresh() {
      keys = mapKeys(settingOf(), lab.catalogue);
      const isElsewhere = ground !== (ground = groundOf(settingOf()));
      const sides = /** @type {const} */ (["x", "y"]).map((name) => {
        const key = find(piece[name].key);
        return key && (isElsewhere && COORDINATES.includes(key.key) ? key.side : piece[name]);
      });
      if (sides[0] === piece.x && sides[1] === piece.y) return askAtRest();
      const [x, y] = sides;
      const free = (/** @type {import("../../math/span.js").Side | undefined} */ taken) =>
        (taken?.key === FIRST.y ? first("x") : first("y")).side;
      whole = { x: x ?? (y?.key === FIRST.x ? first("y") : first("x")).side, y: y ?? free(x) };
      show(whole);
    },
    /** Four times as many pixels as there are, however long that takes. */
    finer() {
      pixels = Math.min(2 * (known || PLAIN), FINEST);
      if (pixels > field.size) field = resampled(field, pixels, [0, 1], [0, 1]);
      survey.insist();
      ask([pixels]);
    },
    /** @param {boolean} on */
    colourByMinimum(on) {
      byMinimum = on;
      again();
      tell("field");
    },
    /**
     * What is known of the pixel at a place.
     * @param {Place} place
     */
    reading: (place) => readingAt(answers, place),
    dispose() {
      forget();
      survey.stop();
    },
  };
}
