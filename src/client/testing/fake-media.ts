import type { BrowserMedia } from '../devices/browser-media.ts';

/** A captured track; Node has no `MediaStreamTrack`. */
export class FakeTrack extends EventTarget {
  static live = new Set<FakeTrack>();
  readonly id = crypto.randomUUID();
  readonly kind: 'audio' | 'video';
  readonly deviceId: string | undefined;
  enabled = true;
  contentHint = '';
  readyState: 'live' | 'ended' = 'live';

  constructor(kind: 'audio' | 'video', deviceId?: string) {
    super();
    this.kind = kind;
    this.deviceId = deviceId;
    FakeTrack.live.add(this);
  }

  getSettings(): MediaTrackSettings {
    return this.deviceId === undefined ? {} : { deviceId: this.deviceId };
  }

  clone(): FakeTrack {
    return new FakeTrack(this.kind, this.deviceId);
  }

  stop(): void {
    this.readyState = 'ended';
    FakeTrack.live.delete(this);
  }

  /** Ends as by unplugging, with the event that `stop` does not fire. */
  end(): void {
    this.stop();
    this.dispatchEvent(new Event('ended'));
  }

  asTrack(): MediaStreamTrack {
    return this as unknown as MediaStreamTrack;
  }
}

/** The devices of an imagined computer; Node has no `navigator.mediaDevices`. */
export class FakeDevices extends EventTarget {
  plugged: { deviceId: string; kind: MediaDeviceKind; label: string }[] = [
    { deviceId: 'cam', kind: 'videoinput', label: 'Camera' },
    { deviceId: 'mic', kind: 'audioinput', label: 'Microphone' },
    { deviceId: 'out', kind: 'audiooutput', label: 'Speaker' },
  ];
  /** What opening fails with, next and from then on. */
  failure: Error | undefined;
  /** Where set, opening waits for it. */
  gate: Promise<void> | undefined;
  permissionState: PermissionState = 'granted';
  readonly permissions = new Set<{ state: PermissionState; onchange: (() => void) | null }>();
  readonly opened: FakeTrack[] = [];

  async enumerateDevices(): Promise<unknown[]> {
    return this.plugged;
  }

  async getUserMedia(constraints: MediaStreamConstraints): Promise<unknown> {
    await this.gate;
    if (this.failure !== undefined) throw this.failure;
    const kind = constraints.video === undefined ? 'audio' : 'video';
    const wanted = deviceOf(kind === 'audio' ? constraints.audio : constraints.video);
    const devices = this.plugged.filter(
      (each) => each.kind === (kind === 'audio' ? 'audioinput' : 'videoinput'),
    );
    if (devices.length === 0) throw new DOMException('Requested device not found', 'NotFoundError');
    const device = wanted === undefined ? devices[0] : devices.find((each) => each.deviceId === wanted);
    if (device === undefined) throw new DOMException('', 'OverconstrainedError');
    return this.#stream([new FakeTrack(kind, device.deviceId)]);
  }

  async getDisplayMedia(): Promise<unknown> {
    await this.gate;
    if (this.failure !== undefined) throw this.failure;
    return this.#stream([new FakeTrack('video'), new FakeTrack('audio')]);
  }

  plug(deviceId: string, kind: MediaDeviceKind): void {
    this.plugged = [...this.plugged, { deviceId, kind, label: deviceId }];
    this.dispatchEvent(new Event('devicechange'));
  }

  unplug(deviceId: string): void {
    this.plugged = this.plugged.filter((each) => each.deviceId !== deviceId);
    this.dispatchEvent(new Event('devicechange'));
    for (const track of this.opened)
      if (track.deviceId === deviceId && track.readyState === 'live') track.end();
  }

  setPermission(state: PermissionState): void {
    this.permissionState = state;
    for (const permission of this.permissions) {
      permission.state = state;
      permission.onchange?.();
    }
  }

  /** Listeners that are still set on permissions. */
  get awaitedPermissions(): number {
    return [...this.permissions].filter((each) => each.onchange !== null).length;
  }

  asBrowser(isSecureContext = true): BrowserMedia {
    return {
      isSecureContext,
      mediaDevices: this as unknown as MediaDevices,
      permission: async () => {
        const permission = { state: this.permissionState, onchange: null };
        this.permissions.add(permission);
        return permission as unknown as PermissionStatus;
      },
    };
  }

  #stream(tracks: FakeTrack[]): unknown {
    this.opened.push(...tracks);
    const ofKind = (kind: string) => tracks.filter((track) => track.kind === kind);
    return {
      getTracks: () => tracks,
      getVideoTracks: () => ofKind('video'),
      getAudioTracks: () => ofKind('audio'),
    };
  }
}

function deviceOf(constraints: boolean | MediaTrackConstraints | undefined): string | undefined {
  if (typeof constraints !== 'object' || typeof constraints.deviceId !== 'object') return undefined;
  const wanted = constraints.deviceId;
  return 'exact' in wanted && typeof wanted.exact === 'string' ? wanted.exact : undefined;
}
