/** Byte planes of an answer as numbers: the inverse of formats/planes.py. */

const BYTES = Float64Array.BYTES_PER_ELEMENT;
const LITTLE_ENDIAN = new Uint8Array(Float64Array.of(1).buffer)[0] === 0;

/**
 * @param {Uint8Array} planes (planes, lanes, steps, width), the highest byte first, each XORed with that of the step before
 * @param {readonly number[]} shape
 * @param {readonly number[]} [origin] what the numbers of each column count from
 * @returns {Float64Array} (lanes, steps, width), flat
 */
export function fromPlanes(planes, [count = 0, lanes = 0, steps = 0, width = 1], origin = []) {
  const size = lanes * steps * width;
  const values = new Float64Array(size);
  const bytes = new Uint8Array(values.buffer);
  for (let plane = 0; plane < count; plane += 1) {
    const place = LITTLE_ENDIAN ? BYTES - 1 - plane : plane;
    for (let lane = 0; lane < lanes; lane += 1) {
      const first = lane * steps * width;
      for (let index = first; index < first + steps * width; index += 1) {
        const before = index - width;
        bytes[index * BYTES + place] = (planes[plane * size + index] ?? 0)
          ^ (before < first ? 0 : /** @type {number} */ (bytes[before * BYTES + place]));
      }
    }
  }
  for (const [column, offset] of origin.entries()) {
    if (offset) for (let index = column; index < size; index += width) values[index] = Number(values[index]) + offset;
  }
  return values;
}
