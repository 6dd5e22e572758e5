import { describe, expect, it } from '@jest/globals';
import { advanceKeys, type EpochKey, expireKeys, keyForFrame, nextExpiry, startKeys } from './epoch-keys.ts';

const keyOf = (epoch: number): EpochKey => ({ epoch, baseKey: new Uint8Array(16).fill(epoch % 256) });
const start = 10_000;

describe('the keys of epochs', () => {
  const two = advanceKeys(startKeys(keyOf(3)), keyOf(4), start);

  it('are the new one for sealing as soon as its epoch begins', () => {
    expect(two.current).toEqual(keyOf(4));
  });

  it('still open frames of the former epoch for 5 s, and then no more', () => {
    expect(keyForFrame(two, 3, start + 4_999)?.epoch).toBe(3);
    expect(keyForFrame(two, 3, start + 5_000)).toBeUndefined();
    expect(nextExpiry(two)).toBe(start + 5_000);
    expect(expireKeys(two, start + 5_000).former).toEqual([]);
  });

  it('do not go back to an earlier epoch', () => {
    expect(advanceKeys(two, keyOf(3), start)).toBe(two);
  });

  it('are none for an epoch that is unknown', () => {
    expect(keyForFrame(two, 5, start)).toBeUndefined();
  });

  it('name one key alone where the epoch wraps at 256', () => {
    let keys = startKeys(keyOf(255));
    keys = advanceKeys(keys, keyOf(256), start);
    expect(keyForFrame(keys, 0, start)?.epoch).toBe(256);
    expect(keyForFrame(keys, 255, start)?.epoch).toBe(255);
    keys = advanceKeys(keys, keyOf(511), start);
    expect(keyForFrame(keys, 255, start)?.epoch).toBe(511);
    expect(keys.former.map(({ epoch }) => epoch)).toEqual([256]);
  });
});
