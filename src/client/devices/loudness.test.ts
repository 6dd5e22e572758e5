import { describe, expect, it } from '@jest/globals';
import { loudness } from './loudness.ts';

const tone = (amplitude: number): Float32Array =>
  Float32Array.from({ length: 480 }, (_, index) => amplitude * Math.sin((index / 48) * 2 * Math.PI));

describe('loudness', () => {
  it('is 0 in silence and 1 at the top', () => {
    expect(loudness(new Float32Array(480))).toBe(0);
    expect(loudness(new Float32Array())).toBe(0);
    expect(loudness(tone(1))).toBe(1);
  });

  it('grows by as much with each doubling', () => {
    const levels = [0.02, 0.04, 0.08].map((amplitude) => loudness(tone(amplitude)));
    const [first = 0, second = 0, third = 0] = levels;
    expect(second - first).toBeCloseTo(6.02 / 50, 3);
    expect(third - second).toBeCloseTo(6.02 / 50, 3);
  });
});
