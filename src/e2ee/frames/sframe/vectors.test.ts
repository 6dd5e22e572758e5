import { createCipheriv, createHmac, hkdfSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { toHex } from '../testing/hex.ts';
import { ownVectors, publishedFolder, publishedVectors, type Vectors } from '../testing/vectors.ts';
import type { CipherSuite } from './cipher-suites.ts';
import { decodeHeader, encodeHeader, headerLength } from './header.ts';
import {
  deriveFrameKey,
  deriveKeyAndSalt,
  importAead,
  importBaseKey,
  keyLabel,
  saltLabel,
} from './key-schedule.ts';
import { open, seal } from './sframe.ts';

const published = publishedVectors();

if (published === undefined) {
  process.stderr.write(
    `The conformance vectors are not beside the checkout (looked in ${publishedFolder}): ` +
      'only our own SFrame vectors are tested. SOTTOVOCE_VECTORS names another folder.\n',
  );
}

describe('own SFrame vectors', () => {
  const vectors = ownVectors();

  testVectors(vectors);

  it('are what Node computes by itself', () => {
    for (const vector of vectors.sframe) {
      const { cipher_suite: suite, base_key, kid, ctr, metadata, pt, ct } = vector;
      expect(toHex(sealIndependently(suite, base_key, kid, ctr, metadata, pt))).toBe(toHex(ct));
    }
  });

  it('cover all suites', () => {
    expect(vectors.sframe.map((vector) => vector.cipher_suite.id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

if (published === undefined) {
  it.skip('published SFrame vectors: not beside the checkout', () => undefined);
} else {
  describe('published SFrame vectors (RFC 9605, appendix C)', () => {
    testVectors(published);

    it('are all there: 289 headers, 6 ciphers, 8 frames', () => {
      expect([published.header.length, published.aead.length, published.sframe.length]).toEqual([289, 6, 8]);
    });

    it('agree with the independent computation that checks our own', () => {
      for (const { cipher_suite: suite, base_key, kid, ctr, metadata, pt, ct } of published.sframe) {
        expect(toHex(sealIndependently(suite, base_key, kid, ctr, metadata, pt))).toBe(toHex(ct));
      }
    });
  });
}

function testVectors({ header, aead, sframe }: Vectors): void {
  it('encode and decode every header', () => {
    for (const { kid, ctr, encoded } of header) {
      expect(toHex(encodeHeader(kid, ctr))).toBe(toHex(encoded));
      expect(headerLength(kid, ctr)).toBe(encoded.length);
      expect(decodeHeader(encoded)).toEqual({ kid, counter: ctr, length: encoded.length });
    }
  });

  if (aead.length > 0) {
    it('seal and open with every cipher', async () => {
      for (const { cipher_suite: suite, key, enc_key, auth_key, nonce, aad, pt, ct } of aead) {
        expect(toHex(key)).toBe(toHex(enc_key) + toHex(auth_key));
        const cipher = await importAead(suite, key);
        expect(toHex(await cipher.seal(nonce, aad, pt))).toBe(toHex(ct));
        expect(await cipher.open(nonce, aad, ct)).toEqual(pt);
      }
    });
  }

  it.each(sframe.map((vector) => ({ ...vector, id: vector.cipher_suite.id })))(
    'derive the key, seal and open with suite $id',
    async (vector) => {
      const { cipher_suite: suite, kid, ctr, metadata, pt, ct } = vector;
      expect(toHex(keyLabel(suite, kid))).toBe(toHex(vector.sframe_key_label));
      expect(toHex(saltLabel(suite, kid))).toBe(toHex(vector.sframe_salt_label));
      const baseKey = await importBaseKey(vector.base_key);
      const { key, salt } = await deriveKeyAndSalt(suite, baseKey, kid);
      expect(toHex(key)).toBe(toHex(vector.sframe_key));
      expect(toHex(salt)).toBe(toHex(vector.sframe_salt));

      const frameKey = await deriveFrameKey(suite, baseKey, kid);
      expect(toHex(await seal(frameKey, ctr, pt, metadata))).toBe(toHex(ct));
      const header = decodeHeader(ct);
      expect(header).toMatchObject({ kid, counter: ctr });
      expect(await open(frameKey, header, ct, metadata)).toEqual(pt);
    },
  );
}

/** RFC 9605, section 4.4, written a second time, over Node's own crypto and none of our code. */
function sealIndependently(
  suite: CipherSuite,
  baseKey: Uint8Array,
  kid: bigint,
  counter: bigint,
  metadata: Uint8Array,
  plaintext: Uint8Array,
): Buffer {
  const hash = suite.id <= 4 ? 'sha256' : 'sha512';
  const expand = (text: string, length: number) => {
    const label = Buffer.alloc(10);
    label.writeBigUInt64BE(kid);
    label.writeUInt16BE(suite.id, 8);
    return Buffer.from(hkdfSync(hash, baseKey, '', Buffer.concat([Buffer.from(text), label]), length));
  };
  const encryptionLength = suite.id <= 4 ? 16 : 32;
  const authenticationLength = suite.id === 4 || suite.id === 5 ? 0 : suite.id < 4 ? 32 : 64;
  const key = expand('SFrame 1.0 Secret key ', encryptionLength + authenticationLength);
  const nonce = expand('SFrame 1.0 Secret salt ', 12);
  nonce.writeBigUInt64BE(nonce.readBigUInt64BE(4) ^ counter, 4);

  const part = (value: bigint) => {
    if (value < 8n) return { bits: Number(value), bytes: Buffer.alloc(0) };
    const digits = value.toString(16);
    const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
    return { bits: 8 + bytes.length - 1, bytes };
  };
  const [k, c] = [part(kid), part(counter)];
  const header = Buffer.concat([Buffer.of(k.bits * 16 + c.bits), k.bytes, c.bytes]);
  const associated = Buffer.concat([header, metadata]);

  const encryptionKey = key.subarray(0, encryptionLength);
  if (authenticationLength === 0) {
    const cipher = createCipheriv(
      encryptionLength === 16 ? 'aes-128-gcm' : 'aes-256-gcm',
      encryptionKey,
      nonce,
    );
    cipher.setAAD(associated);
    return Buffer.concat([header, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  }
  const tagLength = [10, 8, 4][(suite.id - 1) % 5] ?? 0;
  const name = encryptionLength === 16 ? 'aes-128-ctr' : 'aes-256-ctr';
  const cipher = createCipheriv(name, encryptionKey, Buffer.concat([nonce, Buffer.alloc(4)]));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const lengths = Buffer.alloc(24);
  lengths.writeBigUInt64BE(BigInt(associated.length));
  lengths.writeBigUInt64BE(BigInt(ciphertext.length), 8);
  lengths.writeBigUInt64BE(BigInt(tagLength), 16);
  const mac = createHmac(hash, key.subarray(encryptionLength))
    .update(Buffer.concat([lengths, nonce, associated, ciphertext]))
    .digest();
  return Buffer.concat([header, ciphertext, mac.subarray(0, tagLength)]);
}
