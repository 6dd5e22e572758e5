import type { MessageVerdict } from './protoo-socket.ts';

/**
 * How many messages a session may still send: a token bucket that refills steadily up to a burst.
 * Times are in milliseconds.
 */
export class MessageBudget {
  readonly #perSecond: number;
  readonly #burst: number;
  #left: number;
  #at: number;

  constructor(perSecond: number, burst: number, now: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#left = burst;
    this.#at = now;
  }

  /**
   * Takes one message. A flood digs a debt as deep as the burst; whoever is that deep is not slow but
   * hostile.
   */
  take(now: number): MessageVerdict {
    this.#left = Math.min(this.#burst, this.#left + ((now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
    this.#left = Math.max(this.#left - 1, -this.#burst);
    if (this.#left >= 0) {
      return 'granted';
    }
    return this.#left > -this.#burst ? 'refused' : 'flooded';
  }
}
