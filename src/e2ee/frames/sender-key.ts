import { FrameCounterExhausted } from './frame-errors.ts';
import type { CipherSuite } from './sframe/cipher-suites.ts';
import { deriveFrameKey, type FrameKey } from './sframe/key-schedule.ts';

/**
 * The key of one KID, with the only counter that goes with it.
 *
 * Invariant: `takeCounter` never gives a number twice. The counter lives and dies with the key.
 */
export class SenderKey {
  readonly kid: bigint;
  readonly #suite: CipherSuite;
  readonly #baseKey: CryptoKey;
  readonly #counterLimit: bigint;
  #next = 0n;
  #derived: Promise<FrameKey> | undefined;

  /** @param counterLimit How many frames the key may seal. */
  constructor(suite: CipherSuite, baseKey: CryptoKey, kid: bigint, counterLimit: bigint) {
    this.kid = kid;
    this.#suite = suite;
    this.#baseKey = baseKey;
    this.#counterLimit = counterLimit;
  }

  /** @throws FrameCounterExhausted */
  takeCounter(): bigint {
    if (this.#next >= this.#counterLimit) throw new FrameCounterExhausted(this.kid);
    const counter = this.#next;
    this.#next += 1n;
    return counter;
  }

  derive(): Promise<FrameKey> {
    this.#derived ??= deriveFrameKey(this.#suite, this.#baseKey, this.kid);
    return this.#derived;
  }
}
