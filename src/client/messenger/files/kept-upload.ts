import { z } from 'zod';
import { type Bytes, fromBase64Url, fromUtf8, randomBytes, toBase64Url, utf8 } from '../../../e2ee/bytes.ts';
import { hashLength } from '../../../e2ee/files/chunk-hashes.ts';
import { FileLayout } from '../../../e2ee/files/file-layout.ts';
import { manifestShape, thumbnailShape } from '../../../e2ee/files/file-manifest.ts';
import { FileSealer, type UnfinishedFile } from '../../../e2ee/files/file-sealer.ts';
import type { LocalStore } from '../local-store.ts';

const keptSchema = z.object({
  conversationId: z.string(),
  /** Of the message that it becomes. */
  messageId: z.string(),
  /** Milliseconds since 1970 began, by this device's clock. */
  at: z.number(),
  name: manifestShape.name,
  mediaType: manifestShape.mediaType,
  size: manifestShape.size,
  duration: manifestShape.duration,
  thumbnail: z.object({ ...thumbnailShape, data: z.string() }).optional(),
  /** Nothing until the server has given it one. */
  fileId: z.string().optional(),
  accessToken: z.string(),
  /** Names this sealing: a file that changed is sealed anew. */
  sealing: z.string(),
  fileKey: z.string(),
  salt: z.string(),
  chunkExponent: z.int(),
});

/** An upload as this browser keeps it: all that it takes to go on with it, but for the file. Bytes in base64url. */
export type KeptUpload = z.infer<typeof keptSchema>;

/** Keeps uploads over visits, and the hashes of what was sealed apart from them, one by one. */
export class KeptUploads {
  readonly #store: LocalStore;

  constructor(store: LocalStore) {
    this.#store = store;
  }

  /** Those of a conversation, in the order of their messages' ids. */
  async of(conversationId: string): Promise<readonly KeptUpload[]> {
    const kept = await this.#store.list('uploads', `${conversationId}/`, `${conversationId}/~`);
    return kept.flatMap(([, bytes]) => readKept(bytes) ?? []);
  }

  /** @returns Nothing where it is over: another tab may have finished or given it up. */
  async read({ conversationId, messageId }: KeptUpload): Promise<KeptUpload | undefined> {
    const bytes = await this.#store.get('uploads', `${conversationId}/${messageId}`);
    return bytes && readKept(bytes);
  }

  async keep(upload: KeptUpload): Promise<void> {
    const place = `${upload.conversationId}/${upload.messageId}`;
    await this.#store.put('uploads', place, utf8(JSON.stringify(upload)));
  }

  async forget(upload: KeptUpload): Promise<void> {
    await this.#store.delete('uploads', `${upload.conversationId}/${upload.messageId}`);
    await this.forgetHashes(upload);
  }

  async forgetHashes({ sealing }: KeptUpload): Promise<void> {
    for (const [key] of await this.#hashes(sealing)) await this.#store.delete('uploads', key);
  }

  /** Goes on sealing where it was left off: every hash is kept before its chunk is given out. */
  async sealer(upload: KeptUpload): Promise<FileSealer> {
    const { sealing } = upload;
    const hashes = new Uint8Array(new FileLayout(upload.size, upload.chunkExponent).chunkCount * hashLength);
    for (const [key, hash] of await this.#hashes(sealing)) {
      const index = Number(key.split('/').at(-1));
      if (hash.length === hashLength) hashes.set(hash, index * hashLength);
    }
    const keepHash = (index: number, hash: Bytes) => this.#store.put('uploads', place(sealing, index), hash);
    return FileSealer.resume(unfinishedOf(upload, hashes), { keepHash });
  }

  #hashes(sealing: string) {
    return this.#store.list('uploads', `hash/${sealing}/`, `hash/${sealing}/~`);
  }
}

/** A new key, salt, token and name for a sealing of so many bytes. */
export async function freshSealing(size: number) {
  const { unfinished } = await FileSealer.begin(size);
  return {
    size,
    fileId: undefined,
    accessToken: toBase64Url(randomBytes(32)),
    sealing: toBase64Url(randomBytes(16)),
    fileKey: toBase64Url(unfinished.fileKey),
    salt: toBase64Url(unfinished.salt),
    chunkExponent: unfinished.chunkExponent,
  };
}

function unfinishedOf({ fileKey, salt, size, chunkExponent }: KeptUpload, hashes: Bytes): UnfinishedFile {
  const [key, own] = [fileKey, salt].map((text) => fromBase64Url(text) ?? new Uint8Array());
  return { fileKey: key ?? hashes, salt: own ?? hashes, size, chunkExponent, hashes };
}

function readKept(bytes: Uint8Array): KeptUpload | undefined {
  try {
    return keptSchema.safeParse(JSON.parse(fromUtf8(bytes) ?? '')).data;
  } catch {
    return undefined;
  }
}

const place = (sealing: string, index: number) => `hash/${sealing}/${String(index).padStart(10, '0')}`;
