import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeDevices, FakeTrack } from '../testing/fake-media.ts';
import { DeviceCapture } from './device-capture.ts';
import { DeviceWatch } from './device-watch.ts';
import { Preference } from './preference.ts';

let devices: FakeDevices;
let watch: DeviceWatch;
let capture: DeviceCapture;

function make(kind: 'camera' | 'microphone', browser = devices.asBrowser()): DeviceCapture {
  watch = new DeviceWatch(browser);
  capture = new DeviceCapture({
    kind,
    constraints: {},
    browser,
    watch,
    preference: new Preference(undefined, 'x'),
  });
  return capture;
}

const kind = (): string => capture.state.value.kind;
const failure = (): unknown =>
  capture.state.value.kind === 'failed' ? capture.state.value.reason : undefined;
const deviceId = (): unknown =>
  capture.state.value.kind === 'on' ? capture.state.value.deviceId : undefined;

beforeEach(() => {
  devices = new FakeDevices();
});

afterEach(() => {
  capture.close();
  capture.close();
  watch.close();
  expect(FakeTrack.live.size).toBe(0);
  expect(devices.awaitedPermissions).toBe(0);
});

describe('DeviceCapture', () => {
  it('opens and closes its device', async () => {
    make('camera');
    const starting = capture.start();
    expect(kind()).toBe('starting');
    await starting;
    expect(deviceId()).toBe('cam');
    await capture.start();
    expect(devices.opened).toHaveLength(1);
    capture.stop();
    expect(kind()).toBe('off');
    expect(FakeTrack.live.size).toBe(0);
  });

  it('opens once however often it is asked', async () => {
    make('camera');
    await Promise.all([capture.start(), capture.start()]);
    expect(devices.opened).toHaveLength(1);
  });

  it('closes what opens after it was stopped', async () => {
    make('camera');
    const gate = Promise.withResolvers<void>();
    devices.gate = gate.promise;
    const starting = capture.start();
    capture.stop();
    gate.resolve();
    await starting;
    expect(kind()).toBe('off');
    expect(FakeTrack.live.size).toBe(0);
  });

  it.each([
    [new DOMException('', 'NotReadableError'), 'in-use'],
    [new DOMException('', 'NotFoundError'), 'not-found'],
    [new DOMException('Permission dismissed', 'NotAllowedError'), 'permission-dismissed'],
    [new DOMException('Permission denied', 'NotAllowedError'), 'permission-denied'],
  ])('says what is wrong with %s', async (error, reason) => {
    make('camera');
    devices.failure = error;
    await capture.start();
    expect(failure()).toBe(reason);
  });

  it('opens on the next try after a failure', async () => {
    make('camera');
    devices.failure = new DOMException('', 'NotReadableError');
    await capture.start();
    devices.failure = undefined;
    await capture.start();
    expect(kind()).toBe('on');
  });

  it('opens by itself once permission is given in the settings', async () => {
    make('camera');
    devices.failure = new DOMException('Permission denied', 'NotAllowedError');
    devices.permissionState = 'denied';
    await capture.start();
    await setImmediate();
    devices.failure = undefined;
    devices.setPermission('granted');
    await setImmediate();
    expect(kind()).toBe('on');
  });

  it('says that a page must be secure', async () => {
    make('camera', devices.asBrowser(false));
    await capture.start();
    expect(failure()).toBe('insecure-page');
  });

  it('says that a browser cannot capture', async () => {
    make('camera', { ...devices.asBrowser(), mediaDevices: undefined });
    await capture.start();
    expect(failure()).toBe('unsupported');
  });

  it('changes to another device while it is on, and stops the first', async () => {
    devices.plug('cam2', 'videoinput');
    make('camera');
    await capture.start();
    await capture.select('cam2');
    expect(deviceId()).toBe('cam2');
    expect(FakeTrack.live.size).toBe(1);
    await capture.select('cam2');
    expect(devices.opened).toHaveLength(2);
  });

  it('remembers a choice that is made while it is off', async () => {
    devices.plug('cam2', 'videoinput');
    make('camera');
    await capture.select('cam2');
    expect(kind()).toBe('off');
    await capture.start();
    expect(deviceId()).toBe('cam2');
  });

  it('takes another device where the chosen one is not there, and returns to it', async () => {
    make('camera');
    await capture.select('cam2');
    await capture.start();
    expect(deviceId()).toBe('cam');
    devices.plug('cam2', 'videoinput');
    await setImmediate();
    expect(deviceId()).toBe('cam2');
  });

  it('keeps a lost camera failed until it is back', async () => {
    devices.plug('cam2', 'videoinput');
    make('camera');
    await capture.start();
    devices.unplug('cam');
    await setImmediate();
    expect(failure()).toBe('unplugged');
    devices.plug('cam', 'videoinput');
    await setImmediate();
    expect(deviceId()).toBe('cam');
  });

  it('replaces a lost microphone by another', async () => {
    devices.plug('mic2', 'audioinput');
    make('microphone');
    await capture.start();
    devices.unplug('mic');
    await setImmediate();
    expect(deviceId()).toBe('mic2');
  });

  it('opens the first device that is plugged in', async () => {
    devices.plugged = [];
    make('microphone');
    await capture.start();
    expect(failure()).toBe('not-found');
    devices.plug('mic', 'audioinput');
    await setImmediate();
    expect(deviceId()).toBe('mic');
  });

  it('tells a revoked permission and a seized device from an unplugged one', async () => {
    make('camera');
    await capture.start();
    devices.permissionState = 'denied';
    devices.opened[0]?.end();
    await setImmediate();
    expect(failure()).toBe('permission-denied');

    devices.setPermission('granted');
    await setImmediate();
    devices.opened[1]?.end();
    await setImmediate();
    expect(failure()).toBe('in-use');
  });
});
