import { describe, expect, it } from '@jest/globals';
import { hearMuted, noMutedSpeech } from './muted-speech.ts';

/** Plays stretches of [level, milliseconds], measured every 50 ms; gives when the notice was on. */
function play(...stretches: [number, number][]): { from: number | undefined; until: number | undefined } {
  let state = { ...noMutedSpeech, at: 0 };
  let now = 0;
  let from: number | undefined;
  let until: number | undefined;
  for (const [level, milliseconds] of stretches) {
    for (const end = now + milliseconds; now < end; ) {
      now += 50;
      state = hearMuted(state, level, now);
      if (state.speaking) from ??= now;
      else if (from !== undefined) until ??= now;
    }
  }
  return { from, until };
}

describe('hearMuted', () => {
  it('notices speech after a second', () => {
    expect(play([0, 500], [0.7, 2_000]).from).toBe(1_500);
  });

  it('counts across the pauses between words', () => {
    expect(play([0.7, 600], [0, 400], [0.7, 600]).from).toBe(1_400);
  });

  it('ignores short sounds that come apart', () => {
    expect(play([0.7, 600], [0, 1_000], [0.7, 600], [0, 1_000], [0.7, 600]).from).toBeUndefined();
  });

  it('ignores a quiet room', () => {
    expect(play([0.3, 60_000]).from).toBeUndefined();
  });

  it('goes three seconds after the last word', () => {
    expect(play([0.7, 1_000], [0, 5_000])).toEqual({ from: 1_000, until: 4_000 });
  });
});
