import type { Credential } from 'ts-mls';
import { concat, utf8 } from '../bytes.ts';

/** The first byte of a credential's identity; another one is another layout behind it. */
const version = 1;
export const longestDisplayName = 64;

/** Controls, and the marks that turn the direction of text around: with them one name can look like another. */
const misleading = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/**
 * A basic credential (RFC 9420 section 5.3): a version byte, then the display name in UTF-8. The device's key is not
 * repeated in it, as it is the leaf's signature key.
 *
 * @param displayName 1 to 64 code points.
 * @throws {RangeError} For a name that nobody would accept.
 */
export function memberCredential(displayName: string): Credential {
  if (!isDisplayName(displayName)) throw new RangeError('A display name has 1 to 64 printable characters.');
  return { credentialType: 'basic', identity: concat(Uint8Array.of(version), utf8(displayName)) };
}

/** @returns Nothing for a credential that {@link memberCredential} does not make. */
export function displayNameOf(credential: Credential): string | undefined {
  if (credential.credentialType !== 'basic' || credential.identity[0] !== version) return undefined;
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const name = decoder.decode(credential.identity.subarray(1));
    return isDisplayName(name) ? name : undefined;
  } catch {
    return undefined;
  }
}

function isDisplayName(name: string): boolean {
  const length = [...name].length;
  return length <= longestDisplayName && name.trim() !== '' && name.isWellFormed() && !misleading.test(name);
}
