import { describe, expect, it } from '@jest/globals';
import { Slots } from './slots.ts';

const never = new AbortController().signal;

/** Something that goes on until it is told to end. */
function task(slots: Slots, begun: string[], name: string, signal: AbortSignal = never) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const over = slots.do(() => {
    begun.push(name);
    return promise;
  }, signal);
  over.catch(() => undefined);
  return { end: resolve, fail: reject, over };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('slots', () => {
  it('let so many go on at once, and the others in their order', async () => {
    const [slots, begun] = [new Slots(2), [] as string[]];
    const [one, two] = ['one', 'two', 'three', 'four'].map((name) => task(slots, begun, name));
    await settled();
    expect(begun).toEqual(['one', 'two']);
    two?.end();
    await settled();
    expect(begun).toEqual(['one', 'two', 'three']);
    one?.end();
    await settled();
    expect(begun).toEqual(['one', 'two', 'three', 'four']);
  });

  it('are free again after a failure', async () => {
    const [slots, begun] = [new Slots(1), [] as string[]];
    const one = task(slots, begun, 'one');
    task(slots, begun, 'two');
    one.fail(new Error('as told'));
    await expect(one.over).rejects.toThrow('as told');
    await settled();
    expect(begun).toEqual(['one', 'two']);
  });

  it('are not waited for by what was given up', async () => {
    const [slots, begun] = [new Slots(1), [] as string[]];
    const one = task(slots, begun, 'one');
    const given = new AbortController();
    const two = task(slots, begun, 'two', given.signal);
    task(slots, begun, 'three');
    given.abort(new Error('given up'));
    await expect(two.over).rejects.toThrow('given up');
    expect(begun).toEqual(['one']);
    one.end();
    await settled();
    expect(begun).toEqual(['one', 'three']);
  });
});
