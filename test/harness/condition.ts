import { setTimeout as pause } from 'node:timers/promises';

export interface ConditionOptions {
  /** Milliseconds after which the condition is given up: generous, for it only bounds a failure. */
  readonly limit?: number;
  /** What to tell of the surroundings when it is given up. */
  readonly dump?: () => string | Promise<string>;
}

/** Milliseconds between two probes: short at first, for most of what is waited for comes at once. */
const firstPause = 10;
const longestPause = 200;

/**
 * Waits until a probe finds something.
 *
 * @param description What is waited for, as in `everyone sees Ada`.
 * @param probe Returns what it found, or `undefined` or `false` where there is nothing yet. What it throws
 *   counts as nothing, and is told should the wait be given up.
 * @throws {Error} after `limit`, with the last finding and the dump.
 */
export async function until<T>(
  description: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  { limit = 60_000, dump }: ConditionOptions = {},
): Promise<T> {
  const end = Date.now() + limit;
  for (let interval = firstPause; ; interval = Math.min(interval * 1.5, longestPause)) {
    let trouble: unknown;
    try {
      const found = await probe();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      trouble = error;
    }
    if (Date.now() > end) {
      const surroundings = dump === undefined ? '' : `\n${await dump()}`;
      throw new Error(`waited ${limit / 1000} s in vain: ${description}${surroundings}`, { cause: trouble });
    }
    await pause(interval);
  }
}
