/** Safetensors: typed arrays over an answer's own bytes. */

/**
 * @typedef {Float64Array | Float32Array | Int32Array | Int16Array | Uint8Array} Tensor
 * @typedef {{ tensors: Record<string, Tensor>, shapes: Record<string, number[]>, metadata: Record<string, any> }} Bundle
 */

/** @type {Record<string, [new (buffer: ArrayBuffer, offset: number, length: number) => Tensor, number]>} */
const TYPES = {
  F64: [Float64Array, 8], F32: [Float32Array, 4], I32: [Int32Array, 4], I16: [Int16Array, 2], U8: [Uint8Array, 1],
};

/**
 * Typed arrays over the answer's own bytes, without a copy where they are aligned.
 * @param {ArrayBuffer} buffer
 * @returns {Bundle}
 */
export function readSafetensors(buffer) {
  const start = 8 + Number(new DataView(buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, start - 8)));
  /** @type {Bundle} */
  const bundle = { tensors: {}, shapes: {}, metadata: {} };
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") {
      for (const [key, text] of Object.entries(entry)) bundle.metadata[key] = JSON.parse(String(text));
      continue;
    }
    const [first, last] = entry.data_offsets;
    const type = TYPES[entry.dtype];
    if (!type) throw new Error(`No reader for ${entry.dtype}.`);
    const [Array, size] = type;
    const offset = start + first;
    const aligned = offset % size === 0;
    const bytes = aligned ? buffer : buffer.slice(offset, start + last);
    bundle.tensors[name] = new Array(bytes, aligned ? offset : 0, (last - first) / size);
    bundle.shapes[name] = entry.shape;
  }
  return bundle;
}
