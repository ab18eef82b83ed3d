/** Labels on small cards, kept on the canvas and clear of each other. */

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {import("../../math/clip.js").Box} Box
 * @typedef {import("../../math/edge.js").Crossing} Arrow its tip and heading on the screen
 */

/** How many more places there are along the edge, on either side, and inwards. */
const FURTHER = 3;

/**
 * Places for a card beside an arrow at the edge: on the side its line does not come from, on the other, inwards,
 * further along the edge, and further inwards.
 * @param {{ width: number, height: number }} size
 * @param {Arrow} arrow
 * @param {Box} room
 * @param {number} scale
 * @returns {Box[]}
 */
export function cardPlaces({ width, height }, { x, y, dx, dy }, room, scale) {
  const gap = 14 * scale;
  const upright = Math.min(x - room.left, room.right - x) < Math.min(y - room.top, room.bottom - y);
  const along = (upright ? dy < 0 : dx < 0) ? -1 : 1;
  const place = (/** @type {number} */ side, further = 0) => upright
    ? boxAround(x, y + side * (gap + (further + 0.5) * height), width, height, room)
    : boxAround(x + side * (gap + (further / 2 + 0.5) * width), y, width, height, room);
  const inwards = (further = 0) => upright
    ? boxAround(x - Math.sign(dx) * (2 * gap + (further / 2 + 0.5) * width), y, width, height, room)
    : boxAround(x, y - Math.sign(dy) * (2 * gap + (further + 0.5) * height), width, height, room);
  const further = Array.from({ length: FURTHER }, (_, index) => index + 1);
  return [
    place(along), place(-along), inwards(),
    ...further.flatMap((each) => [place(along, each), place(-along, each)]), ...further.map(inwards),
  ];
}

/**
 * Moved as little as needed to lie inside `room`.
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 * @param {Box} room
 * @returns {Box}
 */
function boxAround(x, y, width, height, room) {
  const left = Math.max(room.left, Math.min(x - width / 2, room.right - width));
  const top = Math.max(room.top, Math.min(y - height / 2, room.bottom - height));
  return { left, right: left + width, top, bottom: top + height };
}

/**
 * @param {CanvasRenderingContext2D} context with its font set
 * @param {string} text
 * @param {Theme} theme
 */
export const cardSize = (context, text, { scale }) =>
  ({ width: context.measureText(text).width + 12 * scale, height: 20 * scale });

/**
 * @param {CanvasRenderingContext2D} context with its font set
 * @param {string} text
 * @param {Box} box
 * @param {Theme} theme
 * @param {string} border
 */
export function drawCard(context, text, { left, right, top, bottom }, theme, border) {
  context.beginPath();
  context.roundRect(left, top, right - left, bottom - top, 4 * theme.scale);
  context.fillStyle = theme.surface;
  context.fill();
  context.lineWidth = theme.scale;
  context.strokeStyle = border;
  context.stroke();
  context.fillStyle = theme.text;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, (left + right) / 2, (top + bottom) / 2 + 0.5 * theme.scale);
}
