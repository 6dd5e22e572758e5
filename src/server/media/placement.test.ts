import { describe, expect, it } from '@jest/globals';
import { chooseWorker, type WorkerSnapshot } from './placement.ts';

const policy = { targetLoad: 0.7, maxRoomPeersPerWorker: null };
const worker = (index: number, load = 0, peers = 0, roomPeers = 0): WorkerSnapshot => ({
  index,
  load,
  peers,
  roomPeers,
});

describe('chooseWorker', () => {
  it('starts a room on the least loaded worker', () => {
    expect(chooseWorker([worker(0, 0.4), worker(1, 0.1), worker(2, 0.2)], policy)).toBe(1);
  });

  it('keeps a room together while its worker is below the target', () => {
    expect(chooseWorker([worker(0, 0.5, 5, 5), worker(1, 0)], policy)).toBe(0);
  });

  it('spreads a room once its worker has passed the target', () => {
    expect(chooseWorker([worker(0, 0.8, 5, 5), worker(1, 0.3)], policy)).toBe(1);
  });

  it('spreads a room that has as many peers on a worker as are allowed', () => {
    const capped = { ...policy, maxRoomPeersPerWorker: 2 };
    expect(chooseWorker([worker(0, 0, 2, 2), worker(1)], capped)).toBe(1);
    expect(chooseWorker([worker(0, 0, 2, 2), worker(1, 0, 1, 1)], capped)).toBe(1);
  });

  it('takes the least loaded of all where every worker is full', () => {
    expect(chooseWorker([worker(0, 0.95, 9, 9), worker(1, 0.9, 9)], policy)).toBe(1);
  });

  it('counts peers whose load is not measured yet', () => {
    expect(chooseWorker([worker(0, 0, 30), worker(1, 0, 10)], policy)).toBe(1);
  });

  it('finds none where there is none', () => {
    expect(chooseWorker([], policy)).toBeUndefined();
  });
});
