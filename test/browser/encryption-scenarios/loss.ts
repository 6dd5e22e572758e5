import { expect } from '@jest/globals';
import { enoughFrames, type Meeting } from './meeting.ts';

const share = 0.05;

/** One packet of twenty is lost in each direction: pictures move on, and voices are heard. */
export async function survivePacketLoss(meeting: Meeting): Promise<void> {
  const { route } = meeting.stage;
  const lostBefore = route.lost;
  route.lose(share);
  try {
    await meeting.inEveryPairing(async (pair) => {
      await meeting.untilSeen(pair, { frames: 2 * enoughFrames });
      await meeting.untilHeard(pair);
    });
    expect(route.lost).toBeGreaterThan(lostBefore);
  } finally {
    route.restore();
  }
}
