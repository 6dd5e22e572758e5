import { describe, expect, it } from '@jest/globals';
import type { Bytes } from '../../src/e2ee/bytes.ts';
import { associatedData } from '../../src/e2ee/frames/associated-data.ts';
import { EpochKeys } from '../../src/e2ee/frames/epoch-keys.ts';
import { FrameOpener, type OpenedFrame } from '../../src/e2ee/frames/frame-opener.ts';
import { FrameSealer } from '../../src/e2ee/frames/frame-sealer.ts';
import { decodeKid, encodeKid } from '../../src/e2ee/frames/kid.ts';
import type { FrameCodec, FramePrefix } from '../../src/e2ee/frames/packing/codec.ts';
import { type CipherSuiteId, cipherSuites } from '../../src/e2ee/frames/sframe/cipher-suites.ts';
import { decodeHeader, encodeHeader, headerLength } from '../../src/e2ee/frames/sframe/header.ts';
import {
  deriveFrameKey,
  deriveKeyAndSalt,
  importBaseKey,
  keyLabel,
  saltLabel,
} from '../../src/e2ee/frames/sframe/key-schedule.ts';
import { open, seal } from '../../src/e2ee/frames/sframe/sframe.ts';
import { digestOf } from '../../src/e2ee/group/beacon.ts';
import type { Source } from '../../src/protocol/identifiers.ts';
import { readVectors, toHex } from './vector-file.ts';

const vectors = readVectors();
const [codecOf, sourceOf, prefixOf] = [
  named<FrameCodec>('codec', ['vp8', 'vp9', 'av1', 'opus']),
  named<Source>('source', ['microphone', 'camera', 'screen', 'screen-audio']),
  named<FramePrefix>('prefix', ['none', 'key', 'delta']),
];

describe('a KID', () => {
  it.each(vectors.kid.vectors)('is the vector: $name', ({ in: input, out }) => {
    const context = { source: sourceOf(input.source), incarnation: input.incarnation };
    expect(encodeKid(context, input.leaf, input.epoch)).toBe(out.kid);
    expect(decodeKid(out.kid)).toEqual({ context, leaf: input.leaf, epochLow: Number(input.epoch % 256n) });
  });

  it.each(vectors.kid.refused)('is refused: $name, $reason', ({ in: { kid } }) => {
    expect(decodeKid(kid)).toBeUndefined();
  });
});

describe('associated data', () => {
  it.each(vectors.associatedData.vectors)('is the vector: $name', ({ in: input, out }) => {
    const made = associatedData(codecOf(input.codec), sourceOf(input.source), prefixOf(input.prefix));
    expect(toHex(made)).toBe(toHex(out.associatedData));
  });
});

describe('an SFrame header', () => {
  it.each(vectors.sframeHeader.vectors)(
    'is the vector: $name',
    ({ in: { kid, counter }, out: { header } }) => {
      expect(toHex(encodeHeader(kid, counter))).toBe(toHex(header));
      expect(headerLength(kid, counter)).toBe(header.length);
      expect(decodeHeader(header)).toEqual({ kid, counter, length: header.length });
    },
  );

  it.each(vectors.sframeHeader.refused)('is refused: $name, $reason', ({ in: { header }, reason }) => {
    expect(() => decodeHeader(header)).toThrow(expect.objectContaining({ code: reason }));
  });
});

