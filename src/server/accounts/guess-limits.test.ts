import { describe, expect, it } from '@jest/globals';
import { waitAfter } from './guess-limits.ts';

describe('waitAfter', () => {
  const wait = (tries: number) => waitAfter({ tries, free: 3, longest: 10_000 });

  it('is nothing at first, then doubles, up to the longest', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8].map(wait)).toEqual([0, 0, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  });

  it('is the longest after any number of tries', () => {
    expect([100, 1e6, Number.MAX_SAFE_INTEGER].map(wait)).toEqual([10_000, 10_000, 10_000]);
  });
});
