import type { Credential } from 'ts-mls';
import { concat, fromUtf8, utf8 } from '../bytes.ts';

/** The first byte of a credential's identity; another one is another layout behind it. */
const version = 1;
export const longestDisplayName = 64;

/** Controls, and the marks that turn the direction of text around: with them one name can look like another. */
const misleading = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** Who a leaf says it is. */
export interface Credentialed {
  /** The room's own name for this participant: by it the server says whose media it is that comes. */
  readonly peerId: string;
  readonly displayName: string;
}

const peerIdPattern = /^[0-9A-Za-z_-]{1,64}$/;

/**
 * A basic credential (RFC 9420 section 5.3): a version byte, the length of the peer's id in one byte, the id in
 * ASCII, then the display name in UTF-8. The device's key is not repeated in it, as it is the leaf's signature key.
 *
 * @throws {RangeError} For an id or a name that nobody would accept: a name has 1 to 64 code points.
 */
export function memberCredential({ peerId, displayName }: Credentialed): Credential {
  if (!peerIdPattern.test(peerId)) throw new RangeError('A peer id has 1 to 64 letters, digits, - and _.');
  if (!isDisplayName(displayName)) throw new RangeError('A display name has 1 to 64 printable characters.');
  const head = Uint8Array.of(version, peerId.length);
  return { credentialType: 'basic', identity: concat(head, utf8(peerId), utf8(displayName)) };
}

/** @returns Nothing for a credential that {@link memberCredential} does not make. */
export function readCredential(credential: Credential): Credentialed | undefined {
  if (credential.credentialType !== 'basic' || credential.identity[0] !== version) return undefined;
  const nameAt = 2 + (credential.identity[1] ?? 0);
  const peerId = fromUtf8(credential.identity.subarray(2, nameAt));
  const displayName = fromUtf8(credential.identity.subarray(nameAt));
  if (peerId === undefined || displayName === undefined) return undefined;
  return peerIdPattern.test(peerId) && isDisplayName(displayName) ? { peerId, displayName } : undefined;
}

/** What is left of a name as somebody typed it, without what nobody would accept; empty where that is nothing. */
export function printableName(name: string): string {
  const printable = name.toWellFormed().replaceAll(new RegExp(misleading, 'gu'), '').trim();
  return [...printable].slice(0, longestDisplayName).join('').trim();
}

export function isDisplayName(name: string): boolean {
  const length = [...name].length;
  return length <= longestDisplayName && name.trim() !== '' && name.isWellFormed() && !misleading.test(name);
}
