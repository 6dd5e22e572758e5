import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeDevices, FakeTrack } from '../testing/fake-media.ts';
import { DeviceMedia } from './local-media.ts';

let devices: FakeDevices;
let media: DeviceMedia;
let meters: { track: MediaStreamTrack; onLevel: (level: number) => void }[];
let kept: Map<string, string>;

function make(): void {
  const preferences = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  media = new DeviceMedia({ preferences }, devices.asBrowser(), (track, onLevel) => {
    const meter = { track, onLevel };
    meters.push(meter);
    return { close: () => meters.splice(meters.indexOf(meter), 1) };
  });
}

beforeEach(() => {
  devices = new FakeDevices();
  meters = [];
  kept = new Map();
  make();
});

afterEach(() => {
  media.close();
  media.close();
  jest.useRealTimers();
  expect(FakeTrack.live.size).toBe(0);
  expect(meters).toEqual([]);
});

describe('DeviceMedia', () => {
  it('lists devices by their use, and follows them', async () => {
    await setImmediate();
    expect(media.devices.value).toEqual({
      cameras: [{ id: 'cam', label: 'Camera' }],
      microphones: [{ id: 'mic', label: 'Microphone' }],
      speakers: [{ id: 'out', label: 'Speaker' }],
    });
    devices.plug('headset', 'audioinput');
    await setImmediate();
    expect(media.devices.value.microphones.map((each) => each.id)).toEqual(['mic', 'headset']);
  });

  it('remembers every choice', async () => {
    await media.camera.select('cam');
    await media.microphone.select('mic');
    media.selectSpeaker('out');
    media.close();
    make();
    expect(media.camera.selectedId.value).toBe('cam');
    expect(media.microphone.selectedId.value).toBe('mic');
    expect(media.speakerId.value).toBe('out');
  });
});

describe('MicrophoneCapture', () => {
  it('measures while it is open, muted or not', async () => {
    await media.microphone.start();
    meters[0]?.onLevel(0.5);
    expect(media.microphone.level.value).toBe(0.5);
    media.microphone.setMuted(true);
    meters[0]?.onLevel(0.6);
    expect(media.microphone.level.value).toBe(0.6);
    expect(FakeTrack.live.size).toBe(1);
    media.microphone.stop();
    expect(media.microphone.level.value).toBe(0);
  });

  it('notices speech while muted, until it is unmuted', async () => {
    await media.microphone.start();
    jest.useFakeTimers();
    media.microphone.setMuted(true);
    for (let spoken = 0; spoken < 1_000; spoken += 50) {
      jest.advanceTimersByTime(50);
      meters[0]?.onLevel(0.8);
    }
    expect(media.microphone.speakingWhileMuted.value).toBe(true);
    media.microphone.setMuted(false);
    expect(media.microphone.speakingWhileMuted.value).toBe(false);
    meters[0]?.onLevel(0.8);
    expect(media.microphone.speakingWhileMuted.value).toBe(false);
  });
});

describe('DisplayCapture', () => {
  it('shares picture and sound', async () => {
    await media.screen.start();
    expect(media.screen.state.value).toMatchObject({
      kind: 'on',
      video: { kind: 'video' },
      audio: { kind: 'audio' },
    });
    media.screen.stop();
    expect(media.screen.state.value).toEqual({ kind: 'off' });
    expect(FakeTrack.live.size).toBe(0);
  });

  it('is off again where the picker is closed', async () => {
    devices.failure = new DOMException('Permission denied', 'NotAllowedError');
    await media.screen.start();
    expect(media.screen.state.value).toEqual({ kind: 'off' });
  });

  it('says that the system forbids it', async () => {
    devices.failure = new DOMException('Permission denied by system', 'NotAllowedError');
    await media.screen.start();
    expect(media.screen.state.value).toEqual({ kind: 'failed', reason: 'permission-denied' });
  });

  it('is off when the browser ends the sharing', async () => {
    await media.screen.start();
    devices.opened.find((track) => track.kind === 'video')?.end();
    expect(media.screen.state.value).toEqual({ kind: 'off' });
  });

  it('stops what is chosen after it was stopped', async () => {
    const gate = Promise.withResolvers<void>();
    devices.gate = gate.promise;
    const starting = media.screen.start();
    media.screen.stop();
    gate.resolve();
    await starting;
    expect(media.screen.state.value).toEqual({ kind: 'off' });
  });
});
