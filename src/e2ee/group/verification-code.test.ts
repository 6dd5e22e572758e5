import { describe, expect, it, jest } from '@jest/globals';
import { verificationCode } from './verification-code.ts';

// Sixty codes of 2^15 iterations each, on a machine that may be busy.
jest.setTimeout(60_000);

describe('verificationCode', () => {
  it('is six groups of five digits, the same for the same epoch', async () => {
    const code = await verificationCode(new Uint8Array(32).fill(7));
    expect(code).toMatch(/^\d{5}( \d{5}){5}$/);
    expect(await verificationCode(new Uint8Array(32).fill(7))).toBe(code);
  });

  it('is another one if a single bit differs', async () => {
    const other = new Uint8Array(32).fill(7);
    other[31] = 6;
    expect(await verificationCode(other)).not.toBe(await verificationCode(new Uint8Array(32).fill(7)));
  });

  it('uses each digit about as often as the others', async () => {
    const counts = new Array<number>(10).fill(0);
    for (let seed = 0; seed < 60; seed += 1) {
      for (const digit of (await verificationCode(new Uint8Array(32).fill(seed))).replaceAll(' ', '')) {
        counts[Number(digit)] = (counts[Number(digit)] ?? 0) + 1;
      }
    }
    // 1800 digits: 180 of each, give or take five standard deviations of 12.7.
    expect(Math.min(...counts)).toBeGreaterThan(116);
    expect(Math.max(...counts)).toBeLessThan(244);
  });
});
