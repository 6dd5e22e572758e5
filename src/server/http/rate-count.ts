import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ProtocolError } from '../../protocol/errors.ts';

/**
 * Counts something by a key, such as an address or an account, on this node and for a minute.
 *
 * @example
 * const lookups = new RateCount('lookups', 30);
 * await lookups.count(accountId);
 */
export class RateCount {
  readonly #limiter: RateLimiterMemory;

  /** @param name Tells these counts from others. */
  constructor(name: string, perMinute: number) {
    this.#limiter = new RateLimiterMemory({ keyPrefix: name, points: perMinute, duration: 60 });
  }

  /** @throws ProtocolError `rate-limited` where there have been too many, with the seconds to wait. */
  async count(key: string): Promise<void> {
    try {
      await this.#limiter.consume(key);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const retryAfter = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
      throw new ProtocolError('rate-limited', undefined, { retryAfter });
    }
  }
}
