import { describe, expect, it } from '@jest/globals';
import {
  activeEncodings,
  cameraEncodings,
  chooseVideoCodec,
  codecOptions,
  screenEncodings,
} from './encodings.ts';

describe('chooseVideoCodec', () => {
  const all = ['audio/opus', 'video/VP8', 'video/VP9', 'video/AV1', 'video/H264'];

  it('follows the server where it can', () => {
    for (const codec of ['vp8', 'vp9', 'av1', 'h264'] as const) {
      expect(chooseVideoCodec(codec, all, false)).toBe(codec);
    }
  });

  it('falls back to VP8', () => {
    expect(chooseVideoCodec('h264', ['video/VP8', 'video/VP9'], true)).toBe('vp8');
    expect(chooseVideoCodec('vp9', all, true)).toBe('vp8');
  });
});

describe('cameraEncodings', () => {
  it('sends three simulcast layers of a 720p picture in VP8', () => {
    expect(cameraEncodings('vp8', 1_500_000, { width: 1280, height: 720 }, false)).toEqual([
      { scaleResolutionDownBy: 4, maxBitrate: 150_000, scalabilityMode: 'L1T3' },
      { scaleResolutionDownBy: 2, maxBitrate: 495_000, scalabilityMode: 'L1T3' },
      { scaleResolutionDownBy: 1, maxBitrate: 1_500_000, scalabilityMode: 'L1T3' },
    ]);
  });

  it.each([
    [960, 540, 3],
    [640, 480, 2],
    [480, 270, 2],
    [320, 180, 1],
  ])('sends of %i by %i as many layers as are worth it: %i', (width, height, layers) => {
    const encodings = cameraEncodings('vp8', 1_000_000, { width, height }, false);
    expect(encodings).toHaveLength(layers);
    expect(encodings.at(-1)).toMatchObject({ scaleResolutionDownBy: 1, maxBitrate: 1_000_000 });
  });

  it('assumes full size where it is unknown', () => {
    expect(cameraEncodings('h264', 1_000_000, {}, false)).toHaveLength(3);
  });

  it('sends layers inside one stream in VP9 and AV1', () => {
    expect(cameraEncodings('vp9', 900_000, {}, false)).toEqual([
      { maxBitrate: 900_000, scalabilityMode: 'L3T3_KEY' },
    ]);
    expect(cameraEncodings('av1', 900_000, {}, false)).toEqual([
      { maxBitrate: 900_000, scalabilityMode: 'L1T3' },
    ]);
  });

  it('promises no layers of AV1 that Firefox does not send', () => {
    expect(cameraEncodings('av1', 900_000, {}, true)).toEqual([{ maxBitrate: 900_000 }]);
  });
});

describe('screenEncodings', () => {
  it('is one encoding within the policy', () => {
    expect(screenEncodings({ frameRate: 15, maxBitrate: 2_500_000 })).toEqual([
      { maxBitrate: 2_500_000, maxFramerate: 15 },
    ]);
  });
});

describe('codecOptions', () => {
  it('protects a voice with in-band FEC, and leaves DTX to the policy', () => {
    const audio = { dtx: false, maxBitrate: 40_000 };
    expect(codecOptions('microphone', audio)).toEqual({
      opusStereo: false,
      opusFec: true,
      opusDtx: false,
      opusMaxAverageBitrate: 40_000,
    });
    expect(codecOptions('microphone', { ...audio, dtx: true })).toMatchObject({ opusDtx: true });
  });

  it('keeps the sound of a screen in stereo and without gaps', () => {
    expect(codecOptions('screen-audio', { dtx: true, maxBitrate: 40_000 })).toMatchObject({
      opusStereo: true,
      opusDtx: false,
    });
  });
});

describe('activeEncodings', () => {
  it.each([
    [3, 2, [true, true, true]],
    [3, 0, [true, false, false]],
    [3, null, [false, false, false]],
    [2, 2, [true, true]],
    [1, 0, [true]],
    [1, 2, [true]],
    [1, null, [false]],
  ])('of %i layers with %p wanted sends %p', (count, wanted, active) => {
    expect(activeEncodings(count, wanted)).toEqual(active);
  });
});
