/** Leavers within this time share a commit; milliseconds. */
const leaveDelay = 200;
/** How long a member has, from when its turn comes, until the next one takes over; milliseconds. */
const turnLength = 500;
/** Without any change the keys are renewed this often; milliseconds. */
export const updateInterval = 10 * 60_000;

/** What waits for a commit. Times are milliseconds of one clock. */
export interface WaitingChanges {
  /** When the first of those who wait was seen; nothing if nobody waits. */
  readonly joinSince: number | undefined;
  readonly leaveSince: number | undefined;
  /** Something else that cannot wait, such as a new invitation. */
  readonly urgentSince: number | undefined;
  /** When this epoch began. */
  readonly epochSince: number;
}

/** When the first in line should commit. */
export function commitDueAt({ joinSince, leaveSince, urgentSince, epochSince }: WaitingChanges): number {
  return Math.min(
    joinSince ?? Number.POSITIVE_INFINITY,
    leaveSince === undefined ? Number.POSITIVE_INFINITY : leaveSince + leaveDelay,
    urgentSince ?? Number.POSITIVE_INFINITY,
    epochSince + updateInterval,
  );
}

/**
 * How long after a commit is due this leaf's turn comes; milliseconds. The lowest live leaf commits; after each 500 ms
 * in which no commit came, the next one may, too. Members need not agree on who lives: two commits of an epoch cost a
 * rebase, never the group.
 *
 * @param liveLeaves Of members that the server did not report as gone; in any order.
 * @param mine My leaf.
 */
export function turnDelay(liveLeaves: readonly number[], mine: number): number {
  return liveLeaves.filter((leaf) => leaf < mine).length * turnLength;
}
