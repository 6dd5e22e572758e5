import { describe, expect, it } from '@jest/globals';
import { CommitLog, type CommitLogLimits } from './commit-log.ts';

const roomy: CommitLogLimits = { keptCommits: 100, keptCommitBytes: 1000 };

/** A log of commits of these sizes, from epoch 0 on. */
function logOf(
  sizes: readonly number[],
  limits: Partial<CommitLogLimits> = {},
  removed: string[] = [],
): CommitLog {
  const log = new CommitLog({ ...roomy, ...limits });
  sizes.forEach((size, epoch) => {
    log.append({
      groupId: 'Z3I',
      epoch,
      commit: 'A'.repeat(size),
      byPeerId: 'ada',
      added: [],
      removed,
    });
  });
  return log;
}

function epochs(log: CommitLog, from: number, to: number): number[] | undefined {
  return log.between(from, to)?.map(({ epoch }) => epoch);
}

describe('a commit log', () => {
  it('gives the commits from one epoch to another in order', () => {
    const log = logOf([4, 4, 4, 4]);
    expect(epochs(log, 1, 4)).toEqual([1, 2, 3]);
    expect(epochs(log, 4, 4)).toEqual([]);
  });

  it('keeps so many and no more', () => {
    const log = logOf([4, 4, 4, 4], { keptCommits: 2 });
    expect(epochs(log, 2, 4)).toEqual([2, 3]);
    expect(epochs(log, 1, 4)).toBeUndefined();
  });

  it('keeps so many bytes and no more, however few commits these are', () => {
    const log = logOf([600, 300, 300], { keptCommitBytes: 1000 });
    expect(epochs(log, 1, 3)).toEqual([1, 2]);
    expect(epochs(log, 0, 3)).toBeUndefined();
    expect(epochs(logOf([1001]), 0, 1)).toBeUndefined();
    expect(epochs(logOf([999], {}, ['grace']), 0, 1)).toBeUndefined();
  });

  it('cannot lead to an epoch that never was, nor back', () => {
    const log = logOf([4, 4]);
    expect(log.between(0, 3)).toBeUndefined();
    expect(log.between(2, 1)).toBeUndefined();
  });
});
