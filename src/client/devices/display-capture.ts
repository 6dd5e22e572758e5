import { type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import type { ScreenCapture } from '../api.ts';
import type { BrowserMedia } from './browser-media.ts';
import { captureFailure } from './capture-failure.ts';

type ScreenState = ScreenCapture['state']['value'];

/** Hints of https://www.w3.org/TR/screen-capture/ that TypeScript's own types do not have yet. */
interface DisplayOptions extends DisplayMediaStreamOptions {
  readonly selfBrowserSurface: 'exclude';
  readonly surfaceSwitching: 'include';
  readonly systemAudio: 'include';
}

/** The shared screen, window or tab, with its sound where the browser gives it. */
export class DisplayCapture implements ScreenCapture {
  readonly #browser: BrowserMedia;
  readonly #frameRate: number;
  readonly #state: Signal<ScreenState> = signal({ kind: 'off' });
  #generation = 0;

  /** @param frameRate Frames per second to ask for at most. */
  constructor(browser: BrowserMedia, frameRate: number) {
    this.#browser = browser;
    this.#frameRate = frameRate;
  }

  get state(): ReadonlySignal<ScreenState> {
    return this.#state;
  }

  get supported(): boolean {
    const { mediaDevices } = this.#browser;
    return mediaDevices !== undefined && 'getDisplayMedia' in mediaDevices;
  }

  async start(): Promise<void> {
    const { kind } = this.#state.peek();
    if (kind === 'on' || kind === 'starting') return;
    this.#generation += 1;
    const generation = this.#generation;
    this.#state.value = { kind: 'starting' };
    const next = await this.#ask();
    if (generation !== this.#generation) {
      stopTracks(next);
      return;
    }
    this.#state.value = next;
    if (next.kind === 'on') {
      // Ended by the browser's own "stop sharing", or with the window that was shared.
      next.video.addEventListener('ended', () => generation === this.#generation && this.stop(), {
        once: true,
      });
    }
  }

  stop(): void {
    this.#generation += 1;
    stopTracks(this.#state.peek());
    this.#state.value = { kind: 'off' };
  }

  close(): void {
    this.stop();
  }

  async #ask(): Promise<ScreenState> {
    const { isSecureContext, mediaDevices } = this.#browser;
    if (!isSecureContext) return { kind: 'failed', reason: 'insecure-page' };
    if (mediaDevices === undefined || !this.supported) return { kind: 'failed', reason: 'unsupported' };
    const options: DisplayOptions = {
      video: { frameRate: this.#frameRate },
      // What is shared is to sound as it is, not like a voice in a room.
      audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
      selfBrowserSurface: 'exclude',
      surfaceSwitching: 'include',
      systemAudio: 'include',
    };
    try {
      const stream = await mediaDevices.getDisplayMedia(options);
      const [video] = stream.getVideoTracks();
      if (video === undefined) return { kind: 'failed', reason: 'unknown' };
      return { kind: 'on', video, audio: stream.getAudioTracks()[0] };
    } catch (error) {
      // Whoever closes the picker changed their mind: every display capture asks anew, so there is no lasting refusal.
      const reason = captureFailure(error, 'prompt');
      return reason === 'permission-dismissed' ? { kind: 'off' } : { kind: 'failed', reason };
    }
  }
}

function stopTracks(state: ScreenState): void {
  if (state.kind !== 'on') return;
  state.video.stop();
  state.audio?.stop();
}
