import { type Bytes, concat, copyOf, utf8 } from '../bytes.ts';

/** What an account keeps at the server: one key and one label for each purpose, and none for two. */
export type WrapPurpose =
  | 'password wrap'
  | 'recovery wrap'
  | 'identity wrap'
  | 'profile wrap'
  | 'book wrap'
  | 'device label'
  | 'file wrap';

/** Whose it is, and how often it was made anew. */
export interface WrapContext {
  readonly purpose: WrapPurpose;
  /** As the server names the account: 16 bytes in base64url. */
  readonly accountId: string;
}

/**
 * Why a wrap is not used:
 * - `malformed`: no bytes of this layout, or of another version of it.
 * - `not-authentic`: changed, of another account or purpose, or under another key.
 * - `rolled-back`: older than one that this device has seen.
 */
export class WrapRefusal extends Error {
  readonly code: 'malformed' | 'not-authentic' | 'rolled-back';

  constructor(code: WrapRefusal['code']) {
    super(`A wrap was refused: ${code}.`);
    this.name = 'WrapRefusal';
    this.code = code;
  }
}

const version = 1;
const generationLength = 8;
const nonceLength = 12;
const headLength = 1 + generationLength + nonceLength;
const tagLength = 16;

/**
 * Seals with AES-256-GCM: version 01, generation (8 bytes, big endian), nonce (12), ciphertext and tag. The associated
 * data are the purpose, the account and the head without its nonce.
 *
 * @param key For this purpose only.
 * @param generation From 1; one more each time that the content is sealed anew. Below 2^53.
 */
export async function sealWrap(
  key: CryptoKey,
  context: WrapContext,
  generation: number,
  content: Bytes,
): Promise<Bytes> {
  const head = headOf(generation);
  const iv = crypto.getRandomValues(new Uint8Array(nonceLength));
  const additionalData = associatedData(context, head);
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, content);
  return concat(head, iv, new Uint8Array(sealed));
}

export interface OpenedWrap {
  readonly content: Bytes;
  readonly generation: number;
}

/**
 * @param atLeast The highest generation that this device has seen.
 * @throws {WrapRefusal}
 */
export async function openWrap(
  key: CryptoKey,
  context: WrapContext,
  wrap: Uint8Array,
  atLeast = 1,
): Promise<OpenedWrap> {
  if (wrap.length < headLength + tagLength || wrap[0] !== version) throw new WrapRefusal('malformed');
  const bytes = copyOf(wrap);
  const head = bytes.slice(0, 1 + generationLength);
  const iv = bytes.slice(1 + generationLength, headLength);
  const generation = Number(new DataView(bytes.buffer).getBigUint64(1));
  const additionalData = associatedData(context, head);
  const content = await crypto.subtle
    .decrypt({ name: 'AES-GCM', iv, additionalData }, key, bytes.slice(headLength))
    .catch(() => {
      throw new WrapRefusal('not-authentic');
    });
  if (generation < atLeast) throw new WrapRefusal('rolled-back');
  return { content: new Uint8Array(content), generation };
}

function headOf(generation: number): Bytes {
  const head = new DataView(new ArrayBuffer(1 + generationLength));
  head.setUint8(0, version);
  head.setBigUint64(1, BigInt(generation));
  return new Uint8Array(head.buffer);
}

function associatedData({ purpose, accountId }: WrapContext, head: Bytes): Bytes {
  return concat(utf8(`Sottovoce 1.0 ${purpose}\0${accountId}\0`), head);
}
