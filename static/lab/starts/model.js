/** The map of starts under the plane: where a run ends from everywhere that is seen, as far as that is known. */

import { tileQuery } from "../../data/atlas.js";
import { shareOf } from "../../math/span.js";
import { COARSE, levelsTo } from "../../math/tiles.js";
import { createTiling } from "../map/tiling.js";
import { groundOf } from "../setting.js";

/**
 * @typedef {import("../mount.js").Lab} Lab
 * @typedef {import("../../math/piece.js").Piece} Piece
 * @typedef {import("../../math/scale.js").Extent} Extent
 * @typedef {import("../../data/query.js").Setting} Setting
 * @typedef {import("../map/tiling.js").News} News
 */

/** Pixels along each side. */
const SIZE = 256;
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

/**
 * @param {Lab} lab
 * @param {(news: News) => void} tell
 */
export function createStarts(lab, tell) {
  /** Whose runs and whose ground the picture is of, and those that were asked for last. */
  let [shown, ground] = ["", ""];
  let asked = { runs: "", steps: 1 };
  let isAnswered = false;

  const size = Number(lab.root.dataset.pixels ?? SIZE);
  const tiles = createTiling(lab.source.atlas, UNIT, size, {
    question() {
      const { setting, view } = lab.state;
      if (!view || !setting.start) return null; // the server is choosing one
      const stays = ground === groundOf(setting);
      [asked, ground] = [{ runs: runsOf(setting), steps: setting.steps }, groundOf(setting)];
      if (tiles.go(pieceOf(view.extent()), stays)) {
        if (!stays) shown = "";
        tell("piece");
      }
      const { x, y } = tiles.piece;
      return { setting, levels: levelsTo(size), near: [shareOf(x, setting.start[0]), shareOf(y, setting.start[1])] };
    },
    looks: () => ({ steps: asked.steps, byMinimum: true }),
    asked() {
      isAnswered = false;
    },
    // Of other runs nothing stays; of the same the picture does, while it comes once more.
    arrives() {
      if (!isAnswered) tiles.forget(shown !== asked.runs);
      [isAnswered, shown] = [true, asked.runs];
    },
  }, tell);

  return {
    tiles,
    /** @returns {Extent} what of the plane the field covers */
    get extent() {
      const { x, y } = tiles.piece;
      return [x.min, x.max, y.min, y.max];
    },
    /** Whether what is shown is of other runs than those that are set. */
    isOld: () => shown !== runsOf(lab.state.setting),
    /**
     * How a run ends that starts there.
     * @param {number} x
     * @param {number} y
     */
    reading(x, y) {
      const { piece } = tiles;
      const place = /** @type {const} */ ([shareOf(piece.x, x), shareOf(piece.y, y)]);
      return place.every((share) => share >= 0 && share < 1) ? tiles.reading(place) : null;
    },
  };
}
