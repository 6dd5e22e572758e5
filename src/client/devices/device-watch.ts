import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { Device, DeviceLists } from '../api.ts';
import type { BrowserMedia } from './browser-media.ts';

const none: DeviceLists = { cameras: [], microphones: [], speakers: [] };

/** The devices that are plugged in, kept up to date. */
export class DeviceWatch {
  readonly #media: MediaDevices | undefined;
  readonly #lists = signal<DeviceLists>(none);
  readonly #onChange = (): void => {
    void this.refresh();
  };

  constructor(browser: BrowserMedia) {
    this.#media = browser.mediaDevices;
    this.#media?.addEventListener('devicechange', this.#onChange);
    void this.refresh();
  }

  get lists(): ReadonlySignal<DeviceLists> {
    return this.#lists;
  }

  /** Reads the lists again: labels and ids become readable once permission has been given. */
  async refresh(): Promise<DeviceLists> {
    const infos = (await this.#media?.enumerateDevices().catch(() => undefined)) ?? [];
    this.#lists.value = {
      cameras: ofKind(infos, 'videoinput'),
      microphones: ofKind(infos, 'audioinput'),
      speakers: ofKind(infos, 'audiooutput'),
    };
    return this.#lists.value;
  }

  close(): void {
    this.#media?.removeEventListener('devicechange', this.#onChange);
  }
}

function ofKind(infos: readonly MediaDeviceInfo[], kind: MediaDeviceKind): Device[] {
  return infos.filter((info) => info.kind === kind).map(({ deviceId, label }) => ({ id: deviceId, label }));
}
