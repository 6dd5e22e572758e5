/** What surrounds the group of a call: all of its layouts that are not MLS's own. */
import { pbkdf2Sync } from 'node:crypto';
import { hkdf, hmac, join, sealGcm, sha256, text, uint, zeros } from './primitives.ts';

export interface InvitationInput {
  readonly secret: Buffer;
  readonly roomId: Buffer;
}

export function invitation({ secret, roomId }: InvitationInput) {
  const derive = (purpose: string, length: number) =>
    hkdf(
      'sha256',
      secret,
      join(text('Sottovoce room '), roomId),
      text(`Sottovoce invitation 1 ${purpose}`),
      length,
    );
  return {
    fragment: text(secret.toString('base64url')),
    psk: derive('MLS PSK', 32),
    pskId: derive('MLS PSK id', 16),
    joinMacKey: derive('join MAC', 32),
    metadataKey: derive('room metadata', 32),
  };
}

export function joinMac(joinMacKey: Buffer, keyPackage: Buffer): Buffer {
  return hmac('sha256', joinMacKey, keyPackage);
}

export function metadataLabel(purpose: 'name' | 'key package'): Buffer {
  return text(`Sottovoce metadata 1 ${purpose}`);
}

export function sealMetadata(key: Buffer, nonce: Buffer, label: Buffer, content: Buffer): Buffer {
  return join(nonce, sealGcm(key, nonce, label, content));
}

export function nameBlock(name: Buffer): Buffer {
  return join(uint(name.length, 2), name, zeros(256 - name.length));
}

/** The exporter of RFC 9420, section 8.5, in suite 1, of a label with an empty context. */
export function exported(exporterSecret: Buffer, label: Buffer, length: number): Buffer {
  const secret = expandWithLabel(exporterSecret, label, zeros(0), 32);
  return expandWithLabel(secret, text('exported'), sha256(zeros(0)), length);
}

/** RFC 9420, section 8, for labels and contexts below 64 bytes, whose length takes a byte (section 2.1.2). */
function expandWithLabel(secret: Buffer, label: Buffer, context: Buffer, length: number): Buffer {
  const full = join(text('MLS 1.0 '), label);
  const info = join(uint(length, 2), uint(full.length, 1), full, uint(context.length, 1), context);
  const blocks: Buffer[] = [];
  // HKDF-Expand alone (RFC 5869, section 2.3): `hkdfSync` would extract first.
  for (let count = 1; 32 * blocks.length < length; count += 1) {
    blocks.push(hmac('sha256', secret, join(blocks.at(-1) ?? zeros(0), info, uint(count, 1))));
  }
  return join(...blocks).subarray(0, length);
}

export function groupId(random: Buffer): Buffer {
  return join(text('sottovoce-call/1/mls-suite-1/'), random);
}

export function credentialIdentity(peerId: Buffer, displayName: Buffer): Buffer {
  return join(uint(1, 1), uint(peerId.length, 1), peerId, displayName);
}

export function commitDataBlock(joinMacs: readonly Buffer[], renewal: Buffer): Buffer {
  const flag = renewal.length > 0 ? 1 : 0;
  return padded(join(uint(1, 1), uint(flag, 1), uint(joinMacs.length, 2), ...joinMacs, renewal));
}

/** Zeros to a multiple of 256 bytes. */
export function padded(content: Buffer): Buffer {
  return join(content, zeros((256 - (content.length % 256)) % 256));
}

export function sealCommitData(key: Buffer, nonce: Buffer, block: Buffer): Buffer {
  return join(nonce, sealGcm(key, nonce, zeros(0), block));
}

export interface BeaconRun {
  readonly kid: bigint;
  readonly first: bigint;
  readonly digests: readonly Buffer[];
}

export function beacon(runs: readonly BeaconRun[]): Buffer {
  return join(
    uint(1, 1),
    ...runs.flatMap(({ kid, first, digests }) => [
      uint(kid, 8),
      uint(first, 8),
      uint(digests.length, 2),
      ...digests,
    ]),
  );
}

/** RFC 8018's PBKDF2; thirty digits in groups of five. */
export function verificationCode(epochAuthenticator: Buffer): Buffer {
  const bytes = pbkdf2Sync(epochAuthenticator, 'Sottovoce verification code 1', 32_768, 64, 'sha512');
  const digits = String(BigInt(`0x${bytes.toString('hex')}`) % 10n ** 30n).padStart(30, '0');
  return text(digits.replace(/.{5}(?=.)/g, '$& '));
}
