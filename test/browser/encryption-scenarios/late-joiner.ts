import { expect } from '@jest/globals';
import { receivers, senders } from './cast.ts';
import type { Meeting } from './meeting.ts';

/** Two are in the midst of their call when two others come, who see and hear everyone. */
export async function comeLate(meeting: Meeting): Promise<void> {
  const { mediaCase } = meeting;
  for (const name of senders) await meeting.join(name);
  const watched = mediaCase.senders.map((sender) => ({
    sender,
    receiver: sender === 'Ada' ? ('Grace' as const) : ('Ada' as const),
  }));
  await Promise.all(watched.map((pair) => meeting.untilSeen(pair, { frames: 5 })));

  for (const name of receivers) await meeting.join(name);
  await meeting.inEveryPairing(async (pair) => {
    const camera = await meeting.untilSeen(pair);
    expect(camera.codec).toBe(mediaCase.codec);
    await meeting.untilHeard(pair);
    expect((await meeting.arrival(pair, 'microphone'))?.codec).toBe('opus');
  });
  // The receivers are enough to watch from here on: all of this runs on few cores.
  await Promise.all(watched.map((pair) => meeting.show(pair, undefined)));
}
