import { argon2Sync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { decodeStretching, encodeStretching, newStretching, stretch } from './link-password.ts';

const salt = Uint8Array.from({ length: 16 }, (_, index) => index);

describe('a password of a link', () => {
  it('is stretched by 64 MiB in one pass, each with a salt of its own', () => {
    const [one, other] = [newStretching(), newStretching()];
    expect(one).toEqual({ salt: expect.any(Uint8Array), memory: 65_536, passes: 1, lanes: 1 });
    expect([one.salt.length, other.salt.length]).toEqual([16, 16]);
    expect(one.salt).not.toEqual(other.salt);
  });

  it.each([
    { memory: 64, passes: 1, lanes: 1 },
    { memory: 100, passes: 3, lanes: 4 },
  ])('is stretched as RFC 9106 says: %j', async (cost) => {
    const expected = argon2Sync('argon2id', {
      message: 'geheim',
      nonce: salt,
      memory: cost.memory,
      passes: cost.passes,
      parallelism: cost.lanes,
      tagLength: 32,
    });
    expect(Buffer.compare(await stretch('geheim', { salt, ...cost }), expected)).toBe(0);
  });

  it('comes with how it is stretched, in 22 bytes', () => {
    const stretching = { salt, memory: 65_536, passes: 1, lanes: 1 };
    const bytes = encodeStretching(stretching);
    expect([...bytes]).toEqual([...salt, 0, 1, 0, 0, 1, 1]);
    expect(decodeStretching(bytes)).toEqual(stretching);
  });

  it.each([
    { memory: 262_145 },
    { memory: 7 },
    { memory: 0 },
    { memory: 31, lanes: 4 },
    { passes: 0 },
    { passes: 9 },
    { lanes: 0 },
    { lanes: 5 },
  ])('is not stretched by %j', (cost) => {
    const bytes = encodeStretching({ salt, memory: 65_536, passes: 1, lanes: 1, ...cost });
    expect(decodeStretching(bytes)).toBeUndefined();
  });
});
