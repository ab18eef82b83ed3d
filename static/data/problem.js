/** A refusal, in the words of who refused. */

export class Problem extends Error {
  /**
   * @param {string} detail
   * @param {{ parameter: string, message: string, remedies?: string[] }[]} errors
   */
  constructor(detail, errors) {
    super(detail);
    this.errors = errors;
  }
}
