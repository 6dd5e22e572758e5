import { createDecipheriv, hkdfSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Bytes } from '../bytes.ts';
import { createIdentitySeed, importIdentity } from '../identity/identity.ts';
import {
  createMasterKey,
  importMasterKey,
  openIdentity,
  openMasterKey,
  openProfile,
  recoveryProofOf,
  sealIdentity,
  sealMasterKey,
  sealProfile,
} from './account-keys.ts';
import { WrapRefusal } from './wrap.ts';

const [ada, bea] = ['AAAAAAAAAAAAAAAAAAAAAA', 'BBBBBBBBBBBBBBBBBBBBBA'];
const secret = new Uint8Array(64).fill(7);
const refused = (code: WrapRefusal['code']) => new WrapRefusal(code);

let masterBytes: Bytes;
let masterKey: CryptoKey;
beforeAll(async () => {
  masterBytes = createMasterKey();
  masterKey = await importMasterKey(masterBytes);
});

describe('the master key of an account', () => {
  it('opens by the secret under which it was sealed', async () => {
    const wrap = await sealMasterKey(secret, 'password wrap', ada, 3, masterBytes);
    const opened = await openMasterKey(secret, 'password wrap', ada, wrap);
    expect(opened).toEqual({ content: masterBytes, generation: 3 });
  });

  it('lies in the bytes that are written down', async () => {
    const wrap = await sealMasterKey(secret, 'password wrap', ada, 258, masterBytes);
    expect([...wrap.subarray(0, 9)]).toEqual([1, 0, 0, 0, 0, 0, 0, 1, 2]);
    const key = hkdfSync('sha256', secret, new Uint8Array(), 'Sottovoce 1.0 password wrap', 32);
    const cipher = createDecipheriv('aes-256-gcm', new Uint8Array(key), wrap.subarray(9, 21));
    cipher.setAAD(Buffer.concat([Buffer.from(`Sottovoce 1.0 password wrap\0${ada}\0`), wrap.subarray(0, 9)]));
    cipher.setAuthTag(wrap.subarray(-16));
    const opened = Buffer.concat([cipher.update(wrap.subarray(21, -16)), cipher.final()]);
    expect(new Uint8Array(opened)).toEqual(masterBytes);
  });

  it('opens by no other secret, purpose or account', async () => {
    const wrap = await sealMasterKey(secret, 'password wrap', ada, 1, masterBytes);
    const other = new Uint8Array(64).fill(8);
    const tries = [
      openMasterKey(other, 'password wrap', ada, wrap),
      openMasterKey(secret, 'recovery wrap', ada, wrap),
      openMasterKey(secret, 'password wrap', bea, wrap),
    ];
    for (const attempt of tries) await expect(attempt).rejects.toEqual(refused('not-authentic'));
  });

  it('opens with no bit of its wrap flipped', async () => {
    const wrap = await sealMasterKey(secret, 'password wrap', ada, 1, masterBytes);
    for (let at = 0; at < wrap.length; at += 1) {
      const flipped = wrap.slice();
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      const code = at === 0 ? 'malformed' : 'not-authentic';
      await expect(openMasterKey(secret, 'password wrap', ada, flipped)).rejects.toEqual(refused(code));
    }
  });

  it.each([0, 20, 36])('opens by no %p bytes of it', async (length) => {
    const wrap = await sealMasterKey(secret, 'password wrap', ada, 1, masterBytes);
    const attempt = openMasterKey(secret, 'password wrap', ada, wrap.slice(0, length));
    await expect(attempt).rejects.toEqual(refused('malformed'));
  });

  it('has bytes that nobody can read once it is imported', async () => {
    await expect(crypto.subtle.exportKey('raw', masterKey)).rejects.toThrow();
  });
});

describe('a profile', () => {
  it('is read by its owner, and has one length for all names', async () => {
    const wraps = await Promise.all(
      ['A', 'Ada Lovelace', '名'.repeat(64), ''].map((name) => sealProfile(masterKey, ada, 1, name)),
    );
    expect(new Set(wraps.map(({ length }) => length)).size).toBe(1);
    const [, opened] = await Promise.all(wraps.map((wrap) => openProfile(masterKey, ada, wrap)));
    expect(opened).toEqual({ displayName: 'Ada Lovelace', generation: 1 });
  });

  it('is not taken back to an older one', async () => {
    const [older, newer] = [
      await sealProfile(masterKey, ada, 4, 'Ada'),
      await sealProfile(masterKey, ada, 5, 'Countess'),
    ];
    expect((await openProfile(masterKey, ada, newer, 5)).displayName).toBe('Countess');
    await expect(openProfile(masterKey, ada, older, 5)).rejects.toEqual(refused('rolled-back'));
  });

  it('is not an identity', async () => {
    const identity = await sealIdentity(masterKey, ada, createIdentitySeed());
    await expect(openProfile(masterKey, ada, identity)).rejects.toEqual(refused('not-authentic'));
  });
});

describe('the proof of a recovery key', () => {
  it('is derived as it is written down', async () => {
    const key = new Uint8Array(32).fill(9);
    const derived = hkdfSync('sha256', key, new Uint8Array(), 'Sottovoce 1.0 recovery proof', 32);
    expect(await recoveryProofOf(key)).toEqual(new Uint8Array(derived));
  });

  it('is the same each time, and tells nothing of the wrap', async () => {
    const key = new Uint8Array(32).fill(9);
    const proof = await recoveryProofOf(key);
    expect(proof).toEqual(await recoveryProofOf(key));
    const wrap = await sealMasterKey(key, 'recovery wrap', ada, 1, masterBytes);
    await expect(openMasterKey(proof, 'recovery wrap', ada, wrap)).rejects.toEqual(refused('not-authentic'));
  });
});

describe('the identity of an account', () => {
  it('opens as the keys of its seed, and for no other account', async () => {
    const seed = createIdentitySeed();
    const wrap = await sealIdentity(masterKey, ada, seed);
    const opened = await openIdentity(masterKey, ada, wrap);
    const { identityKey, sealKey } = await importIdentity(seed);
    expect(opened).toMatchObject({ identityKey, sealKey });
    await expect(openIdentity(masterKey, bea, wrap)).rejects.toEqual(refused('not-authentic'));
  });

  it('has a seed of one length', async () => {
    const wrap = await sealIdentity(masterKey, ada, createIdentitySeed().slice(1));
    await expect(openIdentity(masterKey, ada, wrap)).rejects.toEqual(refused('malformed'));
  });
});
