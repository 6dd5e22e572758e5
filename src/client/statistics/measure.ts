import type { QualitySample } from './quality.ts';
import type { InboundTrack, Snapshot } from './snapshot.ts';

/** A received track, and what is expected of it. */
export interface MeasuredTrack {
  /** Of the `MediaStreamTrack`. */
  readonly trackId: string;
  readonly kind: 'audio' | 'video';
  /** Since when media is expected, in milliseconds of `Date.now()`; `undefined` while muted or not shown. */
  readonly wantedAt: number | undefined;
  /** False for a screen, which may stand still for minutes. */
  readonly isContinuous: boolean;
  readonly layersMissing: number;
}

/** Too few packets make no rate. */
const leastPackets = 20;
/** How long media may take to begin before its absence is a finding. */
const startPatience = 4_000;
/** Below this, in bits per second, two steps of picture quality are missing. */
const narrowBitrate = 300_000;

/**
 * The loudness of a received track between two snapshots: the root mean square of its samples.
 * `totalAudioEnergy` adds up squared levels over seconds, and counts silence that was made up, too.
 */
export function levelBetween(before: InboundTrack | undefined, after: InboundTrack | undefined): number {
  if (before === undefined || after === undefined) return 0;
  const seconds = after.audioDuration - before.audioDuration;
  const energy = after.audioEnergy - before.audioEnergy;
  return seconds > 0 && energy > 0 ? Math.sqrt(energy / seconds) : 0;
}

/** How well somebody's media arrived between two snapshots of our receiving transport. */
export function inboundSample(
  before: Snapshot,
  after: Snapshot,
  tracks: readonly MeasuredTrack[],
  now: number,
): QualitySample {
  return {
    flowing: tracks.every((track) => isFlowing(before, after, track, now)),
    roundTripTime: after.roundTripTime,
    packetLoss: lossBetween(before, after, tracks),
    layersMissing: Math.max(0, ...tracks.map(({ layersMissing }) => layersMissing)),
  };
}

/** How good this client's own connection was between two snapshots of both transports. */
export function ownSample(
  receive: { before: Snapshot; after: Snapshot },
  send: Snapshot,
  connected: boolean,
  tracks: readonly MeasuredTrack[],
): QualitySample {
  const losses = [lossBetween(receive.before, receive.after, tracks), send.outboundLoss].filter(
    (loss) => loss !== undefined,
  );
  const limited = send.outbound.some(({ active, bandwidthLimited }) => active && bandwidthLimited);
  const narrow = (send.availableOutgoingBitrate ?? Number.POSITIVE_INFINITY) < narrowBitrate;
  return {
    flowing: connected,
    roundTripTime: send.roundTripTime ?? receive.after.roundTripTime,
    packetLoss: losses.length === 0 ? undefined : Math.max(...losses),
    layersMissing: limited ? (narrow ? 2 : 1) : 0,
  };
}

function isFlowing(before: Snapshot, after: Snapshot, track: MeasuredTrack, now: number): boolean {
  const { isContinuous, trackId, wantedAt } = track;
  // What the server holds back for want of bandwidth is missing layers, not a missing track.
  if (!isContinuous || track.layersMissing > 0) return true;
  if (wantedAt === undefined || now - wantedAt < startPatience) return true;
  const received = (snapshot: Snapshot): number => snapshot.inbound.get(trackId)?.packetsReceived ?? 0;
  return received(after) > received(before);
}

function lossBetween(
  before: Snapshot,
  after: Snapshot,
  tracks: readonly MeasuredTrack[],
): number | undefined {
  let lost = 0;
  let received = 0;
  for (const { trackId } of tracks) {
    const [first, last] = [before.inbound.get(trackId), after.inbound.get(trackId)];
    if (first === undefined || last === undefined) continue;
    lost += Math.max(0, last.packetsLost - first.packetsLost);
    received += Math.max(0, last.packetsReceived - first.packetsReceived);
  }
  return lost + received < leastPackets ? undefined : lost / (lost + received);
}
