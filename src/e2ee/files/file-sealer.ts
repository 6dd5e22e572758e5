import { type Bytes, copyOf, randomBytes, sha256 } from '../bytes.ts';
import { ChunkCipher } from './chunk-cipher.ts';
import { ChunkHashes, hashLength, type KeepHash } from './chunk-hashes.ts';
import { FileSourceChanged } from './file-errors.ts';
import { saltLength } from './file-header.ts';
import { FileLayout } from './file-layout.ts';

/** What a device keeps of a file that it seals, so that it can go on after a break. Never for a server. */
export interface UnfinishedFile {
  /** 32 bytes. */
  readonly fileKey: Bytes;
  /** 32 bytes. */
  readonly salt: Bytes;
  /** Of the content, in bytes. */
  readonly size: number;
  readonly chunkExponent: number;
  /** As {@link ChunkHashes} serialises them. */
  readonly hashes: Bytes;
}

export interface FileSealerOptions {
  /**
   * Keeps each hash before its chunk is given out, in place of {@link UnfinishedFile.hashes}. Whoever wants to resume in
   * another process needs it; without it, a break means a new key.
   */
  readonly keepHash?: KeepHash;
}

/**
 * Seals the chunks of one file, in any order and as often as they are asked for: the same content gives the same bytes,
 * so that an upload can go on in the middle of a chunk.
 *
 * Invariant: no (key, nonce) pair covers two contents. Each new file has a key and a salt of its own, made here and
 * nowhere else. Within a file, a nonce is that of one index. What is sealed under an index first is remembered by its
 * hash, which is compared (of a copy, so that nobody changes it in between) before anything else is sealed under it, and
 * kept before the sealed bytes are given out. What a caller owes: one sealer at a time for a file, and all hashes that
 * were kept when it resumes.
 *
 * @example
 * const sealer = await FileSealer.begin(file.size);
 * await upload(sealer.header);
 * for (let index = 0; index < sealer.layout.chunkCount; index += 1) {
 *   const { start, end } = sealer.layout.contentRange(index);
 *   await upload(await sealer.seal(index, await read(file, start, end)));
 * }
 */
export class FileSealer {
  readonly layout: FileLayout;
  /** 32 bytes: whoever has them can read the file. */
  readonly fileKey: Bytes;
  readonly #salt: Bytes;
  readonly #cipher: ChunkCipher;
  readonly #hashes: ChunkHashes;

  private constructor(
    layout: FileLayout,
    { fileKey, salt }: UnfinishedFile,
    cipher: ChunkCipher,
    hashes: ChunkHashes,
  ) {
    this.layout = layout;
    this.fileKey = fileKey;
    this.#salt = salt;
    this.#cipher = cipher;
    this.#hashes = hashes;
  }

  /**
   * A new file under a new key.
   *
   * @param size Of the content, in bytes.
   * @param chunkExponent The power of two that a chunk's size is: 20 where left out.
   * @throws {RangeError} For a size or exponent outside of its limits.
   */
  static async begin(
    size: number,
    { chunkExponent, ...options }: FileSealerOptions & { readonly chunkExponent?: number } = {},
  ): Promise<FileSealer> {
    const layout = new FileLayout(size, chunkExponent);
    const unfinished: UnfinishedFile = {
      fileKey: randomBytes(32),
      salt: randomBytes(saltLength),
      size,
      chunkExponent: layout.chunkExponent,
      hashes: new Uint8Array(layout.chunkCount * hashLength),
    };
    return FileSealer.resume(unfinished, options);
  }

  /**
   * Goes on with a file. Chunks that the server has already are to be shown to {@link verify}: what changed in them
   * would else go unnoticed.
   *
   * @throws {RangeError} For sizes or hashes that do not fit together.
   */
  static async resume(
    unfinished: UnfinishedFile,
    { keepHash = async () => undefined }: FileSealerOptions = {},
  ): Promise<FileSealer> {
    const layout = new FileLayout(unfinished.size, unfinished.chunkExponent);
    const hashes = new ChunkHashes(layout.chunkCount, unfinished.hashes, keepHash);
    if (unfinished.salt.length !== saltLength) throw new RangeError('A salt has 32 bytes.');
    const cipher = await ChunkCipher.toSeal(unfinished.fileKey, unfinished.salt, layout.chunkExponent);
    return new FileSealer(layout, unfinished, cipher, hashes);
  }

  /** What stands before the first chunk. */
  get header(): Bytes {
    return copyOf(this.#cipher.header);
  }

  /** What to keep for {@link resume}. */
  get unfinished(): UnfinishedFile {
    return {
      fileKey: this.fileKey,
      salt: this.#salt,
      size: this.layout.size,
      chunkExponent: this.layout.chunkExponent,
      hashes: this.#hashes.serialise(),
    };
  }

  /**
   * @param content What {@link FileLayout.contentRange} says, without padding. It may be changed as soon as this returns.
   * @returns The sealed chunk with its tag.
   * @throws {FileSourceChanged} Where something else was sealed under this index, or the content is not as long as it was
   * said to be: begin afresh, with a new key.
   * @throws {RangeError} Where there is no such chunk.
   */
  async seal(index: number, content: Uint8Array): Promise<Bytes> {
    const plaintext = this.#padded(index, content);
    await this.#hashes.claim(index, await sha256(plaintext));
    return this.#cipher.seal(index, this.layout.isLast(index), plaintext);
  }

  /**
   * Tells whether a chunk is still what was sealed, without sealing it.
   *
   * @param content As for {@link seal}.
   * @throws {FileSourceChanged} Unless just this content was sealed under this index.
   */
  async verify(index: number, content: Uint8Array): Promise<void> {
    const hash = await sha256(this.#padded(index, content));
    if (!this.#hashes.holds(index, hash)) throw new FileSourceChanged();
  }

  #padded(index: number, content: Uint8Array): Bytes {
    const { start, end } = this.layout.contentRange(index);
    if (content.length !== end - start) throw new FileSourceChanged();
    const plaintext = new Uint8Array(this.layout.chunkLength(index));
    plaintext.set(content);
    return plaintext;
  }
}