describe('SFrame', () => {
  it.each(vectors.sframe.vectors)('seals and opens the vector: $name', async ({ in: input, out }) => {
    const { kid, counter, metadata, plaintext } = input;
    const suite = cipherSuites[input.suite as CipherSuiteId];
    expect(toHex(keyLabel(suite, kid))).toBe(toHex(out.keyLabel));
    expect(toHex(saltLabel(suite, kid))).toBe(toHex(out.saltLabel));
    const baseKey = await importBaseKey(input.baseKey);
    const { key, salt } = await deriveKeyAndSalt(suite, baseKey, kid);
    expect([toHex(key), toHex(salt)]).toEqual([toHex(out.key), toHex(out.salt)]);

    const frameKey = await deriveFrameKey(suite, baseKey, kid);
    expect(toHex(await seal(frameKey, counter, plaintext, metadata))).toBe(toHex(out.ciphertext));
    const header = decodeHeader(out.ciphertext);
    expect(header).toMatchObject({ kid, counter });
    expect(toHex(await open(frameKey, header, out.ciphertext, metadata))).toBe(toHex(plaintext));
  });

  it('has a vector of each suite', () => {
    expect(vectors.sframe.vectors.map((vector) => vector.in.suite)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe('a frame', () => {
  it.each(vectors.frame.vectors)('is sent as the vector: $name', async ({ in: input, out }) => {
    const context = { source: sourceOf(input.source), incarnation: input.incarnation };
    const sealer = new FrameSealer({ context, codec: codecOf(input.codec) });
    const baseKey = await importBaseKey(input.baseKey);
    sealer.install(input.epoch, baseKey, input.leaf);
    // A sealer counts by itself, from 0.
    for (let counter = 0n; counter < input.counter; counter += 1n) await sealer.seal(new Uint8Array(), false);
    const made = await sealer.seal(input.frame, input.isKey);
    expect(toHex(made.frame)).toBe(toHex(out.sent));
    expect(toHex(made.sealed)).toBe(toHex(out.sealed));
    expect([made.kid, made.counter]).toEqual([out.kid, input.counter]);
    expect(toHex(await digestOf(made.sealed))).toBe(toHex(out.digest));

    const { key, salt } = await deriveKeyAndSalt(cipherSuites[4], baseKey, out.kid);
    expect([toHex(key), toHex(salt)]).toEqual([toHex(out.key), toHex(out.salt)]);
    expect(toHex(encodeHeader(out.kid, input.counter))).toBe(toHex(out.header));
  });

  it.each(vectors.frame.vectors)('opens: $name', async ({ in: input, out }) => {
    const [opened] = await receive({ ...input, earlier: [], received: out.sent });
    if (opened?.kind !== 'opened') throw new Error(`It did not open: ${opened?.reason}`);
    expect(toHex(opened.encoded)).toBe(toHex(input.frame));
    expect(toHex(opened.sealed)).toBe(toHex(out.sealed));
    expect([opened.kid, opened.counter]).toEqual([out.kid, input.counter]);
  });

  it.each(vectors.receivedFrame.vectors)('opens as it arrives: $name', async ({ in: input, out }) => {
    const outcomes = await receive(input);
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array(input.earlier.length + 1).fill('opened'));
    expect(outcomes.at(-1)).toMatchObject({ encoded: out.frame });
  });

  it.each(vectors.receivedFrame.refused)('is refused: $name, $reason', async ({ in: input, reason }) => {
    const outcomes = await receive(input);
    expect(outcomes.pop()).toEqual({ kind: 'refused', reason });
    expect(outcomes.map(({ kind }) => kind)).toEqual(input.earlier.map(() => 'opened'));
  });
});

interface Receiving {
  readonly baseKey: Bytes;
  readonly epoch: bigint;
  readonly leaf: number;
  readonly source: number;
  readonly codec: number;
  readonly earlier: readonly Bytes[];
  readonly received: Bytes;
}

/** What a receiver, which knows one epoch, makes of one frame after the other. */
async function receive({ baseKey, epoch, leaf, source, codec, earlier, received }: Receiving) {
  const keys = new EpochKeys();
  keys.install(epoch, await importBaseKey(baseKey), new Map([['Ada', leaf]]));
  const opener = new FrameOpener({ sender: 'Ada', source: sourceOf(source), codec: codecOf(codec), keys });
  const outcomes: OpenedFrame[] = [];
  for (const frame of [...earlier, received]) outcomes.push(await opener.open(frame));
  return outcomes;
}

/** The name that the product has for a number of the wire format. */
function named<Name>(what: string, names: readonly Name[]): (number: number) => Name {
  return (number) => {
    const name = names[number];
    if (name === undefined) throw new RangeError(`No such ${what}: ${number}`);
    return name;
  };
}
