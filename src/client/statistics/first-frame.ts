import type { MediaKind } from '../../protocol/rtp.ts';
import type { InboundTrack } from './snapshot.ts';

/**
 * How long newcomers wait for media, measured once per join and kind: from the call of `join` where the
 * media was there already, from its arrival where somebody began to send later. Times are milliseconds.
 */
export interface FirstFrameWatch {
  readonly joinStartedAt: number;
  readonly joinedAt: number;
  readonly awaited: readonly MediaKind[];
}

/** Media that is wanted within this time of joining was there already. */
export const settling = 3_000;

export function watchFirstFrames(joinStartedAt: number, joinedAt: number): FirstFrameWatch {
  return { joinStartedAt, joinedAt, awaited: ['audio', 'video'] };
}

/** A track of which media has been wanted since `wantedAt`. */
export interface AwaitedTrack {
  readonly inbound: InboundTrack | undefined;
  readonly wantedAt: number;
}

/** What has come by now: the time of each kind that was awaited and has its first decoded frame. */
export function findFirstFrames(
  watch: FirstFrameWatch,
  tracks: readonly AwaitedTrack[],
  now: number,
): { watch: FirstFrameWatch; found: { kind: MediaKind; milliseconds: number }[] } {
  const found = watch.awaited.flatMap((kind) => {
    const track = tracks.find(({ inbound }) => inbound?.kind === kind && isDecoded(inbound));
    if (track === undefined) return [];
    const since = track.wantedAt - watch.joinedAt <= settling ? watch.joinStartedAt : track.wantedAt;
    return [{ kind, milliseconds: Math.max(0, now - since) }];
  });
  const awaited = watch.awaited.filter((kind) => !found.some((each) => each.kind === kind));
  return { watch: found.length === 0 ? watch : { ...watch, awaited }, found };
}

function isDecoded(inbound: InboundTrack): boolean {
  return inbound.kind === 'video' ? inbound.framesDecoded > 0 : inbound.samplesPlayed > 0;
}
