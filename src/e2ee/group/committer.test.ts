import { describe, expect, it } from '@jest/globals';
import { commitDueAt, turnDelay } from './committer.ts';

function isMyTurn(liveLeaves: readonly number[], mine: number, waited: number): boolean {
  return waited >= turnDelay(liveLeaves, mine);
}

describe('the turn to commit', () => {
  it('is at once the lowest live leaf, and nobody else', () => {
    expect([7, 3, 9].filter((leaf) => isMyTurn([7, 3, 9], leaf, 0))).toEqual([3]);
  });

  it('passes to one more leaf each 500 ms', () => {
    const turns = (waited: number) => [0, 2, 5].filter((leaf) => isMyTurn([0, 2, 5], leaf, waited));
    expect(turns(499)).toEqual([0]);
    expect(turns(500)).toEqual([0, 2]);
    expect(turns(1000)).toEqual([0, 2, 5]);
    expect(turnDelay([0, 2, 5], 5)).toBe(1000);
  });

  it('comes to whoever is left', () => {
    expect(isMyTurn([4], 4, 0)).toBe(true);
  });
});

describe('the time of a commit', () => {
  const idle = { joinSince: undefined, leaveSince: undefined, urgentSince: undefined, epochSince: 1000 };

  it('is at once for a join or a new invitation', () => {
    expect(commitDueAt({ ...idle, joinSince: 1500, leaveSince: 1400 })).toBe(1500);
    expect(commitDueAt({ ...idle, urgentSince: 1500 })).toBe(1500);
  });

  it('lets leavers gather for 200 ms from the first one', () => {
    expect(commitDueAt({ ...idle, leaveSince: 1500 })).toBe(1700);
  });

  it('is ten minutes after the last one where nothing happens', () => {
    expect(commitDueAt(idle)).toBe(601_000);
  });
});
