/** A map: which piece of which two keys is shown, and what is known of it. */

import { keysOfPiece } from "../../data/atlas.js";
import { levelsTo } from "../../math/tiles.js";
import { COORDINATES, groundOf } from "../setting.js";
import { answerAt } from "./answers.js";
import { mapKeys, sideBetween } from "./keys.js";
import { createTiling } from "./tiling.js";

/**
 * @typedef {import("../mount.js").Lab} Lab
 * @typedef {import("../../data/atlas.js").PieceKeys} PieceKeys
 * @typedef {import("../../math/piece.js").Piece} Piece
 * @typedef {import("../../views/map/over.js").Place} Place
 * @typedef {import("./keys.js").MapKey} MapKey
 * @typedef {import("./tiling.js").News} News
 * @typedef {ReturnType<typeof createMap>} MapModel
 */

/** Keys that a map is of where nothing else is said. */
const FIRST = { x: "lr", y: "lr_ratio" };
/** Pixels along a side: as a screen shows them, and the most. */
const PLAIN = 512;
export const FINEST = 2048;

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
  const plain = Number(lab.root.dataset.pixels ?? PLAIN);
  let pixels = plain;
  let byMinimum = false;
  /** Pixels along each side of the finest level that is whole. */
  let known = 0;
  /** @type {Place} */
  let near = [0.5, 0.5];
  const tiles = createTiling(lab.source.atlas, { x: first("x").side, y: first("y").side }, plain, {
    question: () => ({ setting: settingOf(), levels: levelsTo(pixels), near }),
    looks: () => ({ steps: settingOf().steps, byMinimum }),
    asked(levels) {
      if (levels.length === 1) return; // a finer picture of the same
      tiles.forget();
      known = 0;
    },
    whole(size) {
      known = size;
    },
  }, tell);
  let whole = tiles.piece;
  /** The same as the lab is told; what it holds else comes from outside: a page, or the back button. */
  let told = keysOfPiece(tiles.piece);
  lab.set({ map: told });

  /** @type {(next: Piece, at?: Place) => void} the old picture stays until there are answers */
  const show = (next, at = [0.5, 0.5]) => {
    const { piece } = tiles;
    if (!tiles.go(next, next.x.key === piece.x.key && next.y.key === piece.y.key)) return;
    [pixels, known, near] = [plain, 0, at];
    lab.set({ map: (told = keysOfPiece(next)) });
    tell("piece");
    tiles.askAtRest();
  };

  return {
    tiles,
    get keys() {
      return keys;
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
    pixelsAt: (place) => answerAt(tiles.answers, place)?.tile.pixels ?? pixels,
    find,
    show,
    /** All of both keys, or of what was chosen last. */
    whole: () => show(whole),
    /**
     * Another key, where its slider goes; the other side takes the key it had, if that is the one.
     * @param {"x" | "y"} name
     * @param {string} key
     */
    choose(name, key) {
      const other = name === "x" ? "y" : "x";
      const { piece } = tiles;
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
      whole = tiles.piece;
    },
    /** The setting is another: so may be its keys, how far they go, and what they come to. */
    refresh() {
      keys = mapKeys(settingOf(), lab.catalogue);
      const { piece } = tiles;
      const isElsewhere = ground !== (ground = groundOf(settingOf()));
      const sides = /** @type {const} */ (["x", "y"]).map((name) => {
        const key = find(piece[name].key);
        return key && (isElsewhere && COORDINATES.includes(key.key) ? key.side : piece[name]);
      });
      if (sides[0] === piece.x && sides[1] === piece.y) return tiles.askAtRest();
      const [x, y] = sides;
      const free = (/** @type {import("../../math/span.js").Side | undefined} */ taken) =>
        (taken?.key === FIRST.y ? first("x") : first("y")).side;
      whole = { x: x ?? (y?.key === FIRST.x ? first("y") : first("x")).side, y: y ?? free(x) };
      show(whole);
    },
    /** Four times as many pixels as there are, however long that takes. */
    finer() {
      pixels = Math.min(2 * (known || plain), FINEST);
      tiles.refine(pixels);
    },
    /** @param {boolean} on */
    colourByMinimum(on) {
      byMinimum = on;
      tiles.repaint();
    },
    dispose: tiles.rest,
  };
}
