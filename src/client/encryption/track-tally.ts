/** What became of a track's frames so far. */
export interface TrackTally<Reason extends string> {
  readonly passed: number;
  readonly refused: Readonly<Partial<Record<Reason, number>>>;
}

/**
 * Counts the frames of one track.
 *
 * Refusals are told at the 1st, 2nd, 4th, 8th, … of a reason: at once when something begins to go wrong, and
 * seldom enough that a flood of forged frames makes no flood of messages.
 */
export class TrackTallier<Reason extends string> {
  readonly #tell: (reason: Reason, count: number) => void;
  readonly #refused: Partial<Record<Reason, number>> = {};
  #passed = 0;

  /** @param tell `count` is how many frames were refused for `reason` so far. */
  constructor(tell: (reason: Reason, count: number) => void) {
    this.#tell = tell;
  }

  pass(): void {
    this.#passed += 1;
  }

  refuse(reason: Reason): void {
    const count = (this.#refused[reason] ?? 0) + 1;
    this.#refused[reason] = count;
    if (Number.isInteger(Math.log2(count))) this.#tell(reason, count);
  }

  get tally(): TrackTally<Reason> {
    return { passed: this.#passed, refused: { ...this.#refused } };
  }
}
