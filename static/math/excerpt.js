/** A text with some of its characters pointed at. */

/** Characters of a text that are shown, and how many of them before the first that is pointed at. */
const SHOWN = 56, BEFORE = 24;

/**
 * Pieces of a text, in order; those at the given places are single characters, a space where the text has ended. Of a long
 * text only what is around the first of them.
 * @param {string} text
 * @param {readonly number[]} positions in characters, from 0
 * @returns {{ piece: string, marked: boolean }[]}
 */
export function pointedAt(text, positions) {
  const characters = [...Array.from(text), " "];
  const first = Math.min(...positions, characters.length - 1);
  const from = characters.length > SHOWN + 1 ? Math.max(Math.min(first - BEFORE, characters.length - SHOWN), 0) : 0;
  const to = Math.min(from + SHOWN + 1, characters.length);
  /** @type {{ piece: string, marked: boolean }[]} */
  const pieces = from > 0 ? [{ piece: "…", marked: false }] : [];
  for (let at = from; at < to; at++) {
    const [piece, marked] = [characters[at] ?? "", positions.includes(at)];
    const last = pieces.at(-1);
    if (at === characters.length - 1 && !marked) break;
    if (last && !marked && !last.marked) last.piece += piece;
    else pieces.push({ piece, marked });
  }
  return to < characters.length ? [...pieces, { piece: "…", marked: false }] : pieces;
}
