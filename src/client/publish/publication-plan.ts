import type { Source } from '../../protocol/identifiers.ts';

/** What should be sent of one source. `track` identifies the captured track. */
export interface Wanted<Track> {
  readonly track: Track | undefined;
  readonly muted: boolean;
}

/** What is sent of it, as far as the server has confirmed. */
export interface Published<Track> {
  /** The captured track that is attached to the sender; none while a camera or microphone is off. */
  readonly track: Track | undefined;
  readonly paused: boolean;
}

export type PublicationStep = 'produce' | 'attach' | 'detach' | 'pause' | 'resume' | 'close';

/**
 * The next step from what is published of a source to what is wanted of it, or `undefined` at the goal.
 *
 * A camera or microphone that goes off keeps its producer, paused and without a track, so that it
 * comes back at once and nobody renegotiates; a screen that is no longer shared is closed. Pausing
 * comes before detaching, and attaching before resuming: receivers never see a frozen frame as live.
 */
export function nextPublicationStep<Track>(
  source: Source,
  wanted: Wanted<Track>,
  published: Published<Track> | undefined,
): PublicationStep | undefined {
  if (published === undefined) return wanted.track === undefined ? undefined : 'produce';
  if (wanted.track === undefined) {
    if (source === 'screen' || source === 'screen-audio') return 'close';
    if (!published.paused) return 'pause';
    return published.track === undefined ? undefined : 'detach';
  }
  if (wanted.muted && !published.paused) return 'pause';
  if (published.track !== wanted.track) return 'attach';
  return !wanted.muted && published.paused ? 'resume' : undefined;
}
