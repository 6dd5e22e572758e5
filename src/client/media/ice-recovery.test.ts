import { describe, expect, it } from '@jest/globals';
import { restartDelay } from './ice-recovery.ts';

describe('restartDelay', () => {
  it('gives ICE a second to heal by itself', () => {
    expect(restartDelay('disconnected', 0)).toBe(1_000);
  });

  it('restarts at once what failed, and after a change of network', () => {
    expect(restartDelay('failed', 0)).toBe(0);
    expect(restartDelay('network-changed', 0)).toBe(0);
    expect(restartDelay('network-changed', 7)).toBe(0);
  });

  it('tries ever more slowly, and never stops', () => {
    expect([1, 2, 3, 4, 50].map((restarts) => restartDelay('still-broken', restarts))).toEqual([
      3_000, 6_000, 12_000, 15_000, 15_000,
    ]);
    expect(restartDelay('failed', 2)).toBe(6_000);
    expect(restartDelay('disconnected', 1)).toBe(3_000);
  });
});
