/** Maps as the server answers them: what a tile is asked with, and what the address of a piece is. */

import { toQuery } from "./query.js";
import { indicesOf, stretch } from "../math/tiles.js";

/**
 * @typedef {import("./query.js").Setting} Setting
 * @typedef {import("../math/piece.js").Piece} Piece
 * @typedef {import("../math/tiles.js").Tile} Tile
 * @typedef {{ x: string, x_min: number, x_max: number, y: string, y_min: number, y_max: number }} PieceKeys in the words
 *   of the query grammar
 * @typedef {Object} Answer a tile
 * @property {Tile} tile
 * @property {import("../math/field.js").Ends} ends
 * @property {ArrayLike<number>} losses
 * @property {{ columns: Int32Array, rows: Int32Array, width: number }} places of its pixels among the ends
 * @property {ArrayLike<number>} x values, one a column of the ends
 * @property {ArrayLike<number>} y
 * @property {ArrayLike<number>} minima flat x, y, loss of each; empty where the surface differs from pixel to pixel
 */

/** @param {Piece} piece @returns {PieceKeys} with every digit that float64 needs */
export const keysOfPiece = ({ x, y }) =>
  ({ x: x.key, x_min: x.min, x_max: x.max, y: y.key, y_min: y.min, y_max: y.max });

/**
 * The question that a tile is asked with. A map has its own values of its two keys: the setting's are left out, so that
 * wherever on a map one goes it is one map.
 * @param {Setting} setting
 * @param {Piece} piece
 * @param {Tile} tile
 */
export function tileQuery(setting, { x, y }, tile) {
  const across = stretch(x, tile.pixels, tile.column, tile.size);
  const along = stretch(y, tile.pixels, tile.row, tile.size);
  const asked = {
    x: x.key, x_min: across.min, x_max: across.max, nx: across.count,
    y: y.key, y_min: along.min, y_max: along.max, ny: along.count,
  };
  return `${toQuery(withoutKeys(setting, [x.key, y.key]))}&${toQuery(asked)}`;
}

/**
 * @param {Setting} setting
 * @param {readonly string[]} keys
 * @returns {Record<string, unknown>}
 */
function withoutKeys(setting, keys) {
  const [x, y] = ["start.x", "start.y"].map((key) => keys.includes(key));
  const { start, ...rest } = setting;
  const others = Object.entries(rest).filter(([key]) => !keys.includes(key));
  const kept = start && !(x && y) ? { start: [x ? 0 : start[0], y ? 0 : start[1]] } : {};
  return { ...Object.fromEntries(others), ...kept };
}

/**
 * @param {import("./safetensors.js").Bundle} bundle
 * @param {Piece} piece
 * @param {Tile} tile
 * @returns {Answer}
 */
export function readTile({ tensors, shapes }, piece, tile) {
  const { x, y, outcomes, steps, minima, lost, losses, minima_points: points } = tensors;
  const [, width = 0] = shapes.outcomes ?? [];
  return {
    tile,
    ends: { outcomes, steps, minima, lost },
    losses,
    places: {
      columns: indicesOf(piece.x, tile.pixels, tile.column, tile.size, x),
      rows: indicesOf(piece.y, tile.pixels, tile.row, tile.size, y),
      width,
    },
    x,
    y,
    minima: points ?? [],
  };
}
