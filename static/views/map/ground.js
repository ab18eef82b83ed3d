/** The pixels of a map, painted a few milliseconds at a time: whatever arrives, no frame waits for it. */

import { paintRows } from "../../math/screen.js";

/**
 * @typedef {import("../../math/field.js").Field} Field
 * @typedef {import("../../math/screen.js").Ink} Ink
 */

/** Milliseconds of a frame that painting may take. */
const BUDGET = 4;
/** Rows that are painted between two looks at the clock. */
const ROWS = 16;
/** More pixels than this a screen need not have. */
const MOST_RATIO = 2;

const ratio = () => Math.min(globalThis.devicePixelRatio || 1, MOST_RATIO);

/** @param {HTMLCanvasElement} canvas */
export function mapGround(canvas) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  /** @type {{ field: Field, ink: Ink, left: number } | null} left: rows that are still to be painted */
  let job = null;
  /** The row to go on with, round and round: a picture that changes all the time is still painted everywhere. */
  let next = 0;
  let frame = 0;

  const work = (budget = BUDGET) => {
    frame = 0;
    if (!job) return;
    const { width, height } = canvas;
    const until = performance.now() + budget;
    const strip = context.createImageData(width, ROWS);
    const pixels = new Uint32Array(strip.data.buffer);
    while (job.left > 0 && performance.now() < until) {
      if (next >= height) next = 0;
      const last = Math.min(next + ROWS, height, next + job.left);
      paintRows(pixels, width, height, next, last, job.field, job.ink);
      context.putImageData(strip, 0, next, 0, 0, width, last - next);
      job.left -= last - next;
      next = last;
    }
    if (job.left > 0) frame = requestAnimationFrame(() => work());
    else job = null;
  };

  return {
    /** How many pixels it has per CSS pixel. */
    ratio,
    resize() {
      canvas.width = Math.max(Math.round(canvas.clientWidth * ratio()), 1);
      canvas.height = Math.max(Math.round(canvas.clientHeight * ratio()), 1);
    },
    /**
     * All of it; of several fields in a frame the last is painted.
     * @param {Field} field
     * @param {Ink} ink
     */
    paint(field, ink) {
      job = { field, ink, left: canvas.height };
      if (frame === 0) frame = requestAnimationFrame(() => work());
    },
    /** What is still to be painted, now: no frame comes before paper. */
    finish() {
      cancelAnimationFrame(frame);
      work(Infinity);
    },
    dispose() {
      cancelAnimationFrame(frame);
      job = null;
      [canvas.width, canvas.height] = [0, 0];
    },
  };
}
