import { kinds } from './cast.ts';
import type { Meeting } from './meeting.ts';

/** Both share their screens beside their cameras, Chromium with its sound, and stop. */
export async function shareScreens(meeting: Meeting): Promise<void> {
  const { senders } = meeting.mediaCase;
  for (const name of senders) await meeting.page(name).shareScreen();
  await meeting.inEveryPairing(async (pair) => {
    await meeting.untilSeen(pair, { source: 'screen', frames: 10 });
    if (kinds[pair.sender] === 'chromium') await meeting.untilHeard(pair, 'screen-audio');
    await meeting.untilSeen(pair, { frames: 10 });
  });
  for (const name of senders) await meeting.page(name).stopScreen();
  await meeting.inEveryPairing(async (pair) => {
    await meeting.stage.until(
      `the screen of ${pair.sender} to go at ${pair.receiver}`,
      async () => (await meeting.arrival(pair, 'screen')) === undefined,
    );
  });
}
