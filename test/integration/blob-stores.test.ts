import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FolderBlobStore } from '../../src/server/storage/blobs/folder-blob-store.ts';
import { S3BlobStore } from '../../src/server/storage/blobs/s3-blob-store.ts';
import { type BlobPlace, describeBlobStore } from '../harness/files/blob-store-contract.ts';
import { limitFileSize } from '../harness/files/file-size-limit.ts';
import { S3Server, smallestPart } from '../harness/files/s3-server.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(120_000);

async function startFolder(): Promise<BlobPlace & { readonly folder: string }> {
  const parent = await mkdtemp(path.join(tmpdir(), 'sottovoce-blobs-'));
  const folder = path.join(parent, 'files');
  const partSize = 300_000;
  return {
    folder,
    partSize,
    open: () => new FolderBlobStore(folder),
    async leftovers() {
      if (!existsSync(folder)) return [];
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    },
    async breakDown(how) {
      if (how === 'full') {
        const lift = limitFileSize(partSize);
        return async () => lift();
      }
      await rename(folder, `${folder}.away`);
      await writeFile(folder, 'no folder');
      return async () => {
        await rm(folder);
        await rename(`${folder}.away`, folder);
      };
    },
    close: () => rm(parent, { recursive: true }),
  };
}

// The library looks for its key where an operator leaves it.
process.env.AWS_ACCESS_KEY_ID = 'test';
process.env.AWS_SECRET_ACCESS_KEY = 'test';

async function startS3(): Promise<BlobPlace & { readonly server: S3Server; open(): S3BlobStore }> {
  const server = await S3Server.start();
  // Of somebody else, in the same bucket.
  server.objects.set('invoices/2030.pdf', { body: Buffer.from('not ours'), notes: {} });
  const { bucket, endpoint } = server;
  const place = { bucket, endpoint, region: 'us-east-1', prefix: 'sottovoce/' };
  const refusals = {
    away: { status: 503, code: 'ServiceUnavailable' },
    full: { status: 507, code: 'XMinioStorageFull' },
  };
  return {
    server,
    partSize: smallestPart,
    open: () => new S3BlobStore(place, smallestPart),
    leftovers: async () =>
      [...server.objects.keys(), ...server.uploads.keys()].filter((name) => !/^inv/.test(name)),
    async breakDown(how) {
      server.refusal = refusals[how];
      return async () => {
        server.refusal = undefined;
      };
    },
    close: () => server.close(),
  };
}

describe('a folder', () => {
  describe('as what files are kept in', () => describeBlobStore(startFolder));

  it('is for its owner alone, and ignores what is not its own', async () => {
    const place = await startFolder();
    try {
      const store = place.open();
      const id = 'ab'.repeat(16);
      await store.append(id, 0, pieces(Buffer.from('sealed')));
      await writeFile(path.join(place.folder, 'lost+found'), '');
      await writeFile(path.join(place.folder, 'ab', 'notes.txt'), '');
      const listed: string[] = [];
      for await (const name of store.list()) listed.push(name);
      expect(listed).toEqual([id]);
      expect((await stat(path.join(place.folder, 'ab'))).mode & 0o777).toBe(0o700);
      expect((await stat(path.join(place.folder, 'ab', id))).mode & 0o777).toBe(0o600);
    } finally {
      await place.close();
    }
  });
});

describe('an S3-compatible store', () => {
  describe('as what files are kept in', () => describeBlobStore(startS3));

  describe('that a server dies at', () => {
    let place: Awaited<ReturnType<typeof startS3>>;
    beforeEach(async () => {
      place = await startS3();
    });
    afterEach(() => place.close());

    const id = 'cd'.repeat(16);
    const bytes = Buffer.alloc(2 * smallestPart + 77_777, 'sealed bytes, which nobody here can read. ');

    /** Uploads until the server dies at a request that writes. @returns How much of it was confirmed. */
    async function uploadUntil(lastWrite: number): Promise<{ confirmed: number; isComplete: boolean }> {
      let writes = 0;
      place.server.beforeWrite = () => {
        writes += 1;
        if (writes > lastWrite) throw new Error('The server has died.');
      };
      const store = place.open();
      let confirmed = 0;
      try {
        for (const end of [400_000, smallestPart + 5, bytes.length]) {
          confirmed = await store.append(id, confirmed, pieces(bytes.subarray(confirmed, end)));
        }
        await store.complete(id);
        return { confirmed, isComplete: true };
      } catch {
        // As far as it came.
        return { confirmed, isComplete: false };
      } finally {
        store.close();
        place.server.beforeWrite = () => undefined;
      }
    }

    async function finishAfter(confirmed: number): Promise<void> {
      const store = place.open();
      const present = (await store.size(id)) ?? 0;
      expect(present).toBeGreaterThanOrEqual(confirmed);
      if (present < bytes.length) await store.append(id, present, pieces(bytes.subarray(present)));
      await store.complete(id);
      const content = await store.read(id, { offset: 0, length: bytes.length });
      expect(content && (await buffer(content)).equals(bytes)).toBe(true);
      await store.delete(id);
      store.close();
      // An upload that was begun and not noted has no parts, and costs nothing.
      for (const { parts } of place.server.uploads.values()) expect(parts.size).toBe(0);
      place.server.uploads.clear();
      expect(await place.leftovers()).toEqual([]);
    }

    it('has all that was confirmed before, whichever request was the last one', async () => {
      let deaths = 0;
      for (;;) {
        const { confirmed, isComplete } = await uploadUntil(deaths);
        await finishAfter(confirmed);
        if (isComplete) break;
        deaths += 1;
      }
      expect(deaths).toBeGreaterThan(8);
    });
  });
});

async function* pieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += 200_000) yield bytes.subarray(from, from + 200_000);
}
