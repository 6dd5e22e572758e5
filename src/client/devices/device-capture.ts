import { effect, type ReadonlySignal, signal } from '@preact/signals-core';
import type { CaptureDevice, CaptureFailure, CaptureState, Device } from '../api.ts';
import type { BrowserMedia } from './browser-media.ts';
import { captureFailure, isDeviceMissing } from './capture-failure.ts';
import type { DeviceWatch } from './device-watch.ts';
import { shouldReopen } from './hot-plug.ts';
import type { Preference } from './preference.ts';

export interface DeviceCaptureOptions {
  readonly kind: 'camera' | 'microphone';
  readonly constraints: MediaTrackConstraints;
  readonly browser: BrowserMedia;
  readonly watch: DeviceWatch;
  readonly preference: Preference;
}

/**
 * One camera or microphone: opens, follows hot-plug, and says in its state what went wrong.
 *
 * Invariant: at most one track is live, and only while the state is `on` (or a change of device is
 * under way); whatever opens after `stop` or a newer `start` is stopped unseen.
 */
export class DeviceCapture implements CaptureDevice {
  readonly #options: DeviceCaptureOptions;
  readonly #state = signal<CaptureState>({ kind: 'off' });
  readonly #stopWatching: () => void;
  #generation = 0;
  #opening: Promise<void> | undefined;
  #lostId: string | undefined;
  #permission: PermissionStatus | undefined;

  constructor(options: DeviceCaptureOptions) {
    this.#options = options;
    this.#stopWatching = effect(() => {
      const devices = this.#devices();
      this.#onDevices(devices);
    });
  }

  get state(): ReadonlySignal<CaptureState> {
    return this.#state;
  }

  get selectedId(): ReadonlySignal<string | undefined> {
    return this.#options.preference.value;
  }

  start(): Promise<void> {
    if (this.#state.peek().kind === 'on') return Promise.resolve();
    return this.#opening ?? this.#open();
  }

  stop(): void {
    this.#generation += 1;
    this.#opening = undefined;
    this.#forgetPermission();
    this.#release();
    this.#state.value = { kind: 'off' };
  }

  async select(deviceId: string): Promise<void> {
    this.#options.preference.choose(deviceId);
    const state = this.#state.peek();
    if (state.kind === 'off' || (state.kind === 'on' && state.deviceId === deviceId)) return;
    await this.#open();
  }

  /** Stops for good. Idempotent. */
  close(): void {
    this.stop();
    this.#stopWatching();
  }

  #open(): Promise<void> {
    this.#generation += 1;
    const opening = this.#openAs(this.#generation).finally(() => {
      if (this.#opening === opening) this.#opening = undefined;
    });
    this.#opening = opening;
    return opening;
  }

  async #openAs(generation: number): Promise<void> {
    this.#forgetPermission();
    // While devices change over, the present track goes on.
    if (this.#state.peek().kind !== 'on') this.#state.value = { kind: 'starting' };
    const outcome = await this.#acquire();
    if (generation !== this.#generation) {
      if (outcome.kind === 'track') outcome.track.stop();
      return;
    }
    this.#release();
    if (outcome.kind === 'failure') this.#fail(outcome.reason);
    else this.#adopt(outcome.track, generation);
  }

  #adopt(track: MediaStreamTrack, generation: number): void {
    this.#lostId = undefined;
    const { deviceId } = track.getSettings();
    // Only a device that fails ends its track; our own stop() does not fire this.
    const onEnded = (): void => {
      if (generation === this.#generation) void this.#onEnded(deviceId, generation);
    };
    track.addEventListener('ended', onEnded, { once: true });
    this.#state.value = { kind: 'on', track, deviceId };
    void this.#options.watch.refresh();
  }

  async #acquire(): Promise<
    { kind: 'track'; track: MediaStreamTrack } | { kind: 'failure'; reason: CaptureFailure }
  > {
    const { browser, kind } = this.#options;
    if (!browser.isSecureContext) return { kind: 'failure', reason: 'insecure-page' };
    if (browser.mediaDevices === undefined) return { kind: 'failure', reason: 'unsupported' };
    try {
      const track = await this.#getTrack(browser.mediaDevices, this.selectedId.peek() ?? this.#lostId);
      return { kind: 'track', track };
    } catch (error) {
      const permission = await browser.permission(kind);
      return { kind: 'failure', reason: captureFailure(error, permission?.state) };
    }
  }

  /** Opens the chosen device, or any other where that is not there. */
  async #getTrack(media: MediaDevices, deviceId: string | undefined): Promise<MediaStreamTrack> {
    const { constraints, kind } = this.#options;
    const wanted = deviceId === undefined ? constraints : { ...constraints, deviceId: { exact: deviceId } };
    try {
      const stream = await media.getUserMedia(kind === 'camera' ? { video: wanted } : { audio: wanted });
      const [track] = stream.getTracks();
      if (track === undefined) throw new DOMException('The browser gave no track.', 'NotFoundError');
      return track;
    } catch (error) {
      if (deviceId === undefined || !isDeviceMissing(error)) throw error;
      return this.#getTrack(media, undefined);
    }
  }

  async #onEnded(deviceId: string | undefined, generation: number): Promise<void> {
    this.#release();
    this.#state.value = { kind: 'starting' };
    await this.#options.watch.refresh();
    const permission = await this.#options.browser.permission(this.#options.kind);
    if (generation !== this.#generation) return;
    const devices = this.#devices();
    const isThere = devices.some((device) => device.id === deviceId);
    if (permission?.state === 'denied') this.#fail('permission-denied');
    else if (isThere) this.#fail('in-use');
    else {
      this.#lostId = deviceId;
      this.#fail('unplugged');
      this.#onDevices(devices);
    }
  }

  #fail(reason: CaptureFailure): void {
    this.#state.value = { kind: 'failed', reason };
    if (reason === 'permission-denied') void this.#awaitPermission(this.#generation);
  }

  /** Opens by itself once the person has allowed it in the browser's settings. */
  async #awaitPermission(generation: number): Promise<void> {
    const permission = await this.#options.browser.permission(this.#options.kind);
    if (generation !== this.#generation || permission === undefined) return;
    this.#permission = permission;
    permission.onchange = () => {
      if (permission.state === 'granted') void this.#open();
    };
  }

  #forgetPermission(): void {
    if (this.#permission !== undefined) this.#permission.onchange = null;
    this.#permission = undefined;
  }

  #onDevices(devices: readonly Device[]): void {
    const reopen = shouldReopen({
      state: this.#state.peek(),
      devices,
      selectedId: this.selectedId.peek(),
      lostId: this.#lostId,
      substitutes: this.#options.kind === 'microphone',
    });
    if (reopen && this.#opening === undefined) void this.#open();
  }

  #devices(): readonly Device[] {
    const lists = this.#options.watch.lists.value;
    return this.#options.kind === 'camera' ? lists.cameras : lists.microphones;
  }

  #release(): void {
    const state = this.#state.peek();
    if (state.kind === 'on') state.track.stop();
  }
}
