import { describe, expect, it } from '@jest/globals';
import { hear, isSpeaking, type SpeakerState, silence } from './active-speaker.ts';

const interval = 250;

/** Plays levels of each person at one measurement every 250 ms, and returns the state after each. */
function play(levels: Record<string, number[]>, from: SpeakerState = silence, start = 0): SpeakerState[] {
  const length = Math.max(...Object.values(levels).map((each) => each.length));
  const states: SpeakerState[] = [];
  let state = from;
  for (let step = 0; step < length; step++) {
    const now = Object.entries(levels).flatMap(([id, each]) => {
      const level = each[step];
      return level === undefined ? [] : [[id, level] as const];
    });
    state = hear(state, new Map(now), start + step * interval);
    states.push(state);
  }
  return states;
}

const voice = 0.1;
const quiet = 0.001;
const repeat = (level: number, times: number): number[] => Array.from({ length: times }, () => level);
const last = (states: SpeakerState[]): SpeakerState => states.at(-1) ?? silence;

describe('hear', () => {
  it('starts without a speaker', () => {
    expect(last(play({ a: repeat(quiet, 10) })).activeId).toBeUndefined();
  });

  it('finds whoever speaks, once it is more than a cough', () => {
    expect(play({ a: repeat(voice, 4) }).map((state) => state.activeId)).toEqual([
      undefined,
      undefined,
      'a',
      'a',
    ]);
  });

  it('ignores a cough', () => {
    const states = play({ a: [voice, quiet, quiet, quiet, quiet, quiet] });
    expect(last(states).activeId).toBeUndefined();
  });

  it('keeps the last speaker while nobody speaks', () => {
    expect(last(play({ a: [...repeat(voice, 4), ...repeat(quiet, 40)] })).activeId).toBe('a');
  });

  it('keeps the last speaker even when they leave', () => {
    const left = last(play({ a: repeat(voice, 4), b: repeat(quiet, 8) }));
    expect(left.activeId).toBe('a');
  });

  it('changes to the next speaker soon after a pause', () => {
    const states = play({
      a: [...repeat(voice, 4), ...repeat(quiet, 8)],
      b: [...repeat(quiet, 6), ...repeat(voice, 6)],
    });
    expect(last(states).activeId).toBe('b');
  });

  it('is not thrown by an interjection of the same loudness', () => {
    const states = play({
      a: repeat(voice, 16),
      b: [...repeat(quiet, 6), ...repeat(voice, 3), ...repeat(quiet, 7)],
    });
    expect(states.slice(2).every((state) => state.activeId === 'a')).toBe(true);
  });

  it('changes to somebody who is much louder for a second', () => {
    const states = play({ a: repeat(0.05, 16), b: [...repeat(quiet, 6), ...repeat(0.3, 10)] });
    expect(last(states).activeId).toBe('b');
  });

  it('chooses the louder of two who begin together', () => {
    expect(last(play({ a: repeat(0.05, 4), b: repeat(0.2, 4) })).activeId).toBe('b');
  });
});

describe('isSpeaking', () => {
  it('bridges the pauses between words', () => {
    const states = play({ a: [voice, quiet, quiet, voice, quiet, quiet, quiet, quiet] });
    expect(states.map((state) => isSpeaking(state, 'a'))).toEqual([
      true,
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('is false of somebody unknown', () => {
    expect(isSpeaking(silence, 'x')).toBe(false);
  });
});
