import { describe, expect, it } from '@jest/globals';
import { Health } from './health.ts';

describe('health', () => {
  it('is ready where every check passes', async () => {
    const health = new Health();
    health.register('workers', () => undefined);
    health.register('storage', async () => undefined);
    expect(await health.readiness()).toEqual({ ready: true, checks: { workers: 'ok', storage: 'ok' } });
  });

  it('is not ready where one fails or throws, and says why', async () => {
    const health = new Health();
    health.register('workers', () => 'No worker is alive.');
    health.register('storage', () => Promise.reject(new Error('No answer.')));
    expect(await health.readiness()).toEqual({
      ready: false,
      checks: { workers: 'No worker is alive.', storage: 'No answer.' },
    });
  });

  it('is not ready while it drains', async () => {
    const health = new Health();
    health.drain();
    expect(await health.readiness()).toEqual({
      ready: false,
      checks: { draining: 'The server is going down.' },
    });
  });

  it('forgets a check that is taken away', async () => {
    const health = new Health();
    const remove = health.register('workers', () => 'No worker is alive.');
    expect(() => health.register('workers', () => undefined)).toThrow(/exists already/);
    remove();
    expect((await health.readiness()).ready).toBe(true);
  });
});
