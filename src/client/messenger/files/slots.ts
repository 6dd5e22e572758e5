/** Lets so many things go on at once; the others wait, in their order. */
export class Slots {
  readonly #most: number;
  #taken = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** @param signal Ends the waiting. Rejects with its reason. */
  async do<T>(act: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#take(signal);
    try {
      return await act();
    } finally {
      this.#taken -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (this.#taken >= this.#most) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
      await promise;
      const index = this.#waiting.indexOf(resolve);
      if (index !== -1) this.#waiting.splice(index, 1);
      if (signal.aborted) {
        // What woke this one may have been meant for the next.
        if (this.#taken < this.#most) this.#waiting.shift()?.();
        throw signal.reason;
      }
    }
    this.#taken += 1;
  }
}
