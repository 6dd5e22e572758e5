import { useEffect, useRef } from 'react';

export interface VideoProps {
  track: MediaStreamTrack;
  className?: string;
  /** Called with the element while it stands, so that a view can measure it. */
  elementRef?: (element: HTMLVideoElement | null) => void;
}

/** Shows a track. It is silent: sound is played by elements of its own. */
export function Video({ track, className, elementRef }: VideoProps) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    element.srcObject = new MediaStream([track]);
    elementRef?.(element);
    return () => {
      elementRef?.(null);
      element.srcObject = null;
    };
  }, [track, elementRef]);
  return <video ref={video} className={className ?? ''} autoPlay playsInline muted />;
}
