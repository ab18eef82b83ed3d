/** Shapes built as paths, so that every system draws the same ones and a thousand cost one fill. */

/**
 * @typedef {Pick<CanvasPath, "moveTo" | "lineTo" | "arc" | "rect" | "closePath">} Pen
 * @typedef {(pen: Pen, x: number, y: number, radius: number) => void} Marker
 */

/**
 * @param {Pen} pen
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {readonly number[]} corners unit x0, y0, x1, y1 …
 */
function polygon(pen, x, y, radius, corners) {
  pen.moveTo(x + radius * corners[0], y + radius * corners[1]);
  for (let i = 2; i < corners.length; i += 2) pen.lineTo(x + radius * corners[i], y + radius * corners[i + 1]);
  pen.closePath();
}

/** @param {readonly number[]} corners */
const shape = (corners) => /** @type {Marker} */ ((pen, x, y, radius) => polygon(pen, x, y, radius, corners));

/** @param {number} arm half the thickness of its arms */
const plus = (arm) => [
  -arm, -1.15, arm, -1.15, arm, -arm, 1.15, -arm, 1.15, arm, arm, arm,
  arm, 1.15, -arm, 1.15, -arm, arm, -1.15, arm, -1.15, -arm, -arm, -arm,
];

/** @param {readonly number[]} corners */
const turned = (corners) =>
  corners.map((_, i) => (i % 2 === 0 ? corners[i] - corners[i + 1] : corners[i - 1] + corners[i]) * Math.SQRT1_2);

/** @param {number} points */
const starCorners = (points) =>
  Array.from({ length: 4 * points }, (_, i) => {
    const corner = i >> 1;
    const angle = (corner / points) * Math.PI;
    return (corner % 2 === 0 ? 1 : 0.45) * (i % 2 === 0 ? Math.sin(angle) : -Math.cos(angle));
  });

/**
 * Drawn to look equally large; the ids are the catalogue's.
 * @type {Readonly<Record<string, Marker>>}
 */
const MARKERS = {
  circle(pen, x, y, radius) {
    pen.moveTo(x + radius, y);
    pen.arc(x, y, radius, 0, 2 * Math.PI);
  },
  square: shape([-0.9, -0.9, 0.9, -0.9, 0.9, 0.9, -0.9, 0.9]),
  diamond: shape([0, -1.3, 1.3, 0, 0, 1.3, -1.3, 0]),
  triangle: shape([0, -1.3, 1.2, 0.85, -1.2, 0.85]),
  star: shape(starCorners(5).map((corner) => 1.45 * corner)),
  plus: shape(plus(0.36)),
  cross: shape(turned(plus(0.36))),
};

/** @param {string} id an unknown one is a circle */
export const markerOf = (id) => MARKERS[id] ?? MARKERS.circle;

/** A minimum. */
export const star = shape(starCorners(5));

/** A saddle. */
export const saddleCross = shape(turned(plus(0.24)));

/**
 * An arrowhead, its tip at (x, y).
 * @param {Pen} pen
 * @param {number} x
 * @param {number} y
 * @param {number} dx direction, a unit vector
 * @param {number} dy
 * @param {number} size
 */
export function arrowhead(pen, x, y, dx, dy, size) {
  const [backX, backY] = [x - dx * size, y - dy * size];
  pen.moveTo(x, y);
  pen.lineTo(backX - dy * size * 0.55, backY + dx * size * 0.55);
  pen.lineTo(x - dx * size * 0.72, y - dy * size * 0.72);
  pen.lineTo(backX + dy * size * 0.55, backY - dx * size * 0.55);
  pen.closePath();
}
