import { useEffect, useState } from 'react';
import type { RemoteTrack } from '../../../client/api.ts';
import { Video } from '../../design/video.tsx';
import { observeView } from './observe-view.ts';

/** Somebody else's picture; it is sent in the size that it has here. */
export function RemoteVideo({ track, className }: { track: RemoteTrack; className: string }) {
  const [element, setElement] = useState<HTMLVideoElement | null>(null);
  useEffect(() => (element === null ? undefined : observeView(element, track)), [element, track]);
  return <Video track={track.track} className={className} elementRef={setElement} />;
}
