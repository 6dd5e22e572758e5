import type { ReadonlySignal } from '@preact/signals-core';
import type { DeviceLists, LocalMedia, LocalMediaOptions } from '../api.ts';
import { type BrowserMedia, browserMedia } from './browser-media.ts';
import { DeviceCapture } from './device-capture.ts';
import { DeviceWatch } from './device-watch.ts';
import { DisplayCapture } from './display-capture.ts';
import { type MeasureLevel, measureLevel } from './level-meter.ts';
import { MicrophoneCapture } from './microphone-capture.ts';
import { browserStore, Preference } from './preference.ts';

const defaultPolicy = {
  video: { width: 1280, height: 720, frameRate: 30 },
  screen: { frameRate: 15 },
};

/** Owns everything that captures on this device. */
export class DeviceMedia implements LocalMedia {
  readonly camera: DeviceCapture;
  readonly microphone: MicrophoneCapture;
  readonly screen: DisplayCapture;
  readonly #watch: DeviceWatch;
  readonly #speaker: Preference;

  constructor(options: LocalMediaOptions, browser: BrowserMedia, measure: MeasureLevel) {
    const store = options.preferences ?? browserStore();
    const { video, screen } = options.policy ?? defaultPolicy;
    const watch = new DeviceWatch(browser);
    this.#watch = watch;
    this.#speaker = new Preference(store, 'sottovoce.speaker');
    this.camera = new DeviceCapture({
      kind: 'camera',
      constraints: {
        width: { ideal: video.width },
        height: { ideal: video.height },
        frameRate: { ideal: video.frameRate, max: video.frameRate },
      },
      browser,
      watch,
      preference: new Preference(store, 'sottovoce.camera'),
    });
    const microphone = new DeviceCapture({
      kind: 'microphone',
      constraints: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
      browser,
      watch,
      preference: new Preference(store, 'sottovoce.microphone'),
    });
    this.microphone = new MicrophoneCapture(microphone, measure);
    this.screen = new DisplayCapture(browser, screen.frameRate);
  }

  get devices(): ReadonlySignal<DeviceLists> {
    return this.#watch.lists;
  }

  get speakerId(): ReadonlySignal<string | undefined> {
    return this.#speaker.value;
  }

  selectSpeaker(deviceId: string): void {
    this.#speaker.choose(deviceId);
  }

  close(): void {
    this.camera.close();
    this.microphone.close();
    this.screen.close();
    this.#watch.close();
  }
}

/**
 * The cameras, microphones and the screen of this browser. Nothing opens before `start` is called.
 *
 * @example
 * const media = createLocalMedia({ policy: await server.bootstrap() });
 * await media.camera.start();
 */
export function createLocalMedia(options: LocalMediaOptions = {}): LocalMedia {
  return new DeviceMedia(options, browserMedia(), measureLevel);
}
