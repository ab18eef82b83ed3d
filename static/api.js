/** Asking the server: safetensors, problem+json, one answer a question. */

/**
 * @typedef {Float64Array | Float32Array | Int32Array | Uint8Array} Tensor
 * @typedef {{ tensors: Record<string, Tensor>, shapes: Record<string, number[]>, metadata: Record<string, any> }} Bundle
 */

/** A refusal in the server's words. */
export class Problem extends Error {
  /**
   * @param {string} detail
   * @param {{ parameter: string, message: string }[]} errors
   */
  constructor(detail, errors) {
    super(detail);
    this.errors = errors;
  }
}

/** @type {Record<string, [new (buffer: ArrayBuffer, offset: number, length: number) => Tensor, number]>} */
const TYPES = { F64: [Float64Array, 8], F32: [Float32Array, 4], I32: [Int32Array, 4], U8: [Uint8Array, 1] };

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

/**
 * @param {string} url
 * @returns {Promise<Response>} a good answer
 * @throws {Problem}
 */
async function ask(url) {
  let answer;
  try {
    // The same mode and credentials as the page's preloads, so that those count; a sandboxed frame needs it anyway.
    answer = await fetch(url, { mode: "cors", credentials: "same-origin" });
  } catch {
    throw new Problem("The server does not answer. The picture shows the last setting it answered.", []);
  }
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  throw new Problem(problem.detail ?? `The server answered ${answer.status}.`, problem.errors ?? []);
}

/** @param {string} url @returns {Promise<Bundle>} */
export const askBundle = async (url) => readSafetensors(await (await ask(url)).arrayBuffer());

/** @param {string} url @returns {Promise<any>} */
export const askJson = async (url) => (await ask(url)).json();

/**
 * Remembers the last answers, so that going back to a setting is immediate.
 * @template Answer
 * @param {(url: string) => Promise<Answer>} asking
 * @param {number} size
 * @returns {(url: string) => Promise<Answer>}
 */
export function remembering(asking, size) {
  /** @type {Map<string, Promise<Answer>>} */
  const known = new Map();
  return (url) => {
    const answer = known.get(url) ?? asking(url);
    known.delete(url);
    known.set(url, answer);
    answer.catch(() => known.delete(url));
    const oldest = known.keys().next().value;
    if (known.size > size && oldest !== undefined) known.delete(oldest);
    return answer;
  };
}

/**
 * One job at a time; of those that come meanwhile only the newest is done.
 * @template Input
 * @param {(input: Input) => Promise<void>} job
 * @returns {(input: Input) => void}
 */
export function newestOnly(job) {
  let busy = false;
  /** @type {{ input: Input } | null} */
  let waiting = null;
  return async function start(input) {
    if (busy) {
      waiting = { input };
      return;
    }
    busy = true;
    try {
      await job(input);
    } finally {
      busy = false;
      const next = waiting;
      waiting = null;
      if (next) start(next.input);
    }
  };
}
