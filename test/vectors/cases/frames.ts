import * as reference from '../reference/frames.ts';
import { join, text, zeros } from '../reference/primitives.ts';
import { receive } from '../reference/receiver.ts';
import { sframeHeader as encodeHeader, sframe as sealSFrame } from '../reference/sframe.ts';
import { counting, flipped, type Layout } from './cases.ts';

const { codecs, sources, prefixes } = reference;
const lastLeaf = 1023;
const lastIncarnation = 4095;

export const kid: Layout = {
  vectors: [
    { name: 'all zeros', incarnation: 0, source: sources.microphone, leaf: 0, epoch: 0n },
    { name: 'the last epoch of a cycle', incarnation: 0, source: sources.microphone, leaf: 0, epoch: 255n },
    { name: 'the first of the next', incarnation: 0, source: sources.microphone, leaf: 0, epoch: 256n },
    { name: 'the last epoch', incarnation: 0, source: sources.microphone, leaf: 0, epoch: 2n ** 64n - 1n },
    { name: 'leaf 1', incarnation: 0, source: sources.microphone, leaf: 1, epoch: 0n },
    { name: 'the last leaf', incarnation: 0, source: sources.microphone, leaf: lastLeaf, epoch: 0n },
    { name: 'the camera', incarnation: 0, source: sources.camera, leaf: 0, epoch: 0n },
    { name: 'the screen', incarnation: 0, source: sources.screen, leaf: 0, epoch: 0n },
    { name: "the screen's sound", incarnation: 0, source: sources.screenAudio, leaf: 0, epoch: 0n },
    { name: 'incarnation 1', incarnation: 1, source: sources.microphone, leaf: 0, epoch: 0n },
    {
      name: 'the last incarnation',
      incarnation: lastIncarnation,
      source: sources.microphone,
      leaf: 0,
      epoch: 0n,
    },
    { name: 'all parts differ', incarnation: 0x123, source: sources.screen, leaf: 0x2ab, epoch: 0x1cdn },
    {
      name: 'all ones',
      incarnation: lastIncarnation,
      source: sources.screenAudio,
      leaf: lastLeaf,
      epoch: 255n,
    },
  ].map(({ name, ...input }) => ({ name, in: input, out: { kid: reference.kid(input) } })),
  refused: [
    { name: 'a bit too high', in: { kid: 2n ** 32n }, reason: 'bits above the lowest 32' },
    { name: 'the highest bit', in: { kid: 2n ** 63n }, reason: 'bits above the lowest 32' },
  ],
};

export const associatedData: Layout = {
  vectors: [
    ...(['vp8', 'av1'] as const).flatMap((codec) =>
      (['camera', 'screen'] as const).flatMap((source) =>
        (['key', 'delta'] as const).map((prefix) => ({ codec, source, prefix })),
      ),
    ),
    { codec: 'vp9', source: 'camera', prefix: 'none' } as const,
    { codec: 'vp9', source: 'screen', prefix: 'none' } as const,
    { codec: 'opus', source: 'microphone', prefix: 'none' } as const,
    { codec: 'opus', source: 'screenAudio', prefix: 'none' } as const,
  ].map(({ codec, source, prefix }) => {
    const input = { codec: codecs[codec], source: sources[source], prefix: prefixes[prefix] };
    return {
      name: `${codec}, ${source}, prefix ${prefix}`,
      in: input,
      out: { associatedData: reference.associatedData(input.codec, input.source, input.prefix) },
    };
  }),
  refused: [],
};

