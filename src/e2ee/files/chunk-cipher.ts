import { type Bytes, bigEndian, concat, equal } from '../bytes.ts';
import { deriveBytes, deriveKey } from './derivation.ts';
import { commitmentLength, encodeHeader, type FileHeader, headOf } from './file-header.ts';

const noncePrefixLength = 7;

/**
 * Seals and opens single chunks: AES-256-GCM in the STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár,
 * "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance"). A nonce is a prefix (7 bytes), the chunk's
 * index (4, big endian), and 01 for the last chunk or else 00 (1); the associated data are SHA-256 of the header. So a
 * chunk opens only in its place of its own file, and the last one only as the last.
 *
 * It knows nothing of what was sealed before: whoever seals sees to it that a place has one content.
 */
export class ChunkCipher {
  readonly header: Bytes;
  readonly #key: CryptoKey;
  readonly #noncePrefix: Bytes;
  readonly #associatedData: Bytes;

  private constructor(header: Bytes, key: CryptoKey, noncePrefix: Bytes, associatedData: Bytes) {
    this.header = header;
    this.#key = key;
    this.#noncePrefix = noncePrefix;
    this.#associatedData = associatedData;
  }

  /** @param fileKey 32 bytes. @throws {RangeError} For another length. */
  static async toSeal(fileKey: Bytes, salt: Bytes, chunkExponent: number): Promise<ChunkCipher> {
    const commitment = await commitmentOf(fileKey, salt, chunkExponent);
    return ChunkCipher.#derive(fileKey, { chunkExponent, salt, commitment });
  }

  /**
   * @returns Nothing where the header belongs to another file key. AES-GCM alone does not commit to its key: one
   * ciphertext could open under two.
   */
  static async toOpen(fileKey: Bytes, header: FileHeader): Promise<ChunkCipher | undefined> {
    const commitment = await commitmentOf(fileKey, header.salt, header.chunkExponent);
    return equal(commitment, header.commitment) ? ChunkCipher.#derive(fileKey, header) : undefined;
  }

  static async #derive(fileKey: Bytes, header: FileHeader): Promise<ChunkCipher> {
    const circumstances = { salt: header.salt, context: headOf(header.chunkExponent) };
    const encoded = encodeHeader(header);
    const [key, noncePrefix, digest] = await Promise.all([
      deriveKey(fileKey, 'file content', circumstances),
      deriveBytes(fileKey, 'file nonce', noncePrefixLength, circumstances),
      crypto.subtle.digest('SHA-256', encoded),
    ]);
    return new ChunkCipher(encoded, key, noncePrefix, new Uint8Array(digest));
  }

  /** @returns The ciphertext with its tag. @throws {RangeError} For an index of more than 32 bits. */
  async seal(index: number, isLast: boolean, plaintext: Bytes): Promise<Bytes> {
    const sealed = await crypto.subtle.encrypt(this.#parameters(index, isLast), this.#key, plaintext);
    return new Uint8Array(sealed);
  }

  /** @returns Nothing for what is not authentic. @throws {RangeError} For an index of more than 32 bits. */
  async open(index: number, isLast: boolean, sealed: Bytes): Promise<Bytes | undefined> {
    const parameters = this.#parameters(index, isLast);
    const opened = await crypto.subtle.decrypt(parameters, this.#key, sealed).catch(() => undefined);
    return opened && new Uint8Array(opened);
  }

  #parameters(index: number, isLast: boolean): AesGcmParams {
    const iv = concat(this.#noncePrefix, bigEndian(BigInt(index), 4), Uint8Array.of(isLast ? 1 : 0));
    return { name: 'AES-GCM', iv, additionalData: this.#associatedData };
  }
}

function commitmentOf(fileKey: Bytes, salt: Bytes, chunkExponent: number): Promise<Bytes> {
  if (fileKey.length !== 32) throw new RangeError('A file key has 32 bytes.');
  return deriveBytes(fileKey, 'file commitment', commitmentLength, { salt, context: headOf(chunkExponent) });
}
