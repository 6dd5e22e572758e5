import { type Bytes, concat, fromBase64Url, sha256, toBase64Url, utf8 } from '../bytes.ts';
import type { Identity } from './identity.ts';
import { IdentityRefusal } from './identity-refusal.ts';
import { isSignedFor, publicKeyLength, signFor } from './signing.ts';

/** Who somebody is: their public keys, bound together, and to one account and handle, by the first of them. */
export interface IdentityCard {
  /** 16 bytes in base64url. */
  readonly accountId: string;
  readonly handle: string;
  /** Ed25519, 32 bytes. */
  readonly identityKey: Bytes;
  /** X-Wing, 1,216 bytes. */
  readonly sealKey: Bytes;
}

/** A card as it travels, bytes in base64url. */
export interface SignedIdentityCard {
  readonly accountId: string;
  readonly handle: string;
  readonly identityKey: string;
  readonly sealKey: string;
  readonly cardSignature: string;
}

const sealKeyLength = 1216;

/** Signs a card for an identity. @returns 64 bytes. */
export function signCard(identity: Identity, accountId: string, handle: string): Promise<Bytes> {
  const { signingKey, identityKey, sealKey } = identity;
  return signFor('identity card', signingKey, signedPart({ accountId, handle, identityKey, sealKey }));
}

/**
 * Reads a card. That it is signed shows that its keys belong together; whose they are, a pin or a comparison shows.
 *
 * @throws {IdentityRefusal} `malformed`, `not-authentic`.
 */
export async function openCard(card: SignedIdentityCard): Promise<IdentityCard> {
  const { accountId, handle } = card;
  const [identityKey, sealKey, signature] = [card.identityKey, card.sealKey, card.cardSignature].map(
    fromBase64Url,
  );
  if (
    identityKey?.length !== publicKeyLength ||
    sealKey?.length !== sealKeyLength ||
    signature === undefined
  ) {
    throw new IdentityRefusal('malformed');
  }
  const opened = { accountId, handle, identityKey, sealKey };
  if (!(await isSignedFor('identity card', identityKey, signedPart(opened), signature))) {
    throw new IdentityRefusal('not-authentic');
  }
  return opened;
}

/**
 * What stands for a card in a personal link: nobody can make another one to it.
 *
 * @returns The first 16 bytes of a SHA-256 in base64url.
 */
export async function fingerprintOf(card: IdentityCard): Promise<string> {
  const content = concat(utf8('Sottovoce 1.0 fingerprint\0'), signedPart(card));
  return toBase64Url((await sha256(content)).subarray(0, 16));
}

/** Account (22 characters), length of the handle (1 byte), handle, Ed25519 key (32), X-Wing key (1,216). */
function signedPart({ accountId, handle, identityKey, sealKey }: IdentityCard): Bytes {
  const name = utf8(handle);
  return concat(utf8(accountId), Uint8Array.of(name.length), name, identityKey, sealKey);
}
