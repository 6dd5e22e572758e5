import { type Bytes, concat, utf8 } from '../bytes.ts';

/** One label for each use of a key, and none for two. */
type Label =
  | 'file content'
  | 'file nonce'
  | 'file commitment'
  | 'file manifest'
  | 'file link'
  | 'file link with password'
  | 'file link id';

/** What else a derived key depends on. */
interface Circumstances {
  readonly salt?: Bytes;
  /** Stands in the info, behind the label. */
  readonly context?: Bytes;
}

const none = new Uint8Array();

/**
 * HKDF (RFC 5869) with SHA-256.
 *
 * @param secret At least 32 bytes that nobody can guess.
 */
export async function deriveBytes(
  secret: Bytes,
  label: Label,
  length: number,
  { salt = none, context = none }: Circumstances = {},
): Promise<Bytes> {
  const info = concat(utf8(`Sottovoce 1.0 ${label}`), context);
  const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, length * 8);
  return new Uint8Array(bits);
}

/** For AES-256-GCM; its bytes cannot be read. */
export async function deriveKey(
  secret: Bytes,
  label: Label,
  circumstances?: Circumstances,
): Promise<CryptoKey> {
  const bytes = await deriveBytes(secret, label, 32, circumstances);
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
}
