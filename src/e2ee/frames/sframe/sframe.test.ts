import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Bytes } from '../../bytes.ts';
import { type CipherSuiteId, cipherSuites } from './cipher-suites.ts';
import { decodeHeader } from './header.ts';
import { deriveFrameKey, type FrameKey, importBaseKey } from './key-schedule.ts';
import { open, seal, sealedLength } from './sframe.ts';

const metadata = Uint8Array.of(1, 2, 3);
const plaintext = Uint8Array.from({ length: 24 }, (_, at) => at);
const kid = 0x1234n;
const counter = 300n;
const notAuthentic = { name: 'SFrameError', code: 'not-authentic' };

describe.each([1, 2, 3, 4, 5, 6, 7, 8] as const)('SFrame suite %i', (id: CipherSuiteId) => {
  let baseKey: CryptoKey;
  let key: FrameKey;
  let sealed: Bytes;
  let headerLength: number;

  beforeAll(async () => {
    baseKey = await importBaseKey(new Uint8Array(32).fill(id));
    key = await deriveFrameKey(cipherSuites[id], baseKey, kid);
    sealed = await seal(key, counter, plaintext, metadata);
    headerLength = decodeHeader(sealed).length;
  });

  const openWith = (frameKey: FrameKey, bytes: Bytes, data = metadata) =>
    open(frameKey, decodeHeader(bytes), bytes, data);

  it('opens what it sealed, which is as long as foretold', async () => {
    expect(await openWith(key, sealed)).toEqual(plaintext);
    expect(sealed.length).toBe(sealedLength(key, counter, plaintext.length));
  });

  it('seals nothing at all, too', async () => {
    const nothing = new Uint8Array(0);
    expect(await openWith(key, await seal(key, counter, nothing, metadata))).toEqual(nothing);
  });

  it('refuses a change of any byte behind the header', async () => {
    for (let at = headerLength; at < sealed.length; at += 1) {
      const changed = sealed.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(openWith(key, changed)).rejects.toMatchObject(notAuthentic);
    }
  });

  it('refuses every shorter frame, to the header alone', async () => {
    for (let length = headerLength; length < sealed.length; length += 1) {
      await expect(openWith(key, sealed.slice(0, length))).rejects.toMatchObject(notAuthentic);
    }
  });

  it('refuses another counter in the header', async () => {
    const changed = sealed.slice();
    changed[headerLength - 1] = (changed[headerLength - 1] ?? 0) ^ 1;
    expect(decodeHeader(changed).counter).toBe(counter ^ 1n);
    await expect(openWith(key, changed)).rejects.toMatchObject(notAuthentic);
  });

  it('refuses other metadata', async () => {
    await expect(openWith(key, sealed, Uint8Array.of(1, 2))).rejects.toMatchObject(notAuthentic);
    await expect(openWith(key, sealed, Uint8Array.of(1, 2, 4))).rejects.toMatchObject(notAuthentic);
  });

  it('derives another key for another KID and another base key', async () => {
    const otherKid = await deriveFrameKey(cipherSuites[id], baseKey, kid + 1n);
    const otherBase = await importBaseKey(new Uint8Array(32).fill(99));
    await expect(openWith(otherKid, sealed)).rejects.toMatchObject(notAuthentic);
    await expect(
      openWith(await deriveFrameKey(cipherSuites[id], otherBase, kid), sealed),
    ).rejects.toMatchObject(notAuthentic);
  });

  it('writes into a place of the right length only', async () => {
    const place = new Uint8Array(sealed.length);
    expect(await seal(key, counter, plaintext, metadata, place)).toBe(place);
    expect(place).toEqual(sealed);
    await expect(seal(key, counter, plaintext, metadata, new Uint8Array(sealed.length + 1))).rejects.toThrow(
      RangeError,
    );
  });
});

describe('base key', () => {
  it('has at least 16 bytes', async () => {
    await expect(importBaseKey(new Uint8Array(15))).rejects.toThrow(RangeError);
  });

  it('cannot be read out', async () => {
    const key = await importBaseKey(new Uint8Array(16));
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
  });

  it('is copied, so that its bytes can be wiped', async () => {
    const bytes = new Uint8Array(16).fill(7);
    const imported = importBaseKey(bytes);
    bytes.fill(0);
    const suite = cipherSuites[4];
    const [a, b] = await Promise.all([
      deriveFrameKey(suite, await imported, kid),
      deriveFrameKey(suite, await importBaseKey(new Uint8Array(16).fill(7)), kid),
    ]);
    expect(a.salt).toEqual(b.salt);
  });
});
