import { type Signal, signal } from '@preact/signals-core';
import type { CaptureState, LocalMedia } from '../../../src/client/api.ts';

type ScreenState = LocalMedia['screen']['state']['value'];

/** Local media whose devices a test sets as it likes. */
export interface FakeMedia extends LocalMedia {
  readonly states: {
    readonly camera: Signal<CaptureState>;
    readonly microphone: Signal<CaptureState>;
    readonly screen: Signal<ScreenState>;
    readonly level: Signal<number>;
    readonly speakingWhileMuted: Signal<boolean>;
  };
}

export function createFakeMedia(makeTrack: (name: string) => MediaStreamTrack): FakeMedia {
  const camera = signal<CaptureState>({ kind: 'off' });
  const microphone = signal<CaptureState>({ kind: 'off' });
  const screen = signal<ScreenState>({ kind: 'off' });
  const level = signal(0);
  const speakingWhileMuted = signal(false);
  const muted = signal(false);
  const cameraId = signal<string | undefined>(undefined);
  const microphoneId = signal<string | undefined>(undefined);
  const speakerId = signal<string | undefined>(undefined);
  const on = (name: string): CaptureState => ({ kind: 'on', track: makeTrack(name), deviceId: undefined });
  return {
    states: { camera, microphone, screen, level, speakingWhileMuted },
    camera: {
      state: camera,
      selectedId: cameraId,
      start: async () => {
        camera.value = on('You');
      },
      stop: () => {
        camera.value = { kind: 'off' };
      },
      select: async (id) => {
        cameraId.value = id;
      },
    },
    microphone: {
      state: microphone,
      selectedId: microphoneId,
      start: async () => {
        microphone.value = on('Microphone');
      },
      stop: () => {
        microphone.value = { kind: 'off' };
      },
      select: async (id) => {
        microphoneId.value = id;
      },
      muted,
      setMuted: (value) => {
        muted.value = value;
      },
      level,
      speakingWhileMuted,
    },
    screen: {
      state: screen,
      supported: true,
      start: async () => {
        screen.value = { kind: 'on', video: makeTrack('Screen'), audio: undefined };
      },
      stop: () => {
        screen.value = { kind: 'off' };
      },
    },
    devices: signal({
      cameras: [
        { id: 'front', label: 'FaceTime HD Camera (Built-in)' },
        { id: 'desk', label: 'Logitech StreamCam' },
      ],
      microphones: [
        { id: 'built-in', label: 'MacBook Pro Microphone' },
        { id: 'headset', label: 'Jabra Evolve2 65, a headset with a rather long name' },
      ],
      speakers: [{ id: 'speakers', label: 'MacBook Pro Speakers' }],
    }),
    speakerId,
    selectSpeaker: (id) => {
      speakerId.value = id;
    },
    close: () => {
      camera.value = { kind: 'off' };
      microphone.value = { kind: 'off' };
    },
  };
}
