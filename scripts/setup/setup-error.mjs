/** A step that cannot succeed: what is missing, and what the person at the keyboard can do about it. */
export class SetupError extends Error {
  /**
   * @param {string} message What is missing, as one sentence.
   * @param {string[]} remedies What to do, one suggestion a line; commands to copy are welcome.
   * @param {{ details?: readonly string[] }} [options] `details`: what the failed program printed.
   */
  constructor(message, remedies, { details = [] } = {}) {
    super(message);
    this.name = 'SetupError';
    this.remedies = remedies;
    this.details = details;
  }
}
