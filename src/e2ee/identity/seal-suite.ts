import { Aes256Gcm, CipherSuite, HkdfSha256 } from '@hpke/core';
import { XWing } from '@hpke/hybridkem-x-wing';
import { type Bytes, concat, copyOf } from '../bytes.ts';

/** X-Wing with HKDF-SHA256 and AES-256-GCM, in HPKE's base mode (RFC 9180 section 5.1.1): who sealed shows otherwise. */
const suite = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/** X-Wing's ciphertext. */
const encapsulatedLength = 1120;

/** @param secret The private key, 32 random bytes. @returns Its public key, 1216 bytes. */
export async function sealKeyOf(secret: Bytes): Promise<Bytes> {
  const { publicKey } = await new XWing().generateKeyPairDerand(copyOf(secret));
  return new Uint8Array(await suite.kem.serializePublicKey(publicKey));
}

/** What a sealed thing is bound to. */
export interface SealContext {
  readonly info: Bytes;
  readonly associatedData: Bytes;
}

/**
 * Seals to an X-Wing key.
 *
 * @param sealKey 1216 bytes.
 * @returns The encapsulated key (1120 bytes) and the ciphertext; nothing for a key to which nobody can seal.
 */
export async function sealTo(
  sealKey: Bytes,
  context: SealContext,
  content: Bytes,
): Promise<Bytes | undefined> {
  const sealed = await suite.kem
    .deserializePublicKey(copyOf(sealKey))
    .then((recipientPublicKey) =>
      suite.seal({ recipientPublicKey, info: context.info }, content, context.associatedData),
    )
    .catch(() => undefined);
  return sealed && concat(new Uint8Array(sealed.enc), new Uint8Array(sealed.ct));
}

/**
 * @param secret The private X-Wing key, 32 bytes.
 * @returns Nothing for what was not sealed to this key in this context.
 */
export async function openSealed(
  secret: Bytes,
  context: SealContext,
  sealed: Bytes,
): Promise<Bytes | undefined> {
  const recipientKey = await suite.kem.deserializePrivateKey(copyOf(secret));
  const opened = await suite
    .open(
      { recipientKey, enc: sealed.slice(0, encapsulatedLength), info: context.info },
      sealed.slice(encapsulatedLength),
      context.associatedData,
    )
    .catch(() => undefined);
  return opened && new Uint8Array(opened);
}
