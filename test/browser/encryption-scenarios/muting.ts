import type { Meeting } from './meeting.ts';

/** Microphones are muted, and come back. */
export async function muteAndUnmute(meeting: Meeting): Promise<void> {
  const { senders } = meeting.mediaCase;
  await Promise.all(senders.map((name) => meeting.page(name).setMicrophoneMuted(true)));
  await meeting.inEveryPairing((pair) => meeting.untilSilent(pair));
  await Promise.all(senders.map((name) => meeting.page(name).setMicrophoneMuted(false)));
  await meeting.inEveryPairing((pair) => meeting.untilHeard(pair));
}