export const sframeHeader: Layout = {
  vectors: [
    [0n, 0n],
    [7n, 7n],
    [8n, 0n],
    [0n, 8n],
    [255n, 256n],
    [262_954n, 65_536n],
    [2n ** 32n - 1n, 2n ** 32n],
    [2n ** 64n - 1n, 2n ** 64n - 1n],
  ].map(([name = 0n, counter = 0n]) => ({
    name: `KID ${name}, counter ${counter}`,
    in: { kid: name, counter },
    out: { header: encodeHeader(name, counter) },
  })),
  refused: [
    { name: 'nothing', header: zeros(0), reason: 'truncated' },
    { name: 'a KID that is cut short', header: Buffer.of(0x90, 0x01), reason: 'truncated' },
    { name: 'a counter that is cut short', header: Buffer.of(0x09, 0x01), reason: 'truncated' },
    { name: 'a KID of 7 in a byte', header: Buffer.of(0x80, 0x07), reason: 'not-minimal' },
    { name: 'a KID of 8 in two bytes', header: Buffer.of(0x90, 0x00, 0x08), reason: 'not-minimal' },
    { name: 'a counter of 0 in a byte', header: Buffer.of(0x08, 0x00), reason: 'not-minimal' },
  ].map(({ name, header, reason }) => ({ name, in: { header }, reason })),
};

export const sframe: Layout = {
  vectors: [1, 2, 3, 4, 5, 6, 7, 8].map((suite) => {
    const input = {
      suite,
      // As long as an epoch's, in the one suite that calls use.
      baseKey: counting(suite === 4 ? 16 : 32, suite, 7),
      kid: 0x04_0000n + BigInt(suite) * 0x101n,
      counter: 2n ** BigInt(7 * suite) - BigInt(suite),
      metadata: text('Sottovoce'),
      plaintext: text(`A frame for suite ${suite}, sealed in an undertone.`),
    };
    return { name: `suite ${suite}`, in: input, out: sealSFrame(input) };
  }),
  refused: [],
};

const baseKey = counting(16, 0x60);
const first = { baseKey, incarnation: 0, leaf: 3, epoch: 1n, counter: 0n };
type Sender = Omit<reference.FrameInput, 'frame'>;
const vp8: Sender = { ...first, codec: codecs.vp8, source: sources.camera, isKey: false };
const vp9: Sender = { ...vp8, codec: codecs.vp9 };
const av1: Sender = { ...vp8, codec: codecs.av1 };
const opus: Sender = { ...vp8, codec: codecs.opus, source: sources.microphone };

export const frame: Layout = {
  vectors: [
    { name: 'VP8, key', ...vp8, isKey: true, frame: text('a VP8 key frame') },
    { name: 'VP8, delta', ...vp8, counter: 1n, frame: text('a VP8 frame') },
    {
      name: 'VP8, delta, the last of all in its KID',
      ...vp8,
      incarnation: lastIncarnation,
      source: sources.screen,
      leaf: lastLeaf,
      epoch: 255n,
      counter: 300n,
      frame: text('a VP8 frame'),
    },
    { name: 'VP8, one byte', ...vp8, epoch: 256n, leaf: 0, counter: 8n, frame: Buffer.of(0) },
    { name: 'VP9, key', ...vp9, isKey: true, frame: text('a VP9 key frame') },
    { name: 'VP9, delta', ...vp9, counter: 1n, frame: text('a VP9 frame') },
    { name: 'AV1, key', ...av1, isKey: true, frame: text('an AV1 key frame') },
    { name: 'AV1, delta', ...av1, counter: 1n, frame: text('an AV1 frame') },
    { name: 'AV1, a ciphertext of 127 bytes', ...av1, counter: 2n, frame: counting(107) },
    { name: 'AV1, a ciphertext of 128 bytes', ...av1, counter: 3n, frame: counting(108) },
    { name: 'AV1, key, a ciphertext of 320 bytes', ...av1, isKey: true, counter: 4n, frame: counting(300) },
    ...[0, 1, 127, 128, 255, 256, 511, 512, 1279, 1280].map((length, at) => ({
      name: `Opus, ${length} bytes in ${reference.paddedLength(length)}`,
      ...opus,
      counter: BigInt(at),
      frame: counting(length),
    })),
    {
      name: 'Opus, the sound of a screen, ending like padding',
      ...opus,
      source: sources.screenAudio,
      frame: Buffer.of(1, 0x80, 0),
    },
  ].map(({ name, ...input }) => ({ name, in: input, out: reference.sentFrame(input) })),
  refused: [],
};

type Receiving = Parameters<typeof receive>[0];

