import { describe, expect, it } from '@jest/globals';
import { decodeKid, encodeKid, lastLeaf } from './kid.ts';
import { lastIncarnation } from './track-context.ts';

const camera = { source: 'camera', incarnation: 0 } as const;

describe('KID', () => {
  it('has the epoch lowest, then the leaf, the source and the incarnation', () => {
    expect(encodeKid({ source: 'microphone', incarnation: 0 }, 0, 1n)).toBe(1n);
    expect(encodeKid({ source: 'microphone', incarnation: 0 }, 1, 0n)).toBe(1n << 8n);
    expect(encodeKid(camera, 0, 0n)).toBe(1n << 18n);
    expect(encodeKid({ source: 'screen', incarnation: 0 }, 0, 0n)).toBe(2n << 18n);
    expect(encodeKid({ source: 'screen-audio', incarnation: 0 }, 0, 0n)).toBe(3n << 18n);
    expect(encodeKid({ source: 'microphone', incarnation: 1 }, 0, 0n)).toBe(1n << 20n);
  });

  it('reads back what was written, to the limits of each part', () => {
    for (const source of ['microphone', 'camera', 'screen', 'screen-audio'] as const) {
      for (const incarnation of [0, 1, lastIncarnation]) {
        for (const leaf of [0, 1, lastLeaf]) {
          for (const epochLow of [0, 1, 255]) {
            const context = { source, incarnation };
            const kid = encodeKid(context, leaf, BigInt(epochLow));
            expect(decodeKid(kid)).toEqual({ context, leaf, epochLow });
          }
        }
      }
    }
  });

  it('carries the lowest 8 bits of the epoch', () => {
    expect(encodeKid(camera, 5, 256n)).toBe(encodeKid(camera, 5, 0n));
    expect(encodeKid(camera, 5, 2n ** 64n - 1n)).toBe(encodeKid(camera, 5, 255n));
    expect(encodeKid(camera, 5, 257n)).not.toBe(encodeKid(camera, 5, 256n));
  });

  it('does not exist for a part outside of its limits', () => {
    expect(() => encodeKid(camera, lastLeaf + 1, 0n)).toThrow(RangeError);
    expect(() => encodeKid(camera, -1, 0n)).toThrow(RangeError);
    expect(() => encodeKid(camera, 0.5, 0n)).toThrow(RangeError);
    expect(() => encodeKid(camera, 0, -1n)).toThrow(RangeError);
    expect(() => encodeKid({ ...camera, incarnation: lastIncarnation + 1 }, 0, 0n)).toThrow(RangeError);
    expect(() => encodeKid({ ...camera, incarnation: -1 }, 0, 0n)).toThrow(RangeError);
  });

  it('says nothing with a bit above its 32', () => {
    expect(decodeKid(2n ** 32n - 1n)).toBeDefined();
    expect(decodeKid(2n ** 32n)).toBeUndefined();
    expect(decodeKid(2n ** 64n - 1n)).toBeUndefined();
  });
});
