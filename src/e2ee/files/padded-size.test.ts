import { describe, expect, it } from '@jest/globals';
import { paddedSize } from './padded-size.ts';

/** As the paper has it, in integers of any size: the last bits are rounded up to zeros. */
function padme(size: number): number {
  const length = BigInt(size);
  const exponent = length.toString(2).length - 1;
  const significant = Math.floor(Math.log2(exponent)) + 1;
  const mask = (1n << BigInt(exponent - significant)) - 1n;
  return Number((length + mask) & ~mask);
}

const sizes = [257, 1_000, 65_535, 65_536, 65_537, 2 ** 31 + 1, 2 ** 32 - 1, 2 ** 32 + 1, 50e9, 2 ** 47 - 1];

describe('the padded size of a content', () => {
  it.each(sizes)('of %p bytes is what Padmé makes of it', (size) => {
    expect(paddedSize(size)).toBe(padme(size));
  });

  it('is never smaller, at most 12% larger, and its own padded size', () => {
    for (let size = 257; size < 2 ** 47; size = Math.ceil(size * 1.37)) {
      const padded = paddedSize(size);
      expect(padded).toBeGreaterThanOrEqual(size);
      expect(padded).toBeLessThanOrEqual(size * 1.12);
      expect(paddedSize(padded)).toBe(padded);
    }
  });

  it('is the same for all that is small', () => {
    expect([0, 1, 255, 256].map(paddedSize)).toEqual([256, 256, 256, 256]);
  });
});
