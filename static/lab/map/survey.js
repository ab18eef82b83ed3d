/** Brings the tiles of a piece of a map: coarse first, two at a time, and only of the newest piece. */

import { readTile, tileQuery } from "../../data/atlas.js";
import { Problem } from "../../data/problem.js";
import { tilesOf } from "../../math/tiles.js";

/**
 * @typedef {import("../../data/query.js").Setting} Setting
 * @typedef {import("../../data/atlas.js").Answer} Answer
 * @typedef {import("../../math/piece.js").Piece} Piece
 * @typedef {import("../../math/tiles.js").Tile} Tile
 * @typedef {Object} Question
 * @property {Setting} setting
 * @property {Piece} piece
 * @property {readonly number[]} levels pixels along each side, one after the other
 * @property {readonly [number, number]} near what of it is wanted first
 * @typedef {Object} Hearer
 * @property {(levels: readonly number[]) => void} asked another question than before
 * @property {(answer: Answer) => void} arrived
 * @property {(pixels: number) => void} whole all of a level is there
 * @property {() => void} ended nothing is on its way any more
 * @property {(problem: Problem) => void} failed
 */

/** Pixels along a side of a tile at the most, and at the least where the service thinks that too dear. */
const MOST = 128, LEAST = 8;
/** The service has two workers; more at a time would keep the lab's own questions waiting. */
const AT_A_TIME = 2;
/** Seconds that a finer level may be thought to take, unless somebody insists on it. */
const PATIENCE = 20;
/** Seconds that a tile may be thought to take, while it has `SMALL` pixels along a side to halve: all of it is shown at
 * once, and the service lets nobody have seconds of work waiting. */
const SOON = 1, SMALL = 32;

/**
 * @param {(query: string, signal: AbortSignal) => Promise<import("../../data/safetensors.js").Bundle>} ask
 * @param {Hearer} hearer
 */
export function surveyor(ask, hearer) {
  let controller = new AbortController();
  let asked = "";
  let insists = false;
  /** Seconds that a pixel has taken of late. */
  let pace = 0;

  /** @type {(question: Question, tile: Tile, signal: AbortSignal) => Promise<Answer>} */
  const bring = async ({ setting, piece }, tile, signal) =>
    readTile(await ask(tileQuery(setting, piece, tile), signal), piece, tile);

  /** One level. @type {(question: Question, pixels: number, most: number, signal: AbortSignal) => Promise<number>} */
  const level = async (question, pixels, most, signal) => {
    const waiting = tilesOf(pixels, most, question.near);
    const work = async () => {
      for (let tile = waiting.shift(); tile && !signal.aborted; tile = waiting.shift()) {
        const answer = await bring(question, tile, signal);
        if (!signal.aborted) hearer.arrived(answer);
      }
    };
    try {
      await Promise.all(Array.from({ length: AT_A_TIME }, work));
      return most;
    } catch (error) {
      if (!isTooDear(error) || most <= LEAST) throw error;
      waiting.length = 0;
      return level(question, pixels, Math.min(most, pixels) / 2, signal);
    }
  };

  const survey = async (/** @type {Question} */ question) => {
    const { setting, piece, levels } = question;
    const pixels = levels.at(-1) ?? 1;
    // The setting's own pair of values is no part of the question.
    const name = tileQuery(setting, piece, { pixels, size: pixels, column: 0, row: 0 });
    if (name === asked && !insists) return;
    asked = name;
    controller.abort();
    controller = new AbortController();
    const { signal } = controller;
    hearer.asked(levels);
    try {
      let [most, rate, done] = [MOST, 0, 0]; // rate: of this piece
      for (const size of insists ? levels : withHalves(levels)) {
        if (size < done || (!insists && rate * size * size > PATIENCE)) continue;
        const since = performance.now();
        most = await level(question, size, Math.min(most, sideOf(pace)), signal);
        if (signal.aborted) return;
        hearer.whole((done = size));
        pace = rate = (performance.now() - since) / 1000 / (size * size);
      }
      insists = false;
      hearer.ended();
    } catch (error) {
      if (signal.aborted) return;
      controller.abort(); // what the other worker is at
      asked = "";
      if (!(error instanceof Problem)) throw error;
      hearer.failed(error);
    }
  };
  return {
    survey,
    /** However long the next question takes. */
    insist() {
      insists = true;
    },
    stop() {
      controller.abort();
      [asked, insists] = ["", false];
    },
  };
}

/** Pixels along a side of a tile that takes no longer than is waited for. @param {number} rate seconds that a pixel takes */
function sideOf(rate) {
  let side = MOST;
  while (side > SMALL && rate * side * side > SOON) side /= 2;
  return side;
}

/**
 * Each level, and after it half of it, for where it was thought to take too long.
 * @param {readonly number[]} levels
 */
const withHalves = (levels) =>
  levels.flatMap((size, index) => (size / 2 > (levels[index - 1] ?? size) ? [size, size / 2] : [size]));

/** Whether fewer pixels at a time may be allowed. @param {unknown} error */
const isTooDear = (error) =>
  error instanceof Problem && error.errors.some(({ message }) => / too (?:many|much) /.test(` ${message} `));
