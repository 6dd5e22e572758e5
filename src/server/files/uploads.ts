import { createHash, randomBytes } from 'node:crypto';
import { addAbortSignal, type Readable } from 'node:stream';
import { ProtocolError } from '../../protocol/errors.ts';
import { fileRoutes } from '../../protocol/files.ts';
import { toBytes, toText } from '../http/base64url.ts';
import type { StoredFile } from '../storage/file-store.ts';
import type { FileMetrics } from './file-metrics.ts';
import type { FileParts } from './file-parts.ts';
import type { FileHandlers } from './file-route.ts';
import { blobIdOf, findOwnFile } from './own-file.ts';

const hour = 60 * 60 * 1000;
/** Milliseconds without a byte after which a sender has gone: others may be waiting for its place. */
const silence = 10_000;

/** Files on their way here, by tus 1.0.0. How far one has come is what the blob store holds, and nothing else. */
export function uploadHandlers(
  parts: FileParts,
): FileHandlers<'createUpload' | 'readUpload' | 'appendUpload'> {
  const { files, blobs, writers, metrics, settings, now } = parts;

  /** Both steps may be taken again, whatever happened between them. */
  async function finish(file: StoredFile): Promise<void> {
    await blobs.complete(blobIdOf(file.id));
    await files.finish(file.id);
  }

  /** Asks again, as the only one who may write: what is added after a deletion would never be deleted. */
  async function refuseDeleted({ id }: StoredFile): Promise<void> {
    if ((await files.find(id)) === undefined) throw new ProtocolError('not-found');
  }

  return {
    async createUpload({ login, headers, set }) {
      const size = headers['upload-length'];
      if (size > settings.maxBytes) throw new ProtocolError('file-too-large');
      const createdAt = now();
      const file = {
        id: randomBytes(16),
        accountId: login.account.id,
        size,
        tokenHash: createHash('sha256').update(toBytes(headers['upload-metadata'].accessToken)).digest(),
        createdAt,
        expiresAt: createdAt + settings.unfinishedHours * hour,
      };
      await files.create(file, {
        quotaBytes: settings.quotaBytesPerAccount,
        files: settings.filesPerAccount,
        unfinished: settings.unfinishedPerAccount,
      });
      if (size === 0) await writers.run(file.id, () => finish(file));
      set({ location: `${fileRoutes.createUpload.path}/${toText(file.id)}`, ...expiryOf(file.expiresAt) });
    },

    async readUpload({ login, params, set }) {
      const file = await findOwnFile(files, login, params);
      const length = { 'upload-length': String(file.size) };
      if (file.expiresAt === undefined) {
        set({ ...length, 'upload-offset': String(file.size) });
        return;
      }
      const offset = await writers.run(file.id, async () => {
        await refuseDeleted(file);
        const size = (await blobs.size(blobIdOf(file.id))) ?? 0;
        if (size === file.size) await finish(file);
        return size;
      });
      set({ ...length, 'upload-offset': String(offset), ...expiryOf(file.expiresAt) });
    },

    async appendUpload({ login, params, headers, content, set }) {
      const file = await findOwnFile(files, login, params);
      const offset = headers['upload-offset'];
      const left = file.size - offset;
      // "If the offsets do not match, the Server MUST respond with the 409 Conflict status" (tus 1.0.0, PATCH).
      if (left < 0 || file.expiresAt === undefined) throw new ProtocolError('upload-offset-wrong');
      const end = await writers.run(file.id, async (signal, confirm) => {
        await refuseDeleted(file);
        const present = (await blobs.size(blobIdOf(file.id))) ?? 0;
        if (present !== offset) throw new ProtocolError('upload-offset-wrong');
        if ((headers['content-length'] ?? 0) > left) throw new ProtocolError('file-too-large');
        const size =
          left === 0
            ? offset
            : await blobs.append(blobIdOf(file.id), offset, received(content, left, signal, metrics));
        await confirm();
        if (size === file.size) await finish(file);
        return size;
      });
      set({ 'upload-offset': String(end), ...expiryOf(now() + settings.unfinishedHours * hour) });
    },
  };
}

/** RFC 9110's date, as the expiration extension wants it. */
const expiryOf = (time: number) => ({ 'upload-expires': new Date(time).toUTCString() });

/**
 * A request's bytes as they come.
 *
 * @param most More than that are refused, before any of the surplus is stored.
 */
async function* received(
  content: Readable,
  most: number,
  signal: AbortSignal,
  metrics: FileMetrics,
): AsyncIterable<Uint8Array> {
  let left = most;
  const wait = () => setTimeout(() => content.destroy(), silence);
  let gone = wait();
  try {
    // Whoever stops to read may still answer: the stream, and its connection with it, is not theirs to destroy.
    for await (const chunk of addAbortSignal(signal, content).iterator({ destroyOnReturn: false })) {
      if (!(chunk instanceof Uint8Array)) throw new TypeError('A request is read as bytes.');
      left -= chunk.length;
      if (left < 0) throw new ProtocolError('file-too-large');
      metrics.transferred('received', chunk.length);
      clearTimeout(gone);
      yield chunk;
      gone = wait();
    }
  } catch (error) {
    if (error instanceof ProtocolError || error instanceof TypeError) throw error;
    if (signal.aborted) throw new ProtocolError('upload-busy', undefined, { cause: error });
    throw new ProtocolError('bad-request', 'The upload was cut off.', { cause: error });
  } finally {
    clearTimeout(gone);
  }
}
