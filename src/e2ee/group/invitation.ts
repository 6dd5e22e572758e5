import { type Bytes, copyOf, fromBase64Url, randomBytes, toBase64Url, utf8 } from '../bytes.ts';

const secretLength = 32;
const pskLength = 32;
const pskIdLength = 16;

/**
 * What an invitation's secret is turned into, for one room. Each part has a label of its own, so that none tells
 * anything of another.
 */
export interface Invitation {
  readonly roomId: string;
  readonly secret: Bytes;
  /** The external PSK (RFC 9420 section 8.4) that backs each Add. */
  readonly psk: Bytes;
  readonly pskId: Bytes;
  /** HMAC-SHA-256. */
  readonly joinMacKey: CryptoKey;
  /** AES-256-GCM, for what the room is called and the like. */
  readonly metadataKey: CryptoKey;
}

/** 32 random bytes. Whoever has them may join; the server never does. */
export function createInvitationSecret(): Bytes {
  return randomBytes(secretLength);
}

/** As a link's fragment carries it: base64url, 43 characters. */
export function encodeInvitationSecret(secret: Uint8Array): string {
  return toBase64Url(secret);
}

/** @returns Nothing if this is no invitation's secret. */
export function parseInvitationSecret(fragment: string): Bytes | undefined {
  const secret = fromBase64Url(fragment);
  return secret?.length === secretLength ? secret : undefined;
}

/**
 * Derives everything by HKDF-SHA-256 (RFC 5869), salted with the room's id: a secret that were used for two rooms
 * would not let a key package of the one into the other.
 *
 * @param secret 32 bytes.
 * @throws {RangeError} For another length.
 */
export async function openInvitation(secret: Uint8Array, roomId: string): Promise<Invitation> {
  if (secret.length !== secretLength) throw new RangeError('An invitation secret has 32 bytes.');
  const key = await crypto.subtle.importKey('raw', copyOf(secret), 'HKDF', false, ['deriveBits']);
  const derive = async (purpose: string, length: number) =>
    new Uint8Array(
      await crypto.subtle.deriveBits(
        {
          name: 'HKDF',
          hash: 'SHA-256',
          salt: utf8(`Sottovoce room ${roomId}`),
          info: utf8(`Sottovoce invitation 1 ${purpose}`),
        },
        key,
        length * 8,
      ),
    );
  return {
    roomId,
    secret: copyOf(secret),
    psk: await derive('MLS PSK', pskLength),
    pskId: await derive('MLS PSK id', pskIdLength),
    joinMacKey: await crypto.subtle.importKey(
      'raw',
      await derive('join MAC', 32),
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['sign', 'verify'],
    ),
    metadataKey: await crypto.subtle.importKey('raw', await derive('room metadata', 32), 'AES-GCM', false, [
      'encrypt',
      'decrypt',
    ]),
  };
}

/** Shows that whoever made this key package has the invitation. 32 bytes. */
export async function joinMac({ joinMacKey }: Invitation, keyPackage: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign('HMAC', joinMacKey, copyOf(keyPackage)));
}

/** In constant time: WebCrypto compares. */
export function isJoinMac(
  { joinMacKey }: Invitation,
  keyPackage: Uint8Array,
  mac: Uint8Array,
): Promise<boolean> {
  return crypto.subtle.verify('HMAC', joinMacKey, copyOf(mac), copyOf(keyPackage));
}
