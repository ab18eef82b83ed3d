/** A refusal, in the words of who refused. */

export class Problem extends Error {
  /**
   * @param {string} detail
   * @param {{ parameter: string, message: string, remedies?: string[], position?: number }[]} errors position: the character, from
   *   0, where a formula is wrong
   */
  constructor(detail, errors) {
    super(detail);
    this.errors = errors;
  }
}
