/** What a check found. `note` tells what cannot be known from inside the machine. */
export interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'note' | 'warn' | 'fail';
  readonly message: string;
  /** What to do about it. */
  readonly advice?: string;
}
