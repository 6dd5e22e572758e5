import type { Source } from '../../protocol/identifiers.ts';

/**
 * What distinguishes the counters of one member within an epoch.
 *
 * Invariant: within an epoch and a leaf, a context is used by one sealer only. A sender that must start
 * anew, after a reload or in a new worker, takes an incarnation that it never used, since it cannot know
 * for certain how far the counter went.
 */
export interface TrackContext {
  readonly source: Source;
  /** 0 to {@link lastIncarnation}. */
  readonly incarnation: number;
}

const incarnationBits = 12;
const sourceBits = 2;

export const contextBits = incarnationBits + sourceBits;
export const lastIncarnation = 2 ** incarnationBits - 1;

/** Part of the wire format: the order never changes. */
const sources: readonly Source[] = ['microphone', 'camera', 'screen', 'screen-audio'];

/** The number of a source, in a KID and in the associated data. */
export function sourceNumber(source: Source): number {
  return sources.indexOf(source);
}

/**
 * A context as an integer of {@link contextBits}: the incarnation, then the source in the two lowest bits,
 * so that the first incarnations make short headers.
 *
 * @throws RangeError for an incarnation outside of its limits.
 */
export function encodeTrackContext({ source, incarnation }: TrackContext): number {
  if (!Number.isInteger(incarnation) || incarnation < 0 || incarnation > lastIncarnation) {
    throw new RangeError(`An incarnation is 0 to ${lastIncarnation}, not ${incarnation}`);
  }
  return (incarnation << sourceBits) | sourceNumber(source);
}

/** @param number Below 2 to the power of {@link contextBits}. */
export function decodeTrackContext(number: number): TrackContext {
  const source = sources[number & (2 ** sourceBits - 1)];
  if (source === undefined) throw new RangeError('Two bits name four sources');
  return { source, incarnation: number >> sourceBits };
}
