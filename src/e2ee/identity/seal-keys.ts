import { Aes256Gcm, CipherSuite, HkdfSha256 } from '@hpke/core';
import { XWing } from '@hpke/hybridkem-x-wing';
import { type Bytes, copyOf } from '../bytes.ts';

/** HPKE (RFC 9180) with X-Wing, HKDF-SHA-256 and AES-256-GCM, fixed: what is recorded today is closed to a quantum computer, too. */
export const sealSuite = new CipherSuite({
  kem: new XWing(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

/** Bytes that X-Wing's encapsulation takes. */
export const encapsulationLength = 1120;

/** The private key that belongs to a seed of 32 bytes. */
export function importSealSeed(seed: Bytes): Promise<CryptoKey> {
  return sealSuite.kem.deserializePrivateKey(copyOf(seed).buffer);
}

/** @param seed 32 random bytes. @returns Its public key, 1,216 bytes. */
export async function sealKeyOf(seed: Bytes): Promise<Bytes> {
  const { publicKey } = await new XWing().generateKeyPairDerand(copyOf(seed));
  return new Uint8Array(await sealSuite.kem.serializePublicKey(publicKey));
}

/**
 * Seals for one person, in HPKE's base mode. Who sealed it is to be signed beside it.
 *
 * @param sealKey X-Wing, 1,216 bytes.
 * @param info What it is, for whom, from whom: it opens with the same alone.
 * @returns The encapsulation (1,120 bytes), then the ciphertext with its tag (16 bytes).
 */
export async function sealTo(sealKey: Bytes, info: Bytes, content: Bytes): Promise<Bytes> {
  const recipientPublicKey = await sealSuite.kem.deserializePublicKey(copyOf(sealKey).buffer);
  const { enc, ct } = await sealSuite.seal(
    { recipientPublicKey, info: copyOf(info).buffer },
    copyOf(content).buffer,
  );
  const box = new Uint8Array(enc.byteLength + ct.byteLength);
  box.set(new Uint8Array(enc));
  box.set(new Uint8Array(ct), enc.byteLength);
  return box;
}

/** @returns Nothing for what was not sealed for this key with this `info`, or was changed since. */
export async function openSealed(key: CryptoKey, info: Bytes, box: Uint8Array): Promise<Bytes | undefined> {
  const [enc, sealed] = [
    copyOf(box.subarray(0, encapsulationLength)),
    copyOf(box.subarray(encapsulationLength)),
  ];
  try {
    const recipient = { recipientKey: key, enc: enc.buffer, info: copyOf(info).buffer };
    return new Uint8Array(await sealSuite.open(recipient, sealed.buffer));
  } catch {
    return undefined;
  }
}
