import type { EpochKey } from './epoch-key.ts';
import { ReplayWindow } from './replay-window.ts';
import type { CipherSuite } from './sframe/cipher-suites.ts';
import { deriveFrameKey, type FrameKey } from './sframe/key-schedule.ts';

/** The key of one KID in one epoch, with the counters that were accepted of it. */
export interface ReceiverKey {
  readonly derived: Promise<FrameKey>;
  readonly window: ReplayWindow;
}

interface Held extends ReceiverKey {
  /** How many frames are being opened with it. */
  users: number;
}

/**
 * The keys of whoever sends.
 *
 * Invariant: while a KID's epoch is held, there is one replay window for it from its first authentic frame on.
 * KIDs that only appeared in forged frames leave nothing behind, however many of them are sent.
 */
export class ReceiverKeys {
  readonly #suite: CipherSuite;
  /** Goes with the epoch: what is retired or replaced takes its windows along. */
  readonly #byEpoch = new WeakMap<EpochKey, Map<bigint, Held>>();

  constructor(suite: CipherSuite) {
    this.#suite = suite;
  }

  /**
   * Lends the key of a KID to `use`, which opens a frame and accepts its counter if the frame is authentic.
   *
   * @returns What `use` resolves with.
   */
  async lend<Result>(
    epochKey: EpochKey,
    kid: bigint,
    use: (key: ReceiverKey) => Promise<Result>,
  ): Promise<Result> {
    const keys = this.#keysOf(epochKey);
    const held = keys.get(kid) ?? this.#derive(epochKey, kid);
    keys.set(kid, held);
    held.users += 1;
    try {
      return await use(held);
    } finally {
      held.users -= 1;
      if (held.users === 0 && held.window.isUntouched) keys.delete(kid);
    }
  }

  #keysOf(epochKey: EpochKey): Map<bigint, Held> {
    const known = this.#byEpoch.get(epochKey);
    if (known !== undefined) return known;
    const keys = new Map<bigint, Held>();
    this.#byEpoch.set(epochKey, keys);
    return keys;
  }

  #derive(epochKey: EpochKey, kid: bigint): Held {
    return {
      derived: deriveFrameKey(this.#suite, epochKey.baseKey, kid),
      window: new ReplayWindow(),
      users: 0,
    };
  }
}
