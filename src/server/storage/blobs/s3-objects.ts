import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { ProtocolError } from '../../../protocol/errors.ts';
import type { ByteRange } from './blob-store.ts';

export interface S3Place {
  readonly bucket: string;
  /** `null`: Amazon's. */
  readonly endpoint: string | null;
  readonly region: string;
  /** What all names begin with. */
  readonly prefix: string;
}

export interface StoredPart {
  readonly number: number;
  readonly etag: string;
  readonly size: number;
}

/** What an object has beside its bytes. */
export type ObjectNotes = Readonly<Record<string, string>>;

/** Milliseconds after which a store that does not answer counts as gone; an answer may then take as long as it likes. */
const connectLimit = 3000;
const answerLimit = 60_000;
/** Connections at once. Each download holds one for as long as its reader takes. */
const connections = { maxSockets: 1000 };

/** The few requests to an S3-compatible store that blobs need, by names without the prefix. */
export class S3Objects {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;

  constructor({ bucket, endpoint, region, prefix }: S3Place) {
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.#client = new S3Client({
      region,
      // Stores that are not Amazon's take the bucket in the path, and not all know its newer checksums; what is stored
      // is authenticated by the devices that sealed it.
      ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: {
        connectionTimeout: connectLimit,
        requestTimeout: answerLimit,
        throwOnRequestTimeout: true,
        httpAgent: connections,
        httpsAgent: connections,
      },
    });
  }

  async put(name: string, body: Uint8Array, notes: ObjectNotes = {}): Promise<void> {
    const command = new PutObjectCommand({ ...this.#at(name), Body: body, Metadata: { ...notes } });
    await orRefuse(() => this.#client.send(command));
  }

  /** Size and notes of an object, if there is one. */
  async head(name: string): Promise<{ size: number; notes: ObjectNotes } | undefined> {
    const head = await ifThere(() => this.#client.send(new HeadObjectCommand(this.#at(name))));
    return head && { size: head.ContentLength ?? 0, notes: head.Metadata ?? {} };
  }

  async get(name: string): Promise<Buffer | undefined> {
    const bytes = await ifThere(async () => {
      const { Body } = await this.#client.send(new GetObjectCommand(this.#at(name)));
      return Body?.transformToByteArray();
    });
    return bytes && Buffer.from(bytes);
  }

  /** A part of an object as it comes. Failures on the way are errors of the stream. */
  read(name: string, { offset, length }: ByteRange): Promise<Readable | undefined> {
    const range = `bytes=${offset}-${offset + length - 1}`;
    return ifThere(async () => {
      const { Body } = await this.#client.send(new GetObjectCommand({ ...this.#at(name), Range: range }));
      // In Node the body is a stream of Node's.
      return Body as Readable | undefined;
    });
  }

  async delete(name: string): Promise<void> {
    await ifThere(() => this.#client.send(new DeleteObjectCommand(this.#at(name))));
  }

  /** Names of all objects, in ascending order. */
  async *list(): AsyncIterable<string> {
    let token: string | undefined;
    do {
      const command = new ListObjectsV2Command({
        Bucket: this.#bucket,
        Prefix: this.#prefix,
        ...(token === undefined ? {} : { ContinuationToken: token }),
      });
      const page = await orRefuse(() => this.#client.send(command));
      for (const { Key = '' } of page.Contents ?? []) yield Key.slice(this.#prefix.length);
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  async startParts(name: string): Promise<string> {
    const command = new CreateMultipartUploadCommand(this.#at(name));
    const { UploadId } = await orRefuse(() => this.#client.send(command));
    if (UploadId === undefined) throw unavailable(new Error('The store named no upload.'));
    return UploadId;
  }

  async putPart(name: string, uploadId: string, number: number, body: Uint8Array): Promise<void> {
    const part = { ...this.#at(name), UploadId: uploadId, PartNumber: number };
    await orRefuse(() => this.#client.send(new UploadPartCommand({ ...part, Body: body })));
  }

  /** The parts that are there, in order; none where the upload has ended. */
  async listParts(name: string, uploadId: string): Promise<StoredPart[]> {
    const parts: StoredPart[] = [];
    let marker: string | undefined;
    do {
      const command = new ListPartsCommand({
        ...this.#at(name),
        UploadId: uploadId,
        ...(marker === undefined ? {} : { PartNumberMarker: marker }),
      });
      const page = await ifThere(() => this.#client.send(command));
      for (const { PartNumber = 0, ETag = '', Size = 0 } of page?.Parts ?? []) {
        parts.push({ number: PartNumber, etag: ETag, size: Size });
      }
      marker = page?.IsTruncated ? page.NextPartNumberMarker : undefined;
    } while (marker !== undefined);
    return parts;
  }

  async joinParts(name: string, uploadId: string, parts: readonly StoredPart[]): Promise<void> {
    const command = new CompleteMultipartUploadCommand({
      ...this.#at(name),
      UploadId: uploadId,
      MultipartUpload: { Parts: parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag })) },
    });
    await orRefuse(() => this.#client.send(command));
  }

  async dropParts(name: string, uploadId: string): Promise<void> {
    const command = new AbortMultipartUploadCommand({ ...this.#at(name), UploadId: uploadId });
    await ifThere(() => this.#client.send(command));
  }

  close(): void {
    this.#client.destroy();
  }

  #at(name: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: this.#prefix + name };
  }
}

/** What a store says where it takes no more. */
const full = /QuotaExceeded|StorageFull|InsufficientCapacity/i;
/** What it says where there is no such thing; no bucket is another matter. */
const missing = new Set(['NoSuchKey', 'NotFound', 'NoSuchUpload']);

async function ifThere<T>(request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof S3ServiceException && missing.has(error.name)) return undefined;
    throw refusal(error);
  }
}

async function orRefuse<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw refusal(error);
  }
}

function refusal(error: unknown): ProtocolError {
  const isFull =
    error instanceof S3ServiceException && (full.test(error.name) || error.$metadata.httpStatusCode === 507);
  if (!isFull) return unavailable(error);
  return new ProtocolError('file-store-full', undefined, { retryAfter: 60, cause: error });
}

function unavailable(cause: unknown): ProtocolError {
  return new ProtocolError('file-store-unavailable', undefined, { retryAfter: 5, cause });
}
