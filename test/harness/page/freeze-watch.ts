/** Measures how long a video stands still, from one presented frame to the next. */
export class FreezeWatch {
  readonly #video: HTMLVideoElement;
  #lastFrame = performance.now();
  #longest = 0;

  constructor(video: HTMLVideoElement) {
    this.#video = video;
    this.#follow();
  }

  restart(): void {
    this.#lastFrame = performance.now();
    this.#longest = 0;
  }

  /** Milliseconds; a freeze that still lasts counts. */
  longest(): number {
    return Math.max(this.#longest, performance.now() - this.#lastFrame);
  }

  #follow(): void {
    this.#video.requestVideoFrameCallback((now) => {
      this.#longest = Math.max(this.#longest, now - this.#lastFrame);
      this.#lastFrame = now;
      this.#follow();
    });
  }
}