/** What a receiver of {@link first}'s frames makes of `received`, by the reference. */
function received(from: Sender, bytes: Buffer, earlier: readonly Buffer[] = []): Receiving {
  const { epoch, leaf, source, codec } = from;
  return { baseKey, epoch, leaf, source, codec, earlier, received: bytes };
}

const words = text('a frame');
type Change = Partial<reference.FrameInput>;
const sent = (from: Sender, change: Change = {}, deviations: reference.Deviations = {}): Buffer =>
  reference.sentFrame({ ...from, frame: words, ...change }, deviations).sent;
const sealedVp8 = reference.sentFrame({ ...vp8, frame: words }).sealed;
const sealedAv1 = reference.sentFrame({ ...av1, frame: words }).sealed;
const badPadding = (plaintext: Buffer) => received(opus, sent(opus, {}, { plaintext }));

const accepted: readonly { name: string; in: Receiving }[] = [
  {
    name: 'AV1 with a temporal delimiter before it',
    in: received(av1, join(Buffer.of(0x12, 0), sent(av1, { isKey: true }))),
  },
  {
    name: 'the oldest that the window reaches',
    in: received(vp8, sent(vp8), [sent(vp8, { counter: 1023n })]),
  },
  {
    name: 'the same counter in another incarnation',
    in: received(vp8, sent(vp8, { incarnation: 1 }), [sent(vp8)]),
  },
  {
    name: 'after a frame that was overtaken',
    in: received(vp8, sent(vp8, { counter: 1n }), [sent(vp8, { counter: 2n })]),
  },
];

