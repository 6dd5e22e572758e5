import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { KeyArrivals } from './key-arrivals.ts';

describe('the arrival of a key', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is told to everyone who waits', async () => {
    const arrivals = new KeyArrivals();
    const waiting = [arrivals.next(), arrivals.next()];
    arrivals.arrived();
    expect(await Promise.all(waiting)).toEqual([true, true]);
  });

  it('is not waited for a second time where it does not come', async () => {
    const arrivals = new KeyArrivals();
    const first = arrivals.next();
    jest.advanceTimersByTime(1_000);
    expect(await first).toBe(false);
    expect(await arrivals.next()).toBe(false);
    arrivals.arrived();
    const later = arrivals.next();
    arrivals.arrived();
    expect(await later).toBe(true);
  });
});
