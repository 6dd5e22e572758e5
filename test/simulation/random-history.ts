/** Draws that a seed repeats: the history replays, while keys are new each time. */
export class RandomHistory {
  #state: number;

  /** @param seed A 32-bit number. */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to 1, without 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** From 0 to `count`, without `count`. */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of them, or some of them. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('There is nothing to pick from.');
    return item;
  }

  some<T>(items: readonly T[], count: number): T[] {
    return items
      .map((item) => ({ item, order: this.next() }))
      .sort((a, b) => a.order - b.order)
      .slice(0, count)
      .map(({ item }) => item);
  }
}

/**
 * Runs one history per seed. A failure names its seed; with SOTTOVOCE_SIMULATION_SEED only that one is run.
 *
 * @param count How many; SOTTOVOCE_SIMULATION_HISTORIES replaces it.
 */
export async function runHistories(
  count: number,
  history: (random: RandomHistory, seed: number) => Promise<void>,
): Promise<void> {
  const { SOTTOVOCE_SIMULATION_SEED: only, SOTTOVOCE_SIMULATION_HISTORIES: many } = process.env;
  const first = only === undefined ? 1 : Number(only);
  const last = only === undefined ? Number(many ?? count) : first;
  for (let seed = first; seed <= last; seed += 1) {
    try {
      await history(new RandomHistory(seed), seed);
    } catch (error) {
      throw new Error(`Replay with SOTTOVOCE_SIMULATION_SEED=${seed}: ${error}`, { cause: error });
    }
  }
}
