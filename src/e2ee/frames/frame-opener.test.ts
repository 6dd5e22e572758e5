import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Source } from '../../protocol/identifiers.ts';
import { type Bytes, concat } from '../bytes.ts';
import { EpochKeys } from './epoch-keys.ts';
import { FrameOpener, type FrameOpenerOptions, type OpenedFrame } from './frame-opener.ts';
import { FrameSealer } from './frame-sealer.ts';
import { encodeKid } from './kid.ts';
import type { FrameCodec } from './packing/codec.ts';
import { pack } from './packing/pack.ts';
import { type CipherSuiteId, cipherSuites } from './sframe/cipher-suites.ts';
import { encodeHeader } from './sframe/header.ts';
import { deriveFrameKey, importBaseKey } from './sframe/key-schedule.ts';
import { seal } from './sframe/sframe.ts';
import { fromHex } from './testing/hex.ts';

const encoded = new TextEncoder().encode('the frame');
const leaf = 3;
const leaves = new Map([
  ['Ada', leaf],
  ['Bea', leaf + 1],
]);

describe('frame opener', () => {
  const baseKeys: CryptoKey[] = [];
  let keys: EpochKeys;

  beforeAll(async () => {
    for (const fill of [1, 2, 3]) baseKeys.push(await importBaseKey(new Uint8Array(16).fill(fill)));
  });
  beforeEach(() => {
    keys = new EpochKeys();
    keys.install(1n, baseKey(0), leaves);
  });

  function baseKey(at: number): CryptoKey {
    const key = baseKeys[at];
    if (key === undefined) throw new RangeError(`There is no base key ${at}`);
    return key;
  }

  function sealer(source: Source, codec: FrameCodec, from = leaf, incarnation = 0): FrameSealer {
    const made = new FrameSealer({ context: { source, incarnation }, codec });
    made.install(1n, baseKey(0), from);
    return made;
  }

  function opener(source: Source, codec: FrameCodec, options: Partial<FrameOpenerOptions> = {}): FrameOpener {
    return new FrameOpener({ sender: 'Ada', source, codec, keys, ...options });
  }

  const sealed = async (by: FrameSealer, isKey = false): Promise<Bytes> =>
    (await by.seal(encoded, isKey)).frame;

  describe('what it opens', () => {
    it.each([
      ['camera', 'vp8'],
      ['camera', 'vp9'],
      ['screen', 'av1'],
      ['microphone', 'opus'],
      ['screen-audio', 'opus'],
    ] as const)('is what the encoder of the %s gave, in %s', async (source, codec) => {
      const from = sealer(source, codec);
      const to = opener(source, codec);
      for (const isKey of [true, false, false]) {
        const { frame, sealed: about, kid, counter } = await from.seal(encoded, isKey);
        expect(await to.open(frame)).toEqual({ kind: 'opened', encoded, sealed: about, kid, counter });
      }
    });

    it.each([1, 2, 3, 4, 5, 6, 7, 8] as const)(
      'is sealed with suite %i where that is agreed',
      async (suite) => {
        const from = new FrameSealer({
          context: { source: 'camera', incarnation: 0 },
          codec: 'vp8',
          suite,
        });
        from.install(1n, baseKey(0), leaf);
        const frame = await sealed(from);
        const keysOf = (id: CipherSuiteId) => {
          const held = new EpochKeys(id);
          held.install(1n, baseKey(0), leaves);
          return held;
        };
        expect(await opener('camera', 'vp8', { keys: keysOf(suite) }).open(frame)).toMatchObject({
          kind: 'opened',
          encoded,
        });
        const other = opener('camera', 'vp8', { keys: keysOf(suite === 8 ? 1 : 8) });
        expect(await reason(other.open(frame))).toBe('not-authentic');
      },
    );

    it('goes on where a sender starts anew in another incarnation', async () => {
      const to = opener('camera', 'vp8');
      expect(await reason(to.open(await sealed(sealer('camera', 'vp8'))))).toBe('opened');
      expect(await reason(to.open(await sealed(sealer('camera', 'vp8', leaf, 1))))).toBe('opened');
    });
  });

  describe('changes', () => {
    it.each(['vp8', 'vp9', 'av1', 'opus'] as const)(
      'of any byte of a sealed %s frame are refused',
      async (codec) => {
        const source = codec === 'opus' ? 'microphone' : 'camera';
        for (const isKey of codec === 'opus' ? [false] : [true, false]) {
          const frame = await sealed(sealer(source, codec, leaf, Number(isKey)), isKey);
          const to = opener(source, codec);
          for (let at = 0; at < frame.length; at += 1) {
            for (const flip of [0x01, 0x80, 0xff]) {
              const changed = frame.slice();
              changed[at] = (changed[at] ?? 0) ^ flip;
              expect({ at, reason: await reason(to.open(changed)) }).not.toEqual({ at, reason: 'opened' });
            }
          }
          // None of the refusals spoilt the frame itself.
          expect(await reason(to.open(frame))).toBe('opened');
        }
      },
    );

    it.each(['vp8', 'vp9', 'av1', 'opus'] as const)('of length are refused in %s', async (codec) => {
      const source = codec === 'opus' ? 'microphone' : 'camera';
      const frame = await sealed(sealer(source, codec), true);
      const to = opener(source, codec);
      for (let length = 0; length < frame.length; length += 1) {
        expect(await reason(to.open(frame.slice(0, length)))).not.toBe('opened');
      }
      expect(await reason(to.open(Uint8Array.of(...frame, 0)))).not.toBe('opened');
      expect(await reason(to.open(frame))).toBe('opened');
    });

    it('of a key frame into a delta frame, or back, are refused', async () => {
      const to = opener('camera', 'vp8');
      const delta = await sealer('camera', 'vp8').seal(encoded, false);
      expect(await reason(to.open(repacked('vp8', true, delta.sealed)))).toBe('not-authentic');
      const key = await sealer('camera', 'vp8', leaf, 1).seal(encoded, true);
      expect(await reason(to.open(repacked('vp8', false, key.sealed)))).toBe('not-authentic');
      expect(await reason(to.open(repacked('vp8', true, key.sealed)))).toBe('opened');
    });

    it('of the codec are refused', async () => {
      const { sealed: inside } = await sealer('camera', 'vp9').seal(encoded, false);
      expect(await reason(opener('camera', 'vp8').open(repacked('vp8', false, inside)))).toBe(
        'not-authentic',
      );
      expect(await reason(opener('camera', 'av1').open(repacked('av1', false, inside)))).toBe(
        'not-authentic',
      );
      expect(await reason(opener('camera', 'vp9').open(inside))).toBe('opened');
    });
  });

  describe('frames that were moved', () => {
    it('are told by the tree of the epoch that sealed them', async () => {
      const from = sealer('camera', 'vp8');
      const [before, after] = [await sealed(from), await sealed(from)];
      keys.install(2n, baseKey(1), new Map([['Ada', leaf + 1]]));
      from.install(2n, baseKey(1), leaf);
      expect(await reason(opener('camera', 'vp8').open(before))).toBe('opened');
      expect(await reason(opener('camera', 'vp8').open(await sealed(from)))).toBe('foreign-leaf');
      expect(await reason(opener('camera', 'vp8', { sender: 'Nobody' }).open(after))).toBe('foreign-leaf');
    });

    it('from another sender are refused', async () => {
      const frame = await sealed(sealer('camera', 'vp8', leaf + 1));
      expect(await reason(opener('camera', 'vp8').open(frame))).toBe('foreign-leaf');
      expect(await reason(opener('camera', 'vp8', { sender: 'Bea' }).open(frame))).toBe('opened');
    });

    it.each([
      ['camera', 'screen', 'vp9'],
      ['screen', 'camera', 'vp9'],
      ['microphone', 'screen-audio', 'opus'],
      ['screen-audio', 'microphone', 'opus'],
    ] as const)('from %s to %s are refused', async (from, to, codec) => {
      const frame = await sealed(sealer(from, codec));
      expect(await reason(opener(to, codec).open(frame))).toBe('foreign-source');
      expect(await reason(opener(from, codec).open(frame))).toBe('opened');
    });

    it('from audio to video, or back, are refused', async () => {
      const audio = await sealed(sealer('microphone', 'opus'));
      const video = await sealed(sealer('camera', 'vp9'));
      expect(await reason(opener('camera', 'vp9').open(audio))).toBe('foreign-source');
      expect(await reason(opener('microphone', 'opus').open(video))).toBe('foreign-source');
    });

    it('are refused under a KID that was written over, too', async () => {
      const { sealed: inside, counter } = await sealer('camera', 'vp9', leaf + 1).seal(encoded, false);
      const oldLength = encodeHeader(
        encodeKid({ source: 'camera', incarnation: 0 }, leaf + 1, 1n),
        counter,
      ).length;
      const header = encodeHeader(encodeKid({ source: 'camera', incarnation: 0 }, leaf, 1n), counter);
      const forged = concat(header, inside.slice(oldLength));
      expect(await reason(opener('camera', 'vp9').open(forged))).toBe('not-authentic');
    });

    it('by a member who seals as another source says, are bound to the source beside the KID', async () => {
      // A frame whose associated data says "screen", under the camera's own key.
      const kid = encodeKid({ source: 'camera', incarnation: 0 }, leaf, 1n);
      const key = await deriveFrameKey(cipherSuites[4], baseKey(0), kid);
      const asScreen = await seal(key, 0n, encoded, fromHex('0101010200'));
      const asCamera = await seal(key, 0n, encoded, fromHex('0101010100'));
      expect(await reason(opener('camera', 'vp9').open(asScreen))).toBe('not-authentic');
      expect(await reason(opener('camera', 'vp9').open(asCamera))).toBe('opened');
    });
  });

  describe('epochs', () => {
    it('open until they are retired', async () => {
      const from = sealer('camera', 'vp8');
      const frames = [await sealed(from), await sealed(from)] as const;
      const to = opener('camera', 'vp8');
      keys.install(2n, baseKey(1), leaves);
      expect(await reason(to.open(frames[0]))).toBe('opened');
      keys.retire(1n);
      expect(await reason(to.open(frames[1]))).toBe('no-key');
      from.install(2n, baseKey(1), leaf);
      expect(await reason(to.open(await sealed(from)))).toBe('opened');
    });

    it('that are not held yet do not open, and the frame may come again', async () => {
      const from = sealer('camera', 'vp8');
      from.install(2n, baseKey(1), leaf);
      const frame = await sealed(from);
      const to = opener('camera', 'vp8');
      expect(await reason(to.open(frame))).toBe('key-on-its-way');
      keys.install(2n, baseKey(1), leaves);
      expect(await reason(to.open(frame))).toBe('opened');
    });

    it('do not open for whoever holds another base key', async () => {
      const others = new EpochKeys();
      others.install(1n, baseKey(2), leaves);
      const frame = await sealed(sealer('camera', 'vp8'));
      expect(await reason(opener('camera', 'vp8', { keys: others }).open(frame))).toBe('not-authentic');
    });

    it('wrap at 256: the new one opens from its first counter, and the old one is gone', async () => {
      const from = sealer('camera', 'vp8');
      const to = opener('camera', 'vp8');
      const old = [await sealed(from), await sealed(from)] as const;
      expect(await reason(to.open(old[0]))).toBe('opened');

      keys.install(257n, baseKey(1), leaves);
      from.install(257n, baseKey(1), leaf);
      const frame = await sealed(from);
      expect(await reason(to.open(old[1]))).toBe('not-authentic');
      expect(await reason(to.open(old[0]))).toBe('not-authentic');
      expect(await reason(to.open(frame))).toBe('opened');
      expect(await reason(to.open(frame))).toBe('replayed');
    });
  });

  describe('replays', () => {
    it('are refused', async () => {
      const frame = await sealed(sealer('microphone', 'opus'));
      const to = opener('microphone', 'opus');
      expect(await reason(to.open(frame))).toBe('opened');
      expect(await reason(to.open(frame))).toBe('replayed');
    });

    it('are refused by another opener of the same sender, such as a receiver that was made anew', async () => {
      const frame = await sealed(sealer('camera', 'vp8'));
      expect(await reason(opener('camera', 'vp8').open(frame))).toBe('opened');
      expect(await reason(opener('camera', 'vp8').open(frame))).toBe('replayed');
    });

    it('are refused where both copies are opened at once', async () => {
      const frame = await sealed(sealer('camera', 'vp8'));
      const to = opener('camera', 'vp8');
      const reasons = await Promise.all([1, 2, 3].map(() => reason(to.open(frame))));
      expect(reasons.toSorted()).toEqual(['opened', 'replayed', 'replayed']);
    });

    it('are refused after the epoch was installed again', async () => {
      const frame = await sealed(sealer('camera', 'vp8'));
      const to = opener('camera', 'vp8');
      expect(await reason(to.open(frame))).toBe('opened');
      keys.install(1n, baseKey(0), leaves);
      expect(await reason(to.open(frame))).toBe('replayed');
    });

    it('are refused after forged frames with the same KID', async () => {
      const frame = await sealed(sealer('camera', 'vp8'));
      const forged = frame.slice();
      forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
      const to = opener('camera', 'vp8');
      expect(await reason(to.open(frame))).toBe('opened');
      const [again, fake] = await Promise.all([reason(to.open(frame)), reason(to.open(forged))]);
      expect([again, fake]).toEqual(['replayed', 'replayed']);
      expect(await reason(to.open(frame))).toBe('replayed');
    });

    it('further back than the window are refused unseen', async () => {
      const from = sealer('microphone', 'opus');
      const first = await sealed(from);
      for (let count = 1; count < 1024; count += 1) await sealed(from);
      const last = await sealed(from);
      const to = opener('microphone', 'opus');
      expect(await reason(to.open(last))).toBe('opened');
      expect(await reason(to.open(first))).toBe('too-old');
    });

    it('are told from frames that come in another order', async () => {
      const from = sealer('camera', 'vp8');
      const frames: Bytes[] = [];
      for (let count = 0; count < 20; count += 1) frames.push(await sealed(from));
      const to = opener('camera', 'vp8');
      for (const frame of frames.toReversed()) expect(await reason(to.open(frame))).toBe('opened');
      for (const frame of frames) expect(await reason(to.open(frame))).toBe('replayed');
    });
  });

  it('does not come about for a codec of another medium', () => {
    expect(() => opener('camera', 'opus')).toThrow(TypeError);
  });

  it('is not moved ahead by a forged frame with a high counter', async () => {
    const frame = await sealed(sealer('camera', 'vp9'));
    const kid = encodeKid({ source: 'camera', incarnation: 0 }, leaf, 1n);
    const forged = concat(encodeHeader(kid, 2n ** 60n), new Uint8Array(40));
    const to = opener('camera', 'vp9');
    expect(await reason(to.open(forged))).toBe('not-authentic');
    expect(await reason(to.open(frame))).toBe('opened');
  });

  it.each([
    ['nothing', 'vp8', '', 'empty'],
    ['nothing', 'opus', '', 'empty'],
    ['a clear VP8 key frame', 'vp8', '50ac019d012a8002e00100', 'clear'],
    ['a clear VP8 delta frame', 'vp8', 'd1010005f8', 'clear'],
    ['a clear AV1 frame', 'av1', '12000a0b0000002cd69f3fddaf9901321510', 'clear'],
    ['a clear VP9 frame', 'vp9', '824983420027f0001c00', 'foreign-source'],
    ['silence in Opus', 'opus', 'f8fffe', 'truncated'],
    ['no more than a header', 'vp9', '9901234567', 'foreign-source'],
    ['no more than the prefix', 'vp8', '11', 'truncated'],
    ['a header that ends early', 'vp8', '119901', 'truncated'],
    ['a header with a spelling of its own', 'vp8', '118007', 'malformed-header'],
    ['a KID of more than 32 bits', 'vp8', '11c00100000000', 'malformed-header'],
  ] as const)('refuses %s (%s)', async (_what, codec, hex, expected) => {
    const source = codec === 'opus' ? 'microphone' : 'camera';
    expect(await reason(opener(source, codec).open(fromHex(hex)))).toBe(expected);
  });

  it('refuses audio that its sender did not pad, and does not open it a second time', async () => {
    const kid = encodeKid({ source: 'microphone', incarnation: 0 }, leaf, 1n);
    const key = await deriveFrameKey(cipherSuites[4], baseKey(0), kid);
    const frame = await seal(key, 0n, encoded, fromHex('0100030000'));
    const to = opener('microphone', 'opus');
    expect(await reason(to.open(frame))).toBe('malformed-padding');
    expect(await reason(to.open(frame))).toBe('replayed');
  });
});

function repacked(codec: FrameCodec, isKey: boolean, sealed: Bytes): Bytes {
  const { frame, sealed: place } = pack(codec, isKey, sealed.length);
  place.set(sealed);
  return frame;
}

async function reason(opened: Promise<OpenedFrame>): Promise<string> {
  const result = await opened;
  return result.kind === 'opened' ? 'opened' : result.reason;
}
