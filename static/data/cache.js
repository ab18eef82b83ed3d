/** What was answered, remembered; and one job at a time. */

/**
 * Remembers the last answers, so that going back to a setting is immediate.
 * @template Answer
 * @param {(url: string, signal?: AbortSignal) => Promise<Answer>} asking
 * @param {number} size
 * @returns {(url: string, signal?: AbortSignal) => Promise<Answer>} the signal is that of who asks first
 */
export function remembering(asking, size) {
  /** @type {Map<string, Promise<Answer>>} */
  const known = new Map();
  return (url, signal) => {
    const answer = known.get(url) ?? asking(url, signal);
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
