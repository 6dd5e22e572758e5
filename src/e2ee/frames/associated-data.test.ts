import { describe, expect, it } from '@jest/globals';
import { associatedData } from './associated-data.ts';
import { toHex } from './testing/hex.ts';

describe('associated data', () => {
  it('names version, medium, codec, source and prefix', () => {
    expect(toHex(associatedData('vp8', 'camera', 'key'))).toBe('0101000101');
    expect(toHex(associatedData('vp9', 'screen', 'none'))).toBe('0101010200');
    expect(toHex(associatedData('av1', 'screen', 'delta'))).toBe('0101020202');
    expect(toHex(associatedData('opus', 'microphone', 'none'))).toBe('0100030000');
    expect(toHex(associatedData('opus', 'screen-audio', 'none'))).toBe('0100030300');
  });

  it('does not exist for a source of another medium', () => {
    expect(() => associatedData('opus', 'camera', 'none')).toThrow(TypeError);
    expect(() => associatedData('vp8', 'microphone', 'key')).toThrow(TypeError);
  });
});
