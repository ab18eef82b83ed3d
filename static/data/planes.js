/** Byte planes of an answer as numbers: the inverse of formats/planes.py, a lane at a time. */

const EXPONENT = 11, BITS = 10;
/** A number's sign, exponent and first bits of its mantissa are in the upper half of its eight bytes. */
const HALVES = 2;
const UPPER = new Uint8Array(Float64Array.of(1).buffer)[0] === 0 ? 1 : 0;

/**
 * One lane of numbers that were sent as changes of changes.
 * @param {Uint8Array} planes (4, lanes, steps, width): three bytes of a change, the highest first, and whether the sign changes
 * @param {readonly number[]} shape
 * @param {number} lane
 * @param {readonly number[]} [origin] what the numbers of each column count from
 * @returns {Float64Array} (steps, width), flat
 */
export function laneOfPlanes(planes, [, lanes = 0, steps = 0, width = 1], lane, origin = []) {
  const values = new Float64Array(steps * width);
  const halves = new Uint32Array(values.buffer);
  const plane = lanes * steps * width;
  const first = lane * steps * width;
  const byte = (/** @type {number} */ index) => /** @type {number} */ (planes[index]);
  for (let column = 0; column < width; column += 1) {
    let [size, change, sign] = [0, 0, 0];
    for (let place = column; place < steps * width; place += width) {
      const at = first + place;
      const folded = byte(at) << 16 | byte(plane + at) << 8 | byte(2 * plane + at);
      change += folded >>> 1 ^ -(folded & 1);
      size += change;
      sign ^= byte(3 * plane + at);
      halves[HALVES * place + UPPER] = sign << 31 | size << (31 - EXPONENT - BITS);
    }
    const offset = origin[column];
    if (offset) for (let place = column; place < steps * width; place += width) values[place] = Number(values[place]) + offset;
  }
  return values;
}

/**
 * Numbers that were sent as their first bytes.
 * @param {Uint8Array} planes (bytes, …), the highest first
 * @param {readonly number[]} shape
 * @returns {Float64Array} (…), flat
 */
export function numbersOfBytes(planes, [count = 0, ...shape]) {
  const size = shape.reduce((product, side) => product * side, 1);
  const values = new Float64Array(size);
  const view = new DataView(values.buffer);
  for (let index = 0; index < size; index += 1) {
    for (let byte = 0; byte < count; byte += 1) {
      view.setUint8(index * values.BYTES_PER_ELEMENT + byte, planes[byte * size + index] ?? 0);
    }
    values[index] = view.getFloat64(index * values.BYTES_PER_ELEMENT);
  }
  return values;
}
