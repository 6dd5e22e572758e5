import { FrameEpochReversed } from './frame-errors.ts';
import { lowEpoch } from './kid.ts';

/** An epoch that frames may be opened of. Its identity stands for the epoch: it is made once. */
export interface EpochKey {
  readonly epoch: bigint;
  readonly baseKey: CryptoKey;
}

/**
 * The epochs that a call's frames may be opened of, shared by all of its openers.
 *
 * Invariants: at most one epoch is held for each low part that a KID can carry, so a KID names exactly one
 * key. Epochs only go up: one that was let go never comes back, since its replay windows went with it.
 */
export class EpochKeys {
  readonly #held = new Map<number, EpochKey>();
  #latest = -1n;

  /**
   * Holds an epoch, in place of the one that is 256, 512, … before it. One that is held already stays.
   *
   * @param baseKey Of `importBaseKey`.
   * @throws FrameEpochReversed for an epoch before one that was installed, unless it is held.
   */
  install(epoch: bigint, baseKey: CryptoKey): void {
    const low = lowEpoch(epoch);
    if (this.#held.get(low)?.epoch === epoch) return;
    if (epoch <= this.#latest) throw new FrameEpochReversed(epoch, this.#latest);
    this.#held.set(low, { epoch, baseKey });
    this.#latest = epoch;
  }

  /**
   * Lets an epoch go: of its frames, only those open that are being opened already. Nothing happens where it is
   * not held.
   */
  retire(epoch: bigint): void {
    const low = lowEpoch(epoch);
    if (this.#held.get(low)?.epoch === epoch) this.#held.delete(low);
  }

  /** The one epoch that a KID can mean. */
  find(epochLow: number): EpochKey | undefined {
    return this.#held.get(epochLow);
  }

  /** Lets every epoch go. Idempotent. */
  close(): void {
    this.#held.clear();
  }
}
