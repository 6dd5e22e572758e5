import { openPatternCanvas, type PatternCanvasOptions } from './pattern-canvas.ts';

export interface CanvasCamera {
  readonly track: MediaStreamTrack;
  close(): void;
}

/** Films a canvas that shows a participant's pattern, for browsers that cannot take a camera from a file. */
export function openCanvasCamera(options: PatternCanvasOptions): CanvasCamera {
  const { canvas, close } = openPatternCanvas(options);
  const [track] = canvas.captureStream(options.frameRate).getVideoTracks();
  if (track === undefined) throw new Error('this browser films no canvas');
  return {
    track,
    close: () => {
      close();
      track.stop();
    },
  };
}
