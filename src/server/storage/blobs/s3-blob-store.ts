import { Readable } from 'node:stream';
import { ProtocolError } from '../../../protocol/errors.ts';
import { type BlobId, type BlobStore, type ByteRange, blobIdPattern } from './blob-store.ts';
import { S3Objects, type S3Place, type StoredPart } from './s3-objects.ts';

/** Bytes of each part but the last: S3 takes none below 5 MiB, and 10,000 at most. */
const usualPartSize = 8 * 1024 ** 2;

/** How far an upload has come. */
interface Progress {
  /** Of the parts; `undefined` before the first one. */
  readonly uploadId: string | undefined;
  readonly parts: readonly StoredPart[];
  /** Bytes in parts. */
  readonly inParts: number;
}

/**
 * {@link BlobStore} in an S3-compatible store. A complete blob is one object. One on the way is up to three things:
 *
 * - `ID.upload`, which names its multipart upload, once there is one;
 * - that upload's parts, all of one size, so that a part has the same bytes whoever sends it;
 * - `ID.rest`, the bytes after the last part, with where they begin. A part that replaces them is stored before they
 *   are: a rest that does not begin where the parts end has been overtaken by them and counts for nothing.
 */
export class S3BlobStore implements BlobStore {
  readonly #objects: S3Objects;
  readonly #partSize: number;

  constructor(place: S3Place, partSize = usualPartSize) {
    this.#objects = new S3Objects(place);
    this.#partSize = partSize;
  }

  async append(id: BlobId, offset: number, data: AsyncIterable<Uint8Array>): Promise<number> {
    check(id);
    const begun = await this.#progress(id);
    if (begun === undefined && offset !== 0) throw new ProtocolError('upload-offset-wrong');
    const progress = begun ?? (await this.#begin(id));
    const rest = (await this.#rest(id, progress)) ?? Buffer.alloc(0);
    if (progress.inParts + rest.length !== offset) throw new ProtocolError('upload-offset-wrong');
    const writer = new PartWriter(this.#objects, id, this.#partSize, progress, rest);
    try {
      for await (const chunk of data) await writer.add(chunk);
    } catch (error) {
      // What came before the data broke off counts. Where it was the store that failed, nothing more can be kept.
      if (!isOfStore(error)) await writer.keepRest();
      throw error;
    }
    return writer.keepRest();
  }

  async size(id: BlobId): Promise<number | undefined> {
    check(id);
    const complete = await this.#objects.head(id);
    if (complete !== undefined) return complete.size;
    const progress = await this.#progress(id);
    if (progress === undefined) return undefined;
    const rest = await this.#objects.head(restOf(id));
    return progress.inParts + (isCurrent(rest?.notes, progress) ? (rest?.size ?? 0) : 0);
  }

  async complete(id: BlobId): Promise<void> {
    check(id);
    if ((await this.#objects.head(id)) === undefined) {
      const progress = await this.#progress(id);
      const rest = progress && (await this.#rest(id, progress));
      await this.#join(id, progress, rest ?? Buffer.alloc(0));
    }
    await this.#objects.delete(restOf(id));
    await this.#objects.delete(uploadOf(id));
  }

  async read(id: BlobId, range: ByteRange): Promise<Readable | undefined> {
    check(id);
    if (range.length > 0) return this.#objects.read(id, range);
    return (await this.#objects.head(id)) && Readable.from([]);
  }

  async delete(id: BlobId): Promise<void> {
    check(id);
    const uploadId = (await this.#objects.get(uploadOf(id)))?.toString();
    if (uploadId) await this.#objects.dropParts(id, uploadId);
    await this.#objects.delete(id);
    await this.#objects.delete(restOf(id));
    // What names the parts goes last, so that a deletion that was cut short can be done again.
    await this.#objects.delete(uploadOf(id));
  }

  async *list(): AsyncIterable<BlobId> {
    let last = '';
    for await (const name of this.#objects.list()) {
      const id = name.replace(/\.(?:rest|upload)$/, '');
      if (id !== last && blobIdPattern.test(id)) yield id;
      last = id;
    }
  }

  close(): void {
    this.#objects.close();
  }

  async #begin(id: BlobId): Promise<Progress> {
    await this.#objects.put(uploadOf(id), Buffer.alloc(0));
    return { uploadId: undefined, parts: [], inParts: 0 };
  }

  async #progress(id: BlobId): Promise<Progress | undefined> {
    const noted = await this.#objects.get(uploadOf(id));
    if (noted === undefined) return undefined;
    const uploadId = noted.toString() || undefined;
    const parts = uploadId === undefined ? [] : await this.#objects.listParts(id, uploadId);
    return { uploadId, parts, inParts: parts.reduce((sum, { size }) => sum + size, 0) };
  }

  async #rest(id: BlobId, progress: Progress): Promise<Buffer | undefined> {
    const head = await this.#objects.head(restOf(id));
    return isCurrent(head?.notes, progress) ? this.#objects.get(restOf(id)) : undefined;
  }

  async #join(id: BlobId, progress: Progress | undefined, rest: Buffer): Promise<void> {
    const { uploadId, parts } = progress ?? {};
    if (uploadId === undefined || parts === undefined) return this.#objects.put(id, rest);
    if (rest.length > 0) await this.#objects.putPart(id, uploadId, parts.length + 1, rest);
    await this.#objects.joinParts(id, uploadId, await this.#objects.listParts(id, uploadId));
  }
}

/** Cuts what comes into parts. */
class PartWriter {
  readonly #objects: S3Objects;
  readonly #id: BlobId;
  readonly #partSize: number;
  #uploadId: string | undefined;
  #partCount: number;
  #held: Uint8Array[];
  #heldBytes: number;

  constructor(objects: S3Objects, id: BlobId, partSize: number, progress: Progress, rest: Buffer) {
    this.#objects = objects;
    this.#id = id;
    this.#partSize = partSize;
    this.#uploadId = progress.uploadId;
    this.#partCount = progress.parts.length;
    this.#held = [rest];
    this.#heldBytes = rest.length;
  }

  async add(chunk: Uint8Array): Promise<void> {
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    while (this.#heldBytes >= this.#partSize) await this.#putPart();
  }

  /** @returns How many bytes the blob has now, for certain. */
  async keepRest(): Promise<number> {
    const inParts = this.#partCount * this.#partSize;
    await this.#objects.put(restOf(this.#id), Buffer.concat(this.#held), { start: String(inParts) });
    return inParts + this.#heldBytes;
  }

  async #putPart(): Promise<void> {
    this.#uploadId ??= await this.#start();
    const bytes = Buffer.concat(this.#held);
    const part = bytes.subarray(0, this.#partSize);
    await this.#objects.putPart(this.#id, this.#uploadId, this.#partCount + 1, part);
    this.#partCount += 1;
    this.#held = [bytes.subarray(this.#partSize)];
    this.#heldBytes = bytes.length - this.#partSize;
  }

  async #start(): Promise<string> {
    const uploadId = await this.#objects.startParts(this.#id);
    await this.#objects.put(uploadOf(this.#id), Buffer.from(uploadId));
    return uploadId;
  }
}

const uploadOf = (id: BlobId) => `${id}.upload`;
const restOf = (id: BlobId) => `${id}.rest`;

function isCurrent(notes: Readonly<Record<string, string>> | undefined, { inParts }: Progress): boolean {
  return notes?.start === String(inParts);
}

function isOfStore(error: unknown): boolean {
  return error instanceof ProtocolError && error.code.startsWith('file-store-');
}

function check(id: BlobId): void {
  if (!blobIdPattern.test(id)) throw new TypeError('This is no id of a blob.');
}
