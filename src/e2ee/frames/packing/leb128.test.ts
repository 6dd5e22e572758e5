import { describe, expect, it } from '@jest/globals';
import { fromHex, toHex } from '../testing/hex.ts';
import { decodeLeb128, encodeLeb128 } from './leb128.ts';

describe('leb128', () => {
  it.each([
    [0, '00'],
    [127, '7f'],
    [128, '8001'],
    [16_383, 'ff7f'],
    [16_384, '808001'],
    [2 ** 32 - 1, 'ffffffff0f'],
  ])('spells %i as %s', (value, hex) => {
    expect(toHex(encodeLeb128(value))).toBe(hex);
    expect(decodeLeb128(fromHex(`ff${hex}ff`), 1)).toEqual({ value, length: hex.length / 2 });
  });

  it.each([
    ['an end before its last byte', '8080'],
    ['more than 32 bits', '8080808010'],
    ['more than 8 bytes', '808080808080808000'],
    ['nothing', ''],
  ])('is no number with %s', (_what, hex) => {
    expect(decodeLeb128(fromHex(hex), 0)).toBeUndefined();
  });
});
