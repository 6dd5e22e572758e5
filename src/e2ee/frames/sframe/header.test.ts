import { describe, expect, it } from '@jest/globals';
import { fromHex } from '../testing/hex.ts';
import { decodeHeader, encodeHeader } from './header.ts';

const errorCode = (hex: string): unknown => {
  try {
    return decodeHeader(fromHex(hex));
  } catch (error) {
    return error instanceof Error && 'code' in error ? `${error.name} ${error.code}` : error;
  }
};

describe('SFrame header', () => {
  it.each([
    ['nothing at all', ''],
    ['no byte of the KID', '80'],
    ['not all of the KID', '9901'],
    ['no byte of the counter', '08'],
    ['not all of the counter', '99012345'],
    ['a byte less than the longest', `ff${'ff'.repeat(15)}`],
  ])('is refused as truncated with %s', (_what, hex) => {
    expect(errorCode(hex)).toBe('SFrameError truncated');
  });

  it.each([
    ['a KID below 8 outside of the config byte', '8007'],
    ['a counter below 8 outside of the config byte', '0807'],
    ['a KID with a leading zero', '900012'],
    ['a counter with a leading zero', '090012'],
  ])('is refused with %s', (_what, hex) => {
    expect(errorCode(hex)).toBe('SFrameError not-minimal');
  });

  it('reads as much as it says, and leaves the rest', () => {
    expect(decodeHeader(fromHex('9901234567ffff'))).toEqual({ kid: 0x123n, counter: 0x4567n, length: 5 });
  });

  it.each([-1n, 2n ** 64n])('takes no number that 64 bits do not hold: %s', (value) => {
    expect(() => encodeHeader(value, 0n)).toThrow(RangeError);
    expect(() => encodeHeader(0n, value)).toThrow(RangeError);
  });
});
