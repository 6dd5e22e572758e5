import type { CallRecord } from '../record/recorded-call.ts';
import { WindowIndex } from './window-index.ts';

/** How many of the frames that went out were recorded. */
export interface Coverage {
  readonly what: string;
  readonly sent: number;
  readonly recorded: number;
}

/**
 * Finds the sent frames in the record again, by their last bytes: what is searched is what was captured, and not some
 * other media. Some are missing that came before the tap was in place, and some whose end is in two packets.
 */
export function coverage({ people, server }: CallRecord): Coverage[] {
  const marks = new WindowIndex();
  const sent = people.flatMap((person) =>
    person.sent.map((frame) => ({
      ...frame,
      what: `${frame.source} of ${person.names[0]} (${person.kind})`,
    })),
  );
  for (const [at, { bytes }] of sent.entries()) marks.add(bytes, at);
  const recorded = new Set<number>();
  for (const { packets } of server.producers) {
    for (const { bytes } of packets) marks.search(bytes, (owner) => recorded.add(owner));
  }
  const whats = [...new Set(sent.map(({ what }) => what))];
  return whats.map((what) => {
    const frames = [...sent.entries()].filter(([, frame]) => frame.what === what);
    return { what, sent: frames.length, recorded: frames.filter(([at]) => recorded.has(at)).length };
  });
}
