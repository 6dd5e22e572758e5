import type { Config } from '../../config/schema.ts';
import type { Throttle, ThrottleStore } from '../storage/throttle-store.ts';
import type { AccountKeys } from './account-keys.ts';

/** Milliseconds of the first wait. */
const firstWait = 1000;

/**
 * Milliseconds to wait after so many tries: none up to the number that is free, then twice as long each time.
 *
 * @example
 * waitAfter({ tries: 7, free: 5, longest: 900_000 }) // 4000
 */
export function waitAfter({
  tries,
  free,
  longest,
}: {
  tries: number;
  free: number;
  longest: number;
}): number {
  if (tries < free) return 0;
  return Math.min(longest, firstWait * 2 ** Math.min(tries - free, 40));
}

/**
 * Holds off those who guess. In OPAQUE, the answer to the start of a log-in already lets the client try one
 * password, in peace: it is the starts that are counted.
 */
export class GuessLimits {
  readonly #store: ThrottleStore;
  readonly #keys: Pick<AccountKeys, 'hash'>;
  readonly #limits: Config['limits']['accounts'];
  readonly #now: () => number;

  constructor(
    store: ThrottleStore,
    keys: Pick<AccountKeys, 'hash'>,
    limits: Config['limits']['accounts'],
    now: () => number,
  ) {
    this.#store = store;
    this.#keys = keys;
    this.#limits = limits;
    this.#now = now;
  }

  /** @throws ProtocolError `rate-limited` where a try at a handle's password or recovery key has to wait. */
  try(what: 'password' | 'recovery', handle: string, network: string): Promise<void> {
    const { triesPerPerson, triesPerHandle, triesPerNetwork } = this.#limits;
    return this.#store.count(
      [
        this.#throttle(`${what} ${handle} ${network}`, triesPerPerson),
        this.#throttle(`${what} ${handle}`, triesPerHandle),
        this.#throttle(`network ${network}`, triesPerNetwork),
      ],
      this.#now(),
    );
  }

  /** Whoever knew the password need not wait for having mistyped it before. */
  succeeded(what: 'password' | 'recovery', handle: string, network: string): Promise<void> {
    return this.#store.forget(this.#keys.hash('throttle', `${what} ${handle} ${network}`));
  }

  /** @throws ProtocolError `rate-limited` where a network has made many accounts. */
  register(network: string): Promise<void> {
    return this.#store.count(
      [this.#throttle(`registration ${network}`, this.#limits.registrationsPerNetwork)],
      this.#now(),
    );
  }

  #throttle(key: string, free: number): Throttle {
    const { longestWaitSeconds, forgetAfterSeconds } = this.#limits;
    return {
      keyHash: this.#keys.hash('throttle', key),
      waitAfter: (tries) => waitAfter({ tries, free, longest: longestWaitSeconds * 1000 }),
      forgetAfter: forgetAfterSeconds * 1000,
    };
  }
}
