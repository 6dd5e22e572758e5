import { describe, expect, it } from '@jest/globals';
import { TrackTallier } from './track-tally.ts';

describe('the tally of a track', () => {
  it('counts what passed, and what was refused by its reason', () => {
    const tallier = new TrackTallier<'late' | 'forged'>(() => undefined);
    tallier.pass();
    tallier.refuse('late');
    tallier.refuse('forged');
    tallier.refuse('late');
    expect(tallier.tally).toEqual({ passed: 1, refused: { late: 2, forged: 1 } });
  });

  it('tells the first refusal of each reason at once, and later ones ever more seldom', () => {
    const told: [string, number][] = [];
    const tallier = new TrackTallier<'late' | 'forged'>((reason, count) => told.push([reason, count]));
    for (let frame = 0; frame < 9; frame += 1) tallier.refuse('late');
    tallier.refuse('forged');
    expect(told).toEqual([
      ['late', 1],
      ['late', 2],
      ['late', 4],
      ['late', 8],
      ['forged', 1],
    ]);
  });

  it('gives a tally that does not change any more', () => {
    const tallier = new TrackTallier<'late'>(() => undefined);
    const before = tallier.tally;
    tallier.refuse('late');
    tallier.pass();
    expect(before).toEqual({ passed: 0, refused: {} });
  });
});
