import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Randomness } from './randomness.ts';

function randomnessOf(...pieces: Uint8Array[]): Randomness {
  const randomness = new Randomness();
  for (const piece of pieces) randomness.add(piece);
  return randomness;
}

describe('randomness', () => {
  it('is full for noise', () => {
    const noise = randomnessOf(randomBytes(500_000), randomBytes(500_000));
    expect(noise.total).toBe(1_000_000);
    expect(noise.entropy).toBeGreaterThan(7.999);
    expect(Math.abs(noise.deviation)).toBeLessThan(8);
  });

  it('tells noise with one bit that is set too often', () => {
    const bytes = randomBytes(200_000).map((byte, at) => (at % 20 === 0 ? byte | 1 : byte));
    expect(randomnessOf(bytes).deviation).toBeGreaterThan(8);
  });

  it('is one bit a byte for two bytes in turn', () => {
    expect(randomnessOf(Buffer.from('abababab')).entropy).toBe(1);
  });
});
