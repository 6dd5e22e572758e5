/**
 * Lets tasks with the same key run one after the other, in the order in which they came: what they tell is told in
 * the order in which it became true.
 */
export class Chains {
  readonly #last = new Map<string, Promise<unknown>>();

  /** @returns What the task returns, or throws; the next one runs all the same. */
  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const running = before.then(task, task);
    this.#last.set(key, running);
    try {
      return await running;
    } finally {
      if (this.#last.get(key) === running) this.#last.delete(key);
    }
  }
}
