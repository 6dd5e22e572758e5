import type { EpochKey, Leaves } from './epoch-key.ts';
import { FrameEpochReversed } from './frame-errors.ts';
import { epochCycle, lowEpoch } from './kid.ts';
import { ReceiverKeys } from './receiver-keys.ts';
import { type CipherSuiteId, cipherSuites } from './sframe/cipher-suites.ts';

/** More commits are hardly ever on their way to one member while another one has processed them. */
const mostStepsAhead = 8;

/**
 * The epochs that a call's frames may be opened of, shared by all of its openers.
 *
 * Invariants: at most one epoch is held for each low part that a KID can carry, so a KID names exactly one
 * key. Epochs only go up: one that was let go never comes back, since its replay windows went with it.
 */
export class EpochKeys {
  /** One window for each KID, whichever opener needs it: a receiver that is made anew does not forget. */
  readonly receivers: ReceiverKeys;
  readonly #held = new Map<number, EpochKey>();
  #latest = -1n;

  /** @param suite AES_128_GCM_SHA256_128 where left out. */
  constructor(suite: CipherSuiteId = 4) {
    this.receivers = new ReceiverKeys(cipherSuites[suite]);
  }

  /**
   * Holds an epoch, in place of the one that is 256, 512, … before it. One that is held already stays.
   *
   * @param baseKey Of `importBaseKey`.
   * @param leaves Frames of anybody else do not open.
   * @throws FrameEpochReversed for an epoch before one that was installed, unless it is held.
   */
  install(epoch: bigint, baseKey: CryptoKey, leaves: Leaves): void {
    const low = lowEpoch(epoch);
    if (this.#held.get(low)?.epoch === epoch) return;
    if (epoch <= this.#latest) throw new FrameEpochReversed(epoch, this.#latest);
    this.#held.set(low, { epoch, baseKey, leaves });
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

  /** Whether a KID is of an epoch that its sender has come to a little sooner than we. */
  isAhead(epochLow: number): boolean {
    if (this.#latest < 0n) return false;
    const steps = (epochLow - lowEpoch(this.#latest) + epochCycle) % epochCycle;
    return steps > 0 && steps <= mostStepsAhead;
  }

  /** Lets every epoch go. Idempotent. */
  close(): void {
    this.#held.clear();
  }
}
