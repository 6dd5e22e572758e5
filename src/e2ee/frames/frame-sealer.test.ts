import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Bytes } from '../bytes.ts';
import { FrameCounterExhausted, FrameEpochReversed, FrameKeyMissing } from './frame-errors.ts';
import { FrameSealer, type FrameSealerOptions } from './frame-sealer.ts';
import { encodeKid } from './kid.ts';
import { importBaseKey } from './sframe/key-schedule.ts';
import { toHex } from './testing/hex.ts';

const camera: FrameSealerOptions = {
  context: { source: 'camera', incarnation: 0 },
  codec: 'vp8',
};
const microphone: FrameSealerOptions = {
  context: { source: 'microphone', incarnation: 0 },
  codec: 'opus',
};
const encoded = new TextEncoder().encode('what the encoder gave, all of it');

describe('frame sealer', () => {
  let first: CryptoKey;
  let second: CryptoKey;
  beforeAll(async () => {
    first = await importBaseKey(new Uint8Array(16).fill(1));
    second = await importBaseKey(new Uint8Array(16).fill(2));
  });

  const sealerIn = (epoch: bigint, options: FrameSealerOptions = camera): FrameSealer => {
    const sealer = new FrameSealer(options);
    sealer.install(epoch, first, 3);
    return sealer;
  };

  it('lets nothing through without a key', async () => {
    await expect(new FrameSealer(camera).seal(encoded, true)).rejects.toThrow(FrameKeyMissing);
  });

  it('lets nothing through after it is closed, twice, whatever is installed', async () => {
    const sealer = sealerIn(1n);
    await sealer.seal(encoded, true);
    sealer.close();
    sealer.close();
    await expect(sealer.seal(encoded, true)).rejects.toThrow(FrameKeyMissing);
    sealer.install(2n, second, 3);
    await expect(sealer.seal(encoded, true)).rejects.toThrow(FrameKeyMissing);
  });

  it('does not come about for limits overstepped or media mixed up', () => {
    expect(() => new FrameSealer(camera).install(1n, first, 1024)).toThrow(RangeError);
    const context = { source: 'camera', incarnation: 4096 } as const;
    expect(() => new FrameSealer({ ...camera, context })).toThrow(RangeError);
    expect(() => new FrameSealer({ ...camera, codec: 'opus' })).toThrow(TypeError);
  });

  it('counts every frame of a KID up, also of calls that do not wait for each other', async () => {
    const sealer = sealerIn(1n);
    const frames = await Promise.all(Array.from({ length: 50 }, () => sealer.seal(encoded, false)));
    expect(frames.map((frame) => frame.counter)).toEqual(Array.from({ length: 50 }, (_, at) => BigInt(at)));
    expect(new Set(frames.map((frame) => toHex(frame.frame))).size).toBe(50);
  });

  it('goes on counting where its epoch is installed again', async () => {
    const sealer = sealerIn(1n);
    await sealer.seal(encoded, true);
    sealer.install(1n, first, 3);
    expect((await sealer.seal(encoded, true)).counter).toBe(1n);
    sealer.install(1n, second, 3);
    expect((await sealer.seal(encoded, true)).counter).toBe(2n);
  });

  it('does not go back to an epoch, whose counter it no longer has', async () => {
    const sealer = sealerIn(1n);
    sealer.install(2n, second, 3);
    expect(() => sealer.install(1n, first, 3)).toThrow(FrameEpochReversed);
    expect((await sealer.seal(encoded, true)).kid).toBe(encodeKid(camera.context, 3, 2n));
  });

  it('uses the new epoch from the moment that it is installed', async () => {
    const sealer = sealerIn(1n);
    const before = sealer.seal(encoded, false);
    sealer.install(2n, second, 3);
    const after = sealer.seal(encoded, false);
    expect(await before).toMatchObject({ kid: encodeKid(camera.context, 3, 1n), counter: 0n });
    expect(await after).toMatchObject({ kid: encodeKid(camera.context, 3, 2n), counter: 0n });
  });

  it('does not seal alike in epochs 0 and 256, though KID and counter are the same', async () => {
    const sealer = sealerIn(0n);
    const early = await sealer.seal(encoded, true);
    sealer.install(256n, second, 3);
    const late = await sealer.seal(encoded, true);
    expect([late.kid, late.counter]).toEqual([early.kid, early.counter]);
    expect(toHex(late.frame)).not.toBe(toHex(early.frame));
  });

  it('seals under another key in another incarnation', async () => {
    const context = { source: 'camera', incarnation: 1 } as const;
    const [a, b] = await Promise.all([
      sealerIn(1n).seal(encoded, true),
      sealerIn(1n, { ...camera, context }).seal(encoded, true),
    ]);
    expect(b.kid).not.toBe(a.kid);
    expect(toHex(b.sealed).slice(10)).not.toBe(toHex(a.sealed).slice(10));
  });

  it('seals no more frames than a key may, until the next epoch', async () => {
    const sealer = sealerIn(1n, { ...camera, counterLimit: 2n });
    await sealer.seal(encoded, true);
    await sealer.seal(encoded, true);
    await expect(sealer.seal(encoded, true)).rejects.toThrow(FrameCounterExhausted);
    await expect(sealer.seal(encoded, true)).rejects.toThrow(FrameCounterExhausted);
    sealer.install(2n, second, 3);
    expect((await sealer.seal(encoded, true)).counter).toBe(0n);
  });

  it('shows no four bytes of the encoded frame', async () => {
    for (const codec of ['vp8', 'vp9', 'av1'] as const) {
      expect(leaks((await sealerIn(1n, { ...camera, codec }).seal(encoded, true)).frame)).toBe(false);
    }
    expect(leaks((await sealerIn(1n, microphone).seal(encoded, true)).frame)).toBe(false);
    // The control: a frame in clear leaks.
    expect(leaks(Uint8Array.of(0x11, ...encoded))).toBe(true);
  });

  it('says which bytes of the frame a beacon is about', async () => {
    const { frame, sealed } = await sealerIn(1n).seal(encoded, true);
    expect(sealed.buffer).toBe(frame.buffer);
    expect(toHex(frame)).toBe(`1000009d012a4001f000${toHex(sealed)}`);
  });

  it('makes audio of different lengths equally long, and leaves video as it is', async () => {
    const lengthOf = async (options: FrameSealerOptions, length: number) =>
      (await sealerIn(1n, options).seal(new Uint8Array(length), false)).frame.length;
    expect(await lengthOf(microphone, 3)).toBe(await lengthOf(microphone, 120));
    expect((await lengthOf(camera, 120)) - (await lengthOf(camera, 3))).toBe(117);
  });
});

function leaks(frame: Bytes): boolean {
  const hex = toHex(frame);
  return Array.from({ length: encoded.length - 3 }, (_, at) => toHex(encoded.subarray(at, at + 4))).some(
    (part) => hex.includes(part),
  );
}
