/** What was answered, remembered; and one job at a time. */

/**
 * Remembers the last answers, so that going back to a setting is immediate.
 * @template Answer
 * @param {(url: string, signal: AbortSignal) => Promise<Answer>} asking
 * @param {number} size
 * @returns {(url: string, signal?: AbortSignal) => Promise<Answer>} a signal says that one no longer waits; once nobody
 *   does, the question is given up
 */
export function remembering(asking, size) {
  /** @type {Map<string, { answer: Promise<Answer>, giveUp: () => void, waiting: number }>} */
  const known = new Map();
  const forget = (/** @type {string} */ url, /** @type {unknown} */ entry) => {
    if (known.get(url) === entry) known.delete(url);
  };
  const begin = (/** @type {string} */ url) => {
    const giving = new AbortController();
    const entry = { answer: asking(url, giving.signal), giveUp: () => giving.abort(), waiting: 0 };
    entry.answer.then(() => (entry.waiting = Infinity), () => forget(url, entry)); // an answer that came is kept
    return entry;
  };
  return (url, signal) => {
    const entry = known.get(url) ?? begin(url);
    known.delete(url);
    known.set(url, entry);
    entry.waiting += 1;
    signal?.addEventListener("abort", () => {
      entry.waiting -= 1;
      if (entry.waiting > 0) return;
      forget(url, entry); // who asks now begins anew
      entry.giveUp();
    }, { once: true });
    const oldest = known.keys().next().value;
    if (known.size > size && oldest !== undefined) known.delete(oldest);
    return entry.answer;
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
