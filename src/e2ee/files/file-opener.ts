import { type Bytes, copyOf } from '../bytes.ts';
import { ByteGatherer } from './byte-gatherer.ts';
import { ChunkCipher } from './chunk-cipher.ts';
import { FileRefusal } from './file-errors.ts';
import { decodeHeader, headerLength } from './file-header.ts';
import { FileLayout, isChunkExponent, tagLength } from './file-layout.ts';
import type { FileManifest } from './file-manifest.ts';

/** Where a download goes on. */
export interface OpenerPosition {
  /** The file's first 72 bytes, as an earlier opener took them for right. */
  readonly header: Bytes;
  /** The first chunk that is missing. */
  readonly chunk: number;
  /** Where that stands in what is sealed: from here on bytes are to be asked for. */
  readonly offset: number;
}

export interface FileOpenerOptions {
  /** 32 bytes. */
  readonly fileKey: Bytes;
  readonly manifest: Pick<FileManifest, 'size' | 'chunkCount'>;
  /** Where it does not begin at the beginning. */
  readonly from?: Pick<OpenerPosition, 'header' | 'chunk'>;
}

/** Known once the header is there and belongs to the key. */
interface Opening {
  readonly layout: FileLayout;
  readonly cipher: ChunkCipher;
}

/**
 * Opens a file as it arrives, one chunk in memory at a time.
 *
 * Invariants: chunks come out in order, each of them authentic in its place. After a refusal nothing more opens. Until
 * {@link isComplete} a file may still turn out to be cut short: nobody is to be given it before.
 *
 * @example
 * const opener = new FileOpener({ fileKey, manifest });
 * for await (const piece of download) for (const chunk of await opener.push(piece)) await write(chunk);
 * await opener.finish();
 */
export class FileOpener {
  readonly #options: FileOpenerOptions;
  #gathered = new ByteGatherer(headerLength);
  #opening: Opening | undefined;
  #chunk: number;
  #turn: Promise<unknown> = Promise.resolve();
  #failure: unknown;
  #isFinished = false;

  /** @throws {RangeError} For a position that is none. */
  constructor(options: FileOpenerOptions) {
    const { from, manifest } = options;
    this.#options = options;
    this.#chunk = from?.chunk ?? 0;
    if (from === undefined) return;
    const isChunk = Number.isInteger(from.chunk) && from.chunk >= 0 && from.chunk < manifest.chunkCount;
    if (!isChunk || from.header.length !== headerLength) throw new RangeError('No download goes on there.');
    this.#gathered.take(from.header);
  }

  /** Whether the last chunk is authentic, the size is what the manifest says, and nothing follows: after {@link finish}. */
  get isComplete(): boolean {
    return this.#isFinished && this.#failure === undefined;
  }

  /** What to keep beside the chunks that came out, to go on there; nothing before the header, or at the end. */
  get position(): OpenerPosition | undefined {
    if (this.#opening === undefined || this.#failure !== undefined) return undefined;
    const { layout, cipher } = this.#opening;
    if (this.#chunk === layout.chunkCount) return undefined;
    const { start } = layout.sealedRange(this.#chunk);
    return { header: copyOf(cipher.header), chunk: this.#chunk, offset: start };
  }

  /**
   * @param piece The next bytes, as many as there are. Not to be changed before this is over.
   * @returns The content of the chunks that are now whole, without padding.
   * @throws {FileRefusal}
   */
  push(piece: Uint8Array): Promise<Bytes[]> {
    return this.#inTurn(() => this.#open(piece));
  }

  /** To be called where there are no more bytes. @throws {FileRefusal} `truncated` where that is too early. */
  finish(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#opening === undefined || this.#chunk < this.#opening.layout.chunkCount) {
        throw new FileRefusal('truncated');
      }
      this.#isFinished = true;
    });
  }

  /** One after the other, and none after a failure. */
  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(async () => {
      if (this.#failure !== undefined) throw this.#failure;
      try {
        return await step();
      } catch (error) {
        this.#failure = error;
        throw error;
      }
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #open(piece: Uint8Array): Promise<Bytes[]> {
    const opened: Bytes[] = [];
    let rest = piece;
    while (rest.length > 0) {
      this.#opening ??= await this.#begin();
      if (this.#chunk === this.#opening?.layout.chunkCount) throw new FileRefusal('trailing-bytes');
      rest = this.#gathered.take(rest);
      if (!this.#gathered.isFull || this.#opening === undefined) continue;
      const content = await this.#openChunk(this.#opening);
      if (content.length > 0) opened.push(content);
    }
    this.#opening ??= await this.#begin();
    return opened;
  }

  /** @returns Nothing while bytes of the header are missing. */
  async #begin(): Promise<Opening | undefined> {
    if (!this.#gathered.isFull) return undefined;
    const { fileKey, manifest } = this.#options;
    const header = decodeHeader(this.#gathered.bytes);
    if (header === undefined || !isChunkExponent(header.chunkExponent)) throw new FileRefusal('malformed');
    const cipher = await ChunkCipher.toOpen(fileKey, header);
    if (cipher === undefined) throw new FileRefusal('wrong-key');
    const layout = new FileLayout(manifest.size, header.chunkExponent);
    if (layout.chunkCount !== manifest.chunkCount) throw new FileRefusal('wrong-size');
    this.#gathered = new ByteGatherer(layout.chunkLength(this.#chunk) + tagLength);
    return { layout, cipher };
  }

  async #openChunk({ layout, cipher }: Opening): Promise<Bytes> {
    const index = this.#chunk;
    const plaintext = await cipher.open(index, layout.isLast(index), this.#gathered.bytes);
    if (plaintext === undefined) throw new FileRefusal('not-authentic');
    const { start, end } = layout.contentRange(index);
    const content = plaintext.subarray(0, end - start);
    if (plaintext.subarray(content.length).some((byte) => byte !== 0)) throw new FileRefusal('wrong-size');
    this.#chunk = index + 1;
    if (!layout.isLast(index)) {
      this.#gathered = new ByteGatherer(layout.chunkLength(this.#chunk) + tagLength);
    }
    return content;
  }
}
