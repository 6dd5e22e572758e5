export type ReplayVerdict = 'fresh' | 'replayed' | 'too-old';

/** Wide enough for what a network reorders, with all layers of a camera under one counter. */
const width = 1024n;

/**
 * Which counters of one key have been accepted (RFC 9605, section 9.3).
 *
 * Invariant: no counter is accepted twice. Slot `counter % width` belongs to the one counter of that
 * remainder within the window, which ends at the highest accepted one.
 */
export class ReplayWindow {
  #highest = -1n;
  readonly #seen = new Uint8Array(Number(width));

  /** True until a counter is accepted. */
  get isUntouched(): boolean {
    return this.#highest < 0n;
  }

  /** Whether `counter` could be accepted. Changes nothing: what is not authentic must not move the window. */
  check(counter: bigint): ReplayVerdict {
    if (counter > this.#highest) return 'fresh';
    if (counter <= this.#highest - width) return 'too-old';
    return this.#seen[slot(counter)] === 1 ? 'replayed' : 'fresh';
  }

  /**
   * Accepts the counter of a frame that proved authentic.
   *
   * Judges once more, since two copies of a frame may have been checked before either was opened.
   */
  accept(counter: bigint): ReplayVerdict {
    const verdict = this.check(counter);
    if (verdict !== 'fresh') return verdict;
    if (counter > this.#highest) this.#slideTo(counter);
    this.#seen[slot(counter)] = 1;
    return 'fresh';
  }

  #slideTo(counter: bigint): void {
    if (counter - this.#highest >= width) this.#seen.fill(0);
    else
      for (let skipped = this.#highest + 1n; skipped < counter; skipped += 1n) this.#seen[slot(skipped)] = 0;
    this.#highest = counter;
  }
}

function slot(counter: bigint): number {
  return Number(counter % width);
}
