import { describe, expect, it } from '@jest/globals';
import { RestartBackoff } from './restart-backoff.ts';

const policy = { initialDelaySeconds: 1, maxDelaySeconds: 5, resetAfterSeconds: 60 };

describe('RestartBackoff', () => {
  it('starts a worker again soon after its first death', () => {
    const backoff = new RestartBackoff(policy);
    backoff.started(0);
    expect(backoff.failed(100_000)).toBe(1000);
  });

  it('waits longer with each quick death, up to the longest wait', () => {
    const backoff = new RestartBackoff(policy);
    expect([1, 2, 3, 4, 5, 6].map((now) => backoff.failed(now))).toEqual([
      1000, 2000, 4000, 5000, 5000, 5000,
    ]);
  });

  it('starts afresh once a worker has lived long enough', () => {
    const backoff = new RestartBackoff(policy);
    backoff.failed(0);
    backoff.failed(1);
    backoff.started(2);
    expect(backoff.failed(2 + 60_000)).toBe(1000);
  });
});
