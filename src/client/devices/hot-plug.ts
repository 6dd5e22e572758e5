import type { CaptureState, Device } from '../api.ts';

/** What is known of a capture when devices come and go. */
export interface HotPlug {
  readonly state: CaptureState;
  readonly devices: readonly Device[];
  readonly selectedId: string | undefined;
  /** The device that was in use when it was unplugged. */
  readonly lostId: string | undefined;
  /** A microphone may be replaced by another one without asking; a camera never shows another view unasked. */
  readonly substitutes: boolean;
}

/** True where the capture should be opened anew because of what is plugged in now. */
export function shouldReopen({ state, devices, selectedId, lostId, substitutes }: HotPlug): boolean {
  const isThere = (id: string | undefined): boolean =>
    id !== undefined && devices.some((each) => each.id === id);
  switch (state.kind) {
    case 'off':
    case 'starting':
      return false;
    case 'on':
      return state.deviceId !== selectedId && isThere(selectedId);
    case 'failed':
      if (state.reason === 'not-found') return devices.length > 0;
      if (state.reason !== 'unplugged') return false;
      return substitutes ? devices.length > 0 : isThere(lostId) || isThere(selectedId);
  }
}
