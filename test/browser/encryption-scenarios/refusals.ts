import { expect } from '@jest/globals';
import { names, receivers } from './cast.ts';
import type { Meeting, Pair } from './meeting.ts';

const sources = ['camera', 'microphone'] as const;
/**
 * Of a duplicate: where a packet comes again although it was not lost, Chromium may hand the frame that it had completed
 * to the transform a second time, and would itself drop it further on.
 */
const duplicate = 'replayed';
/** As a share of what was opened. */
const mostDuplicates = 0.05;

/** How many frames of each source came before their key so far. */
export type EarlyFrames = ReadonlyMap<string, number>;

export async function earlyFrames(meeting: Meeting): Promise<EarlyFrames> {
  const early = new Map<string, number>();
  for (const { source, ...pair } of incoming(meeting)) {
    const report = await meeting.arrival(pair, source);
    early.set(`${source} of ${pair.sender} at ${pair.receiver}`, report?.refused['no-key'] ?? 0);
  }
  return early;
}

/** Nothing was refused but frames that came before their key, and none since `before`. What was shown was opened. */
export async function expectNoRefusals(meeting: Meeting, before: EarlyFrames): Promise<void> {
  expect(await earlyFrames(meeting)).toEqual(before);
  for (const name of names) {
    const reasons = new Set(await meeting.page(name).refusals());
    for (const harmless of ['no-key', duplicate]) reasons.delete(harmless);
    expect({ name, reasons: [...reasons] }).toEqual({ name, reasons: [] });
    expect({ name, alarms: await meeting.page(name).alarms() }).toEqual({ name, alarms: [] });
  }
  for (const { source, ...pair } of incoming(meeting)) {
    const report = await meeting.arrival(pair, source);
    if (report === undefined) throw new Error(`${pair.receiver} has no ${source} of ${pair.sender}`);
    const { framesDecoded, opened, refused } = report;
    if (meeting.isEncrypted) expect(opened).toBeGreaterThanOrEqual(framesDecoded);
    else expect(opened).toBe(0);
    expect(refused[duplicate] ?? 0).toBeLessThanOrEqual(opened * mostDuplicates);
  }
}

function incoming({ mediaCase }: Meeting): (Pair & { source: (typeof sources)[number] })[] {
  return mediaCase.senders.flatMap((sender) =>
    receivers.flatMap((receiver) => sources.map((source) => ({ sender, receiver, source }))),
  );
}
