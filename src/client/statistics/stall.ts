import type { MeasuredTrack } from './measure.ts';
import type { Snapshot } from './snapshot.ts';

/** Milliseconds after which a picture that is wanted should be there. */
const patience = 3_000;

/**
 * Pictures that are wanted here and stand still, by track id. A camera always moves; of a screen only the first picture is
 * missed, since nothing need change on it.
 *
 * @param now Milliseconds of `Date.now()`.
 */
export function stalledPictures(
  before: Snapshot,
  after: Snapshot,
  tracks: readonly MeasuredTrack[],
  now: number,
): string[] {
  return tracks
    .filter(({ kind, wantedAt, trackId, isContinuous }) => {
      if (kind !== 'video' || wantedAt === undefined || now - wantedAt < patience) return false;
      const decoded = after.inbound.get(trackId)?.framesDecoded ?? 0;
      return decoded === 0 || (isContinuous && decoded === before.inbound.get(trackId)?.framesDecoded);
    })
    .map(({ trackId }) => trackId);
}
