/** One worker as placement sees it. */
export interface WorkerSnapshot {
  readonly index: number;
  /** Measured share of one core, 0 to about 1. */
  readonly load: number;
  /** All peers that the worker serves. */
  readonly peers: number;
  /** Those of them that are in the room at hand. */
  readonly roomPeers: number;
}

export interface PlacementPolicy {
  /** A worker above this load takes no more peers while another can. */
  readonly targetLoad: number;
  /** How many peers of one room may share a worker; null for any number. */
  readonly maxRoomPeersPerWorker: number | null;
}

/**
 * What a peer is assumed to cost until the measurement shows it: without it a burst of joins would all
 * land on the worker that was idle a second ago.
 */
const assumedLoadPerPeer = 0.01;

/**
 * Chooses the worker for one more peer of a room. The room stays on the workers that it already uses
 * while they are below the target; then it spreads to the least loaded other one. Where all are above
 * it, the least loaded of all takes the peer: a crowded call is better than none.
 *
 * @returns The index of the worker, or `undefined` where there is none.
 */
export function chooseWorker(
  workers: readonly WorkerSnapshot[],
  policy: PlacementPolicy,
): number | undefined {
  const cost = (worker: WorkerSnapshot) => Math.max(worker.load, worker.peers * assumedLoadPerPeer);
  const hasRoom = (worker: WorkerSnapshot) =>
    cost(worker) < policy.targetLoad &&
    (policy.maxRoomPeersPerWorker === null || worker.roomPeers < policy.maxRoomPeersPerWorker);

  const used = workers.filter((worker) => worker.roomPeers > 0 && hasRoom(worker));
  const unused = workers.filter((worker) => worker.roomPeers === 0 && hasRoom(worker));
  const candidates = [used, unused, [...workers]].find((group) => group.length > 0) ?? [];

  return candidates.toSorted((a, b) => cost(a) - cost(b) || a.roomPeers - b.roomPeers || a.index - b.index)[0]
    ?.index;
}
