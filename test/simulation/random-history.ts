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

/** How large a call is and how much happens in it. */
export interface HistorySize {
  readonly people: number;
  readonly happenings: number;
}

/** Most calls are small, one in twenty has up to a dozen people, and one in two hundred up to fifty. */
export function drawSize(random: RandomHistory): HistorySize {
  const dice = random.next();
  if (dice < 0.005) return { people: 50, happenings: 20 };
  return dice < 0.055 ? { people: 12, happenings: 30 } : { people: 5, happenings: 7 };
}

/**
 * Runs one history per seed, from SOTTOVOCE_SIMULATION_SEED on, else from 1. A failure names its seed.
 *
 * @param count How many; SOTTOVOCE_SIMULATION_HISTORIES replaces it.
 */
export async function runHistories(
  count: number,
  history: (random: RandomHistory) => Promise<void>,
): Promise<void> {
  const { SOTTOVOCE_SIMULATION_SEED: from, SOTTOVOCE_SIMULATION_HISTORIES: many } = process.env;
  const first = Number(from ?? 1);
  const end = first + Number(many ?? count);
  for (let seed = first; seed < end; seed += 1) {
    try {
      await history(new RandomHistory(seed));
    } catch (error) {
      const replay = `SOTTOVOCE_SIMULATION_SEED=${seed} SOTTOVOCE_SIMULATION_HISTORIES=1`;
      throw new Error(`Replay with ${replay}: ${error}`, { cause: error });
    }
  }
}
