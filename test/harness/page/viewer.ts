import { recognisePattern } from './pattern-recogniser.ts';

const width = 96;
const height = 54;

/** Sees whose picture a video element shows. */
export class Viewer {
  #context: CanvasRenderingContext2D | undefined;

  /** The pattern in the element's present frame, `undefined` where it shows none. */
  pattern(video: HTMLVideoElement): string | undefined {
    if (video.videoWidth === 0) return undefined;
    this.#context ??= makeContext();
    this.#context.clearRect(0, 0, width, height);
    this.#context.drawImage(video, 0, 0, width, height);
    return recognisePattern(this.#context.getImageData(0, 0, width, height));
  }
}

function makeContext(): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('this browser draws no canvas');
  return context;
}
