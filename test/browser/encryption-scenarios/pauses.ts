import { kinds, receivers } from './cast.ts';
import type { Meeting, Pair } from './meeting.ts';

const size = { width: 640, height: 360 };

/**
 * Everyone hides every picture, so that nothing is sent any more. Then one receiver shows it again, and the other one
 * while it is under way, and so needs a key frame. Who is first depends on the sender, so that each browser is once.
 */
export async function pauseAndResume(meeting: Meeting): Promise<void> {
  await meeting.inEveryPairing(async (pair) => {
    await meeting.show(pair, undefined);
    await meeting.untilStill(pair);
  });
  for (const turn of [0, 1]) {
    await meeting.inEveryPairing(async (pair) => {
      const first = meeting.mediaCase.senders.indexOf(pair.sender);
      if (receivers.indexOf(pair.receiver) === (first + turn) % receivers.length) await resume(meeting, pair);
    });
  }
}

async function resume(meeting: Meeting, pair: Pair): Promise<void> {
  const before = (await meeting.arrival(pair, 'camera'))?.keyFramesDecoded ?? 0;
  await meeting.show(pair, size);
  await meeting.untilSeen(pair, { frames: 10 });
  // Firefox counts next to no key frames where several spatial layers make one picture.
  if (meeting.mediaCase.codec === 'vp9' && kinds[pair.receiver] === 'firefox') return;
  await meeting.stage.until(`a key frame of ${pair.sender} at ${pair.receiver}`, async () => {
    return ((await meeting.arrival(pair, 'camera'))?.keyFramesDecoded ?? 0) > before;
  });
}
