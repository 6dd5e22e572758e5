import {
  type Bytes,
  bigEndian,
  concat,
  copyOf,
  fromBase64Url,
  fromBigEndian,
  fromUtf8,
  utf8,
} from '../bytes.ts';
import type { Identity } from './identity.ts';
import type { IdentityCard } from './identity-card.ts';
import { IdentityRefusal } from './identity-refusal.ts';
import { openSealed, sealTo } from './seal-suite.ts';
import { isSignedFor, signatureLength, signFor } from './signing.ts';

/** What one person tells another of themselves. */
export interface Introduction {
  readonly displayName: string;
  /** Milliseconds since 1970 began: of two, the later one counts. */
  readonly at: number;
}

/** A display name of 64 characters and its length. */
const nameBlockLength = 258;
const version = 1;
const noBytes = new Uint8Array();

/**
 * Seals an introduction to whom it is for, and signs it: version 01, the box, the signature of the identity over whom
 * it is from and for and all that.
 *
 * @param to To whom; their seal key has to be one that is trusted.
 */
export async function sealIntroduction(
  { displayName, at }: Introduction,
  from: { accountId: string; identity: Identity },
  to: Pick<IdentityCard, 'accountId' | 'sealKey'>,
): Promise<Bytes> {
  const name = utf8(displayName);
  if (name.length > nameBlockLength - 2) throw new RangeError('A display name has up to 64 characters.');
  const block = new Uint8Array(nameBlockLength);
  block.set(bigEndian(BigInt(name.length), 2));
  block.set(name, 2);
  const info = infoOf(from.accountId, to.accountId);
  const box = await sealTo(
    to.sealKey,
    { info, associatedData: noBytes },
    concat(bigEndian(BigInt(at), 8), block),
  );
  // Of a card that was opened, the key is one.
  if (box === undefined) throw new IdentityRefusal('malformed');
  const content = concat(Uint8Array.of(version), box);
  return concat(content, await signFor('introduction', from.identity.signingKey, concat(info, content)));
}

/** @throws {IdentityRefusal} `malformed`, `not-authentic`. */
export async function openIntroduction(
  introduction: Uint8Array,
  from: Pick<IdentityCard, 'accountId' | 'identityKey'>,
  to: { accountId: string; identity: Identity },
): Promise<Introduction> {
  const bytes = copyOf(introduction);
  if (bytes[0] !== version) throw new IdentityRefusal('malformed');
  const info = infoOf(from.accountId, to.accountId);
  const content = bytes.subarray(0, -signatureLength);
  const signature = bytes.subarray(-signatureLength);
  if (!(await isSignedFor('introduction', from.identityKey, concat(info, content), signature))) {
    throw new IdentityRefusal('not-authentic');
  }
  const opened = await openSealed(
    to.identity.sealSecret,
    { info, associatedData: noBytes },
    copyOf(content.subarray(1)),
  );
  if (opened === undefined) throw new IdentityRefusal('not-authentic');
  const block = opened.subarray(8);
  const length = Number(fromBigEndian(copyOf(block.subarray(0, 2))));
  const displayName = fromUtf8(block.subarray(2, 2 + length));
  if (block.length !== nameBlockLength || length > nameBlockLength - 2 || !displayName) {
    throw new IdentityRefusal('malformed');
  }
  return { displayName, at: Number(fromBigEndian(copyOf(opened.subarray(0, 8)))) };
}

function infoOf(from: string, to: string): Bytes {
  const accounts = [from, to].map((account) => {
    const bytes = fromBase64Url(account);
    if (bytes?.length !== 16) throw new RangeError('An account is named by 16 bytes.');
    return bytes;
  });
  return concat(utf8('Sottovoce 1.0 introduction\0'), ...accounts);
}
