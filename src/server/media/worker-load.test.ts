import { describe, expect, it } from '@jest/globals';
import { WorkerLoad } from './worker-load.ts';

describe('WorkerLoad', () => {
  it('is idle until two samples tell otherwise', () => {
    const load = new WorkerLoad();
    load.add({ at: 1000, used: 400 });
    expect(load.ratio).toBe(0);
  });

  it('approaches the share of a core that was used', () => {
    const load = new WorkerLoad();
    for (let second = 0; second < 20; second += 1) {
      load.add({ at: second * 1000, used: second * 800 });
    }
    expect(load.ratio).toBeCloseTo(0.8, 3);
  });

  it('ignores a sample that is not newer, and never goes below zero', () => {
    const load = new WorkerLoad();
    load.add({ at: 1000, used: 500 });
    load.add({ at: 1000, used: 900 });
    load.add({ at: 2000, used: 100 });
    expect(load.ratio).toBe(0);
  });
});
