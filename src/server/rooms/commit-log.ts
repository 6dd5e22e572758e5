import type { AcceptedCommit } from '../../protocol/group.ts';

export interface CommitLogLimits {
  readonly keptCommits: number;
  /** Bytes of all commits together, as they travel (base64url). */
  readonly keptCommitBytes: number;
}

/**
 * The latest commits of one group, for members who missed some. Their epochs follow each other without a
 * hole; the oldest go first.
 */
export class CommitLog {
  readonly #limits: CommitLogLimits;
  readonly #commits: AcceptedCommit[] = [];
  #bytes = 0;

  constructor(limits: CommitLogLimits) {
    this.#limits = limits;
  }

  append(commit: AcceptedCommit): void {
    this.#commits.push(commit);
    this.#bytes += sizeOf(commit);
    while (this.#commits.length > this.#limits.keptCommits || this.#bytes > this.#limits.keptCommitBytes) {
      const oldest = this.#commits.shift();
      this.#bytes -= oldest === undefined ? 0 : sizeOf(oldest);
    }
  }

  /**
   * The commits that lead from one epoch to a later one.
   *
   * @returns `undefined` where the first of them is not kept any more.
   */
  between(from: number, to: number): AcceptedCommit[] | undefined {
    const commits = this.#commits.filter(({ epoch }) => epoch >= from && epoch < to);
    return commits.length === to - from ? commits : undefined;
  }
}

/** The lists count, too: a commit may name everyone. */
function sizeOf({ commit, added, removed }: AcceptedCommit): number {
  return [commit, ...added, ...removed].reduce((sum, text) => sum + text.length, 0);
}
