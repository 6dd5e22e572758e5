import type { Bytes } from '../../../e2ee/bytes.ts';
import type { FileSealer } from '../../../e2ee/files/file-sealer.ts';

/** What a file is when it is sealed, at any place: chunks are read and sealed as they are asked for. */
export class SealedSource {
  readonly #file: Blob;
  readonly #sealer: FileSealer;
  /** The last one that was sealed: the next bytes often begin in it. */
  #last: { readonly index: number; readonly sealed: Bytes } | undefined;

  constructor(file: Blob, sealer: FileSealer) {
    this.#file = file;
    this.#sealer = sealer;
  }

  /** Of all that is sealed, in bytes. */
  get size(): number {
    return this.#sealer.layout.sealedSize;
  }

  /**
   * @param end Behind the last byte; below {@link size} or the same.
   * @throws {FileSourceChanged} Where the file is not what it was. Rejects with a `DOMException` where it cannot be read.
   */
  async read(start: number, end: number): Promise<Bytes> {
    const bytes = new Uint8Array(end - start);
    for (let offset = start; offset < end; ) {
      const piece = await this.#pieceAt(offset);
      const part = piece.subarray(0, end - offset);
      bytes.set(part, offset - start);
      offset += part.length;
    }
    return bytes;
  }

  /** Compares all chunks that the server has with what was sealed. @throws {FileSourceChanged} */
  async verifyUpTo(offset: number): Promise<void> {
    const { layout } = this.#sealer;
    for (let index = 0; index < layout.chunkCount; index += 1) {
      if (layout.sealedRange(index).start >= offset) return;
      await this.#sealer.verify(index, await this.#content(index));
    }
  }

  /** From a byte on, up to the end of its chunk or of the header. */
  async #pieceAt(offset: number): Promise<Bytes> {
    const { layout } = this.#sealer;
    const index = layout.chunkAt(offset);
    if (index === undefined) return this.#sealer.header.subarray(offset);
    if (this.#last?.index !== index) {
      this.#last = { index, sealed: await this.#sealer.seal(index, await this.#content(index)) };
    }
    return this.#last.sealed.subarray(offset - layout.sealedRange(index).start);
  }

  async #content(index: number): Promise<Uint8Array> {
    const { start, end } = this.#sealer.layout.contentRange(index);
    return new Uint8Array(await this.#file.slice(start, end).arrayBuffer());
  }
}
