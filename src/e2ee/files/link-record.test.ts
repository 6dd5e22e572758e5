import { argon2Sync, createDecipheriv, hkdfSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Bytes, concat, randomBytes } from '../bytes.ts';
import { FileRefusal } from './file-errors.ts';
import { createFileLink } from './file-link.ts';
import { newStretching, type Stretching } from './link-password.ts';
import { needsPassword, openLink, sealLink } from './link-record.ts';

const link = createFileLink('AAECAwQFBgcICQoLDA0ODw');
const fileKey = randomBytes(32);
const password = 'fünf Äpfel';
/** Little memory: what is tested is not how long it takes. */
const stretching: Stretching = { ...newStretching(), memory: 64, passes: 2 };
const refusal = new FileRefusal('cannot-open');

let open: Bytes;
let guarded: Bytes;
beforeAll(async () => {
  open = await sealLink(link, fileKey);
  guarded = await sealLink(link, fileKey, password, stretching);
});

/** Opens a record from what is written down of it, by Node's own functions. */
function openedByNode(record: Bytes, headLength: number, ikm: Uint8Array, label: string): Bytes {
  const key = hkdfSync('sha256', ikm, new Uint8Array(), `Sottovoce 1.0 ${label}`, 32);
  const nonce = record.subarray(headLength, headLength + 12);
  const cipher = createDecipheriv('aes-256-gcm', new Uint8Array(key), nonce);
  const head = record.subarray(0, headLength);
  cipher.setAAD(Buffer.concat([Buffer.from(`Sottovoce 1.0 file link\0${link.fileId}\0`), head]));
  cipher.setAuthTag(record.subarray(-16));
  const sealed = record.subarray(headLength + 12, -16);
  return new Uint8Array(Buffer.concat([cipher.update(sealed), cipher.final()]));
}

describe('the record of a link', () => {
  it('without a password gives the key of the file to whoever has the link', async () => {
    expect(needsPassword(open)).toBe(false);
    expect(await openLink(link, open)).toEqual(fileKey);
  });

  it('with a password gives it to whoever has both', async () => {
    expect(needsPassword(guarded)).toBe(true);
    expect(await openLink(link, guarded, password)).toEqual(fileKey);
  });

  it('takes a password in any form of Unicode', async () => {
    expect(await openLink(link, guarded, password.normalize('NFD'))).toEqual(fileKey);
  });

  it('lies in the bytes that are written down', () => {
    expect(open).toHaveLength(2 + 12 + 48);
    expect([...open.subarray(0, 2)]).toEqual([1, 0]);
    expect(openedByNode(open, 2, link.secret, 'file link')).toEqual(fileKey);
  });

  it('says how its password is stretched', () => {
    expect(guarded).toHaveLength(24 + 12 + 48);
    expect([...guarded.subarray(0, 2)]).toEqual([1, 1]);
    expect([...guarded.subarray(18, 24)]).toEqual([0, 0, 0, 64, 2, 1]);
    const stretched = argon2Sync('argon2id', {
      message: password,
      nonce: guarded.subarray(2, 18),
      memory: 64,
      passes: 2,
      parallelism: 1,
      tagLength: 32,
    });
    const ikm = concat(link.secret, stretched);
    expect(openedByNode(guarded, 24, ikm, 'file link with password')).toEqual(fileKey);
  });

  it('does not open with another password, or none', async () => {
    await expect(openLink(link, guarded, 'fünf Äpfe')).rejects.toEqual(refusal);
    await expect(openLink(link, guarded)).rejects.toEqual(refusal);
  });

  it('does not open with the link of another file, or another secret', async () => {
    const [foreign, renewed] = [{ ...link, fileId: 'BBBBBBBBBBBBBBBBBBBBBA' }, createFileLink(link.fileId)];
    for (const other of [foreign, renewed]) {
      await expect(openLink(other, open)).rejects.toEqual(refusal);
    }
    await expect(openLink(renewed, guarded, password)).rejects.toEqual(refusal);
  });

  it('does not open with a bit flipped, cut short or made longer', async () => {
    for (const [at, byte] of open.entries()) {
      await expect(openLink(link, open.with(at, byte ^ (1 << (at % 8))))).rejects.toEqual(refusal);
    }
    for (const length of [0, 1, 2, 61]) {
      await expect(openLink(link, open.subarray(0, length))).rejects.toEqual(refusal);
    }
    await expect(openLink(link, concat(open, Uint8Array.of(0)))).rejects.toEqual(refusal);
    expect(() => needsPassword(open.subarray(1))).toThrow(refusal);
  });

  it('does not open where the password was taken out of it', async () => {
    const without = concat(Uint8Array.of(1, 0), guarded.subarray(24));
    expect(needsPassword(without)).toBe(false);
    await expect(openLink(link, without)).rejects.toEqual(refusal);
  });

  it('does not open where its password is stretched less, or otherwise', async () => {
    for (const [at, value] of [
      [2, (guarded[2] ?? 0) ^ 1],
      [21, 32],
      [21, 65],
      [22, 1],
      [23, 2],
    ] as const) {
      await expect(openLink(link, guarded.with(at, value), password)).rejects.toEqual(refusal);
    }
  });

  it.each<[string, number, number]>([
    ['memory than a device has', 18, 1],
    ['passes than a person waits for', 22, 9],
    ['lanes than there are', 23, 5],
  ])('is not even tried where it asks for more %s', async (_, at, value) => {
    expect(() => needsPassword(guarded.with(at, value))).toThrow(refusal);
    await expect(openLink(link, guarded.with(at, value), password)).rejects.toEqual(refusal);
  });

  it('is made for no empty password, and no other key than a file has', async () => {
    await expect(sealLink(link, fileKey, '')).rejects.toThrow(RangeError);
    await expect(sealLink(link, fileKey.subarray(1))).rejects.toThrow(RangeError);
  });
});
