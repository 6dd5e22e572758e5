import { describe, expect, it } from '@jest/globals';
import { hearOwn, noVoice } from './own-voice.ts';

/** What is told after each of these levels, 250 ms apart. */
function told(levels: readonly (number | undefined)[]): string {
  let voice = noVoice;
  return levels
    .map((level, index) => {
      voice = hearOwn(voice, level, index * 250);
      return voice.isSpeaking ? 'S' : '.';
    })
    .join('');
}

describe('the voice of this device', () => {
  it('is told at once, and kept through a pause of a second and a half', () => {
    expect(told([0.1, 0.6, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])).toBe('.SSSSSS..');
  });

  it('ends with muting', () => {
    expect(told([0.6, undefined, undefined, 0.1])).toBe('S...');
  });

  it('is taken for granted while no loudness can be measured', () => {
    expect(told([0, 0, 0, 0, 0, 0, 0, 0])).toBe('SSSSSSSS');
    expect(told([0, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01])).toBe('SSSSSS..');
  });
});
