import type { types } from 'mediasoup';

/** Whether a consumer's packets flow: its peer wants them, and the room does not hold them back. */
export class ConsumerFlow {
  readonly #consumer: Pick<types.Consumer, 'pause' | 'resume'>;
  #isWanted = false;
  #isHeld = false;
  #isFlowing = false;

  /** @param consumer Paused, as each consumer is made. */
  constructor(consumer: Pick<types.Consumer, 'pause' | 'resume'>) {
    this.#consumer = consumer;
  }

  want(isWanted: boolean): Promise<void> {
    this.#isWanted = isWanted;
    return this.#apply();
  }

  hold(isHeld: boolean): Promise<void> {
    this.#isHeld = isHeld;
    return this.#apply();
  }

  async #apply(): Promise<void> {
    const flows = this.#isWanted && !this.#isHeld;
    if (flows === this.#isFlowing) return;
    // The worker takes what it is told in the order in which it is told.
    this.#isFlowing = flows;
    await (flows ? this.#consumer.resume() : this.#consumer.pause());
  }
}
