import { describe, expect, it } from '@jest/globals';
import type { CaptureState } from '../api.ts';
import { type HotPlug, shouldReopen } from './hot-plug.ts';

const builtIn = { id: 'built-in', label: 'Built-in' };
const headset = { id: 'headset', label: 'Headset' };
const on = (deviceId: string): CaptureState => ({
  kind: 'on',
  // Only the device's id matters here; Node has no MediaStreamTrack.
  track: {} as MediaStreamTrack,
  deviceId,
});
const unplugged: CaptureState = { kind: 'failed', reason: 'unplugged' };

describe('shouldReopen', () => {
  it.each<[string, Partial<HotPlug>, boolean]>([
    ['leaves a capture alone that is off', { state: { kind: 'off' }, selectedId: 'headset' }, false],
    ['leaves the chosen device alone', { state: on('headset'), selectedId: 'headset' }, false],
    ['returns to the chosen device', { state: on('built-in'), selectedId: 'headset' }, true],
    ['leaves a device alone that the browser chose', { state: on('built-in') }, false],
    ['does not want what is not there', { state: on('built-in'), selectedId: 'webcam' }, false],
    ['opens the first device that comes', { state: { kind: 'failed', reason: 'not-found' } }, true],
    ['waits while there is none', { state: { kind: 'failed', reason: 'not-found' }, devices: [] }, false],
    ['opens a lost camera when it is back', { state: unplugged, lostId: 'headset' }, true],
    ['does not open another camera instead', { state: unplugged, lostId: 'webcam' }, false],
    ['opens another microphone instead', { state: unplugged, lostId: 'webcam', substitutes: true }, true],
    [
      'does not argue with a refusal',
      { state: { kind: 'failed', reason: 'permission-denied' }, lostId: 'headset' },
      false,
    ],
  ])('%s', (_name, known, expected) => {
    const rest = {
      devices: [builtIn, headset],
      selectedId: undefined,
      lostId: undefined,
      substitutes: false,
    };
    expect(shouldReopen({ state: { kind: 'off' }, ...rest, ...known })).toBe(expected);
  });
});
