import { concat, utf8 } from '../bytes.ts';
import type { IdentityCard } from './identity-card.ts';

/** Makes each try at a number that looks alike dearer. */
const iterations = 5200;
const groups = 6;
const digitsPerGroup = 5;

/**
 * What two people compare to know that nobody stands between them: the same for both, until a key of either changes.
 *
 * @returns 60 digits.
 */
export async function safetyNumber(one: IdentityCard, other: IdentityCard): Promise<string> {
  const halves = await Promise.all([halfOf(one), halfOf(other)]);
  return halves.sort().join('');
}

const qrHead = 'sottovoce-safety-1:';

/** A safety number as a QR code carries it. */
export const safetyQrText = (digits: string): string => qrHead + digits;

/** 30 digits of one person: PBKDF2-SHA-512 over their keys, five bytes for five digits. */
async function halfOf({ accountId, identityKey, sealKey }: IdentityCard): Promise<string> {
  const keys = await crypto.subtle.importKey('raw', concat(identityKey, sealKey), 'PBKDF2', false, [
    'deriveBits',
  ]);
  const salt = utf8(`Sottovoce 1.0 safety number\0${accountId}`);
  const bits = await crypto.subtle.deriveBits(
    { name: 'PBKDF2', hash: 'SHA-512', salt, iterations },
    keys,
    groups * 40,
  );
  const view = new DataView(bits);
  return Array.from({ length: groups }, (_, group) => {
    const number = view.getUint8(group * 5) * 2 ** 32 + view.getUint32(group * 5 + 1);
    return String(number % 10 ** digitsPerGroup).padStart(digitsPerGroup, '0');
  }).join('');
}
