import type { EncodedFrame } from '../../../src/client/encryption/encoded-frame.ts';
import { frameOf, type GroupPerson, type GroupRoom, textOf } from './group-room.ts';
import type { TrackStream } from './in-process-worker.ts';

/** What became of frames that a receiver was given. */
export interface Fate {
  /** What reached the decoder. */
  readonly shown: readonly string[];
  /** How many did not, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** Seals a frame of each text, as the server gets them. */
export async function sealed(
  room: GroupRoom,
  track: TrackStream,
  ...texts: readonly string[]
): Promise<EncodedFrame[]> {
  const before = track.passed.length;
  for (const text of texts) await track.write(frameOf(text));
  await room.until('the frames to be sealed', () => track.passed.length === before + texts.length);
  return track.passed.slice(before).map(copyOf);
}

/** Seals one frame. */
export async function sealedOne(room: GroupRoom, track: TrackStream, text: string): Promise<EncodedFrame> {
  const [frame] = await sealed(room, track, text);
  if (frame === undefined) throw new Error('Nothing was sealed.');
  return frame;
}

/** Gives a receiver these frames, whatever they are. */
export async function fed(
  room: GroupRoom,
  { worker }: GroupPerson,
  track: TrackStream,
  frames: readonly EncodedFrame[],
): Promise<Fate> {
  const passedBefore = track.passed.length;
  const droppedBefore = worker.refusals(track);
  const fate = (): Fate => ({
    shown: track.passed.slice(passedBefore).map(textOf),
    dropped: Object.fromEntries(
      Object.entries(worker.refusals(track))
        .map(([reason, count]) => [reason, count - (droppedBefore[reason] ?? 0)] as const)
        .filter(([, count]) => count > 0),
    ),
  });
  // A frame may wait for its key, and the others wait for it.
  const writing = Promise.all(frames.map((frame) => track.write(copyOf(frame))));
  await room.until('the frames to be judged', () => {
    const { shown, dropped } = fate();
    return shown.length + Object.values(dropped).reduce((sum, count) => sum + count, 0) === frames.length;
  });
  await writing;
  return fate();
}

/** The same frame with other bytes. */
export function changed(frame: EncodedFrame, change: (bytes: Uint8Array) => Uint8Array): EncodedFrame {
  return { ...frame, data: new Uint8Array(change(new Uint8Array(frame.data))).slice().buffer };
}

/** A receiver changes the frames that it is given. */
function copyOf(frame: EncodedFrame): EncodedFrame {
  return { ...frame, data: frame.data.slice(0) };
}
