import { z } from 'zod';

/** One received track, as the browser's statistics tell; totals since it began. Seconds are seconds. */
export interface InboundTrack {
  readonly kind: 'audio' | 'video';
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly bytesReceived: number;
  /** Video only. */
  readonly framesDecoded: number;
  /** Video only: of the last frame, in pixels. */
  readonly frameSize: { readonly width: number; readonly height: number } | undefined;
  /** Audio only: samples that left the jitter buffer, so that they were decoded. */
  readonly samplesPlayed: number;
  /** Audio only: the energy of what was played, and the seconds that it took (W3C webrtc-stats). */
  readonly audioEnergy: number;
  readonly audioDuration: number;
}

/** One sent encoding. */
export interface OutboundEncoding {
  readonly active: boolean;
  readonly bandwidthLimited: boolean;
}

/** What a transport's statistics say at one moment, in our words. */
export interface Snapshot {
  /** Milliseconds; only differences mean something. */
  readonly at: number;
  /** Milliseconds. */
  readonly roundTripTime: number | undefined;
  /** Bits per second that the congestion controller would send. */
  readonly availableOutgoingBitrate: number | undefined;
  /** Received tracks by the id of their `MediaStreamTrack`. */
  readonly inbound: ReadonlyMap<string, InboundTrack>;
  readonly outbound: readonly OutboundEncoding[];
  /** The share of our packets that the server missed lately, from 0 to 1. */
  readonly outboundLoss: number | undefined;
}

const count = z.number().default(0);
const kind = z.enum(['audio', 'video']);

/** The few entries that matter here, of https://www.w3.org/TR/webrtc-stats/. Browsers leave out what they do not know. */
const entrySchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('inbound-rtp'),
    kind,
    trackIdentifier: z.string(),
    packetsReceived: count,
    packetsLost: count,
    bytesReceived: count,
    framesDecoded: count,
    frameWidth: count,
    frameHeight: count,
    jitterBufferEmittedCount: count,
    totalAudioEnergy: count,
    totalSamplesDuration: count,
  }),
  z.object({
    type: z.literal('outbound-rtp'),
    active: z.boolean().default(true),
    qualityLimitationReason: z.string().default('none'),
  }),
  z.object({
    type: z.literal('remote-inbound-rtp'),
    fractionLost: z.number().optional(),
    roundTripTime: z.number().optional(),
  }),
  z.object({
    type: z.literal('candidate-pair'),
    nominated: z.boolean().default(false),
    state: z.string().default(''),
    currentRoundTripTime: z.number().optional(),
    availableOutgoingBitrate: z.number().optional(),
  }),
]);

type Entry = z.output<typeof entrySchema>;
type EntryOf<T extends Entry['type']> = Extract<Entry, { type: T }>;

/**
 * Reads a browser's statistics of one transport. Entries of no interest, or without what they need, are
 * left out.
 *
 * @param report An `RTCStatsReport`, or any other iterable of its entries by id.
 */
export function readSnapshot(report: Iterable<readonly [string, unknown]>, at: number): Snapshot {
  const entries: Entry[] = [];
  for (const [, value] of report) {
    const parsed = entrySchema.safeParse(value);
    if (parsed.success) entries.push(parsed.data);
  }
  // A nominated pair is back "in-progress" during each consent check (RFC 7675).
  const pair = ofType(entries, 'candidate-pair').find((each) => each.nominated && each.state !== 'failed');
  const reports = ofType(entries, 'remote-inbound-rtp');
  const seconds = pair?.currentRoundTripTime ?? maximum(reports.map((each) => each.roundTripTime));
  return {
    at,
    roundTripTime: seconds === undefined ? undefined : seconds * 1000,
    availableOutgoingBitrate: pair?.availableOutgoingBitrate,
    inbound: new Map(
      ofType(entries, 'inbound-rtp').map((each) => [each.trackIdentifier, inboundTrack(each)]),
    ),
    outbound: ofType(entries, 'outbound-rtp').map((each) => ({
      active: each.active,
      bandwidthLimited: each.qualityLimitationReason === 'bandwidth',
    })),
    outboundLoss: maximum(reports.map((each) => each.fractionLost)),
  };
}

function ofType<T extends Entry['type']>(entries: Entry[], type: T): EntryOf<T>[] {
  return entries.filter((entry): entry is EntryOf<T> => entry.type === type);
}

function inboundTrack(entry: EntryOf<'inbound-rtp'>): InboundTrack {
  return {
    kind: entry.kind,
    packetsReceived: entry.packetsReceived,
    packetsLost: Math.max(0, entry.packetsLost),
    bytesReceived: entry.bytesReceived,
    framesDecoded: entry.framesDecoded,
    frameSize:
      entry.frameWidth > 0 && entry.frameHeight > 0
        ? { width: entry.frameWidth, height: entry.frameHeight }
        : undefined,
    samplesPlayed: entry.jitterBufferEmittedCount,
    audioEnergy: entry.totalAudioEnergy,
    audioDuration: entry.totalSamplesDuration,
  };
}

function maximum(values: (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