const refused: readonly { name: string; in: Receiving; reason: string }[] = [
  { name: 'nothing', reason: 'empty', in: received(vp9, zeros(0)) },
  {
    name: 'a VP8 frame that nobody sealed',
    reason: 'clear',
    in: received(vp8, Buffer.from('50010049d012a4001f0000000000000000', 'hex')),
  },
  { name: 'VP8, only the prefix', reason: 'truncated', in: received(vp8, Buffer.of(0x11)) },
  { name: 'VP8, half a prefix', reason: 'truncated', in: received(vp8, Buffer.of(0x10, 0, 0, 0x9d)) },
  {
    name: 'VP8, another size in the prefix',
    reason: 'clear',
    in: received(vp8, flipped(sent(vp8, { isKey: true }), 6)),
  },
  {
    name: 'VP8, a delta frame behind the prefix of a key frame',
    reason: 'not-authentic',
    in: received(vp8, join(reference.vp8Key, sealedVp8)),
  },
  {
    name: 'AV1, an OBU of type 5',
    reason: 'clear',
    in: received(av1, join(Buffer.of(0x2a), sent(av1).subarray(1))),
  },
  { name: 'AV1, a byte behind the OBU', reason: 'clear', in: received(av1, join(sent(av1), zeros(1))) },
  { name: 'AV1, cut short', reason: 'truncated', in: received(av1, sent(av1).subarray(0, -1)) },
  { name: 'AV1, an empty OBU', reason: 'truncated', in: received(av1, Buffer.of(0x32, 0)) },
  {
    name: 'AV1, a sequence header put before a delta frame',
    reason: 'not-authentic',
    in: received(av1, join(reference.av1SequenceHeader, sent(av1))),
  },
  { name: 'a torn SFrame header', reason: 'truncated', in: received(vp9, Buffer.of(0xa0, 0x04)) },
  {
    name: 'a counter of 0 that takes a byte',
    reason: 'malformed-header',
    in: received(vp9, join(Buffer.of(0xa8, 4, 3, 1, 0), sent(vp9).subarray(4))),
  },
  {
    name: 'a KID of 33 bits',
    reason: 'malformed-header',
    in: received(vp9, sent(vp9, {}, { kid: reference.kid(vp9) + 2n ** 32n })),
  },
  {
    name: 'of the screen, where the camera is expected',
    reason: 'foreign-source',
    in: received(vp8, sent(vp8, { source: sources.screen })),
  },
  {
    name: "under the screen's KID, with the camera's associated data",
    reason: 'foreign-source',
    in: received(vp8, sent(vp8, {}, { kid: reference.kid({ ...vp8, source: sources.screen }) })),
  },
  { name: 'of another leaf', reason: 'foreign-leaf', in: received(vp8, sent(vp8, { leaf: 4 })) },
  { name: 'of the epoch before', reason: 'no-key', in: received(vp8, sent(vp8, { epoch: 0n })) },
  { name: 'nine epochs ahead', reason: 'no-key', in: received(vp8, sent(vp8, { epoch: 10n })) },
  { name: 'of the next epoch', reason: 'key-on-its-way', in: received(vp8, sent(vp8, { epoch: 2n })) },
  { name: 'eight epochs ahead', reason: 'key-on-its-way', in: received(vp8, sent(vp8, { epoch: 9n })) },
  {
    name: 'of an epoch with the same last byte and another key',
    reason: 'not-authentic',
    in: received(vp8, sent(vp8, { epoch: 257n, baseKey: counting(16, 0x90) })),
  },
  { name: 'once more', reason: 'replayed', in: received(vp8, sent(vp8), [sent(vp8)]) },
  {
    name: 'another frame with the counter of one before',
    reason: 'replayed',
    in: received(vp8, sent(vp8, { frame: text('another') }), [sent(vp8)]),
  },
  {
    name: '1,024 behind the highest counter',
    reason: 'too-old',
    in: received(vp8, sent(vp8), [sent(vp8, { counter: 1024n })]),
  },
  {
    name: 'a changed incarnation in the KID',
    reason: 'not-authentic',
    in: received(
      vp9,
      join(encodeHeader(reference.kid({ ...vp9, incarnation: 1 }), 0n), sent(vp9).subarray(4)),
    ),
  },
  {
    name: 'a changed counter',
    reason: 'not-authentic',
    in: received(vp9, flipped(sent(vp9), 0)),
  },
  { name: 'a changed bit of the frame', reason: 'not-authentic', in: received(vp9, flipped(sent(vp9), 8)) },
  {
    name: 'a changed bit of the tag',
    reason: 'not-authentic',
    in: received(vp9, flipped(sent(vp9), sent(vp9).length - 1)),
  },
  { name: 'shorter than a tag', reason: 'not-authentic', in: received(vp9, sent(vp9).subarray(0, 12)) },
  {
    name: 'of AV1, packed as VP9',
    reason: 'not-authentic',
    in: received(vp9, sealedAv1),
  },
  {
    name: 'associated data of version 2',
    reason: 'not-authentic',
    in: received(vp9, sent(vp9, {}, { metadata: Buffer.of(2, 1, codecs.vp9, sources.camera, 0) })),
  },
  {
    name: 'no associated data',
    reason: 'not-authentic',
    in: received(vp9, sent(vp9, {}, { metadata: zeros(0) })),
  },
  { name: 'Opus, not padded', reason: 'malformed-padding', in: badPadding(words) },
  { name: 'Opus, zeros', reason: 'malformed-padding', in: badPadding(zeros(128)) },
  { name: 'Opus, nothing', reason: 'malformed-padding', in: badPadding(zeros(0)) },
  {
    name: 'Opus, a size too large',
    reason: 'malformed-padding',
    in: badPadding(join(words, Buffer.of(0x80), zeros(248))),
  },
  {
    name: 'Opus, a byte of 1 at the end',
    reason: 'malformed-padding',
    in: badPadding(flipped(reference.pad(words), 127)),
  },
];

export const receivedFrame: Layout = {
  vectors: accepted.map(({ name, in: input }) => ({ name, in: { ...input }, out: { frame: opened(input) } })),
  refused: refused.map(({ name, in: input, reason }) => {
    const outcome = receive(input);
    const found = 'reason' in outcome ? outcome.reason : 'opened';
    if (found !== reason) throw new Error(`The reference finds ${found}, not ${reason}: ${name}`);
    return { name, in: { ...input }, reason };
  }),
};

function opened(input: Receiving): Buffer {
  const outcome = receive(input);
  if ('reason' in outcome) throw new Error(`The reference does not open it: ${outcome.reason}`);
  return outcome.frame;
}
