import { describe, expect, it } from '@jest/globals';
import { Chains } from './chains.ts';

/** A task that ends when it is told to. */
function task(log: string[], name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  return {
    run: async () => {
      log.push(`${name} begins`);
      await promise;
      log.push(`${name} ends`);
      return name;
    },
    end: resolve,
    fail: () => reject(new Error(name)),
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('chains', () => {
  it('run tasks of one key one after the other, in their order', async () => {
    const [chains, log] = [new Chains(), [] as string[]];
    const [first, second] = [task(log, 'first'), task(log, 'second')];
    const results = Promise.all([chains.run('a', first.run), chains.run('a', second.run)]);
    second.end();
    await turn();
    expect(log).toEqual(['first begins']);
    first.end();
    expect(await results).toEqual(['first', 'second']);
    expect(log).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });

  it('let those of other keys run meanwhile', async () => {
    const [chains, log] = [new Chains(), [] as string[]];
    const [slow, quick] = [task(log, 'slow'), task(log, 'quick')];
    const slowly = chains.run('a', slow.run);
    quick.end();
    expect(await chains.run('b', quick.run)).toBe('quick');
    slow.end();
    await slowly;
    expect(log).toEqual(['slow begins', 'quick begins', 'quick ends', 'slow ends']);
  });

  it('go on after a task that fails, and tell its caller alone', async () => {
    const [chains, log] = [new Chains(), [] as string[]];
    const [failing, next] = [task(log, 'failing'), task(log, 'next')];
    const failed = chains.run('a', failing.run);
    const done = chains.run('a', next.run);
    failing.fail();
    next.end();
    await expect(failed).rejects.toThrow('failing');
    expect(await done).toBe('next');
  });
});
