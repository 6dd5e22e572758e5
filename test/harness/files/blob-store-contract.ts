import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ProtocolError } from '../../../src/protocol/errors.ts';
import type { BlobStore } from '../../../src/server/storage/blobs/blob-store.ts';

/** A place where blobs are kept. */
export interface BlobPlace {
  /** Opens it once more, as after a crash. The test closes it. */
  open(): BlobStore;
  /** Bytes at which it begins something new inside. */
  readonly partSize: number;
  /** Everything that it holds, under whatever name. */
  leftovers(): Promise<string[]>;
  /** Takes it away, or lets it take no more than another part. @returns What puts that right. */
  breakDown(how: 'away' | 'full'): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

const newId = () => randomBytes(16).toString('hex');

async function* pieces(bytes: Buffer, size = 65_536): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function* broken(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield* pieces(bytes);
  throw new Error('The sender has gone.');
}

async function outcomeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
  return 'done';
}

/** What every blob store has to do. */
export function describeBlobStore(start: () => Promise<BlobPlace>): void {
  let place: BlobPlace;
  let store: BlobStore;
  beforeEach(async () => {
    place = await start();
    store = place.open();
  });
  afterEach(async () => {
    store.close();
    await place.close();
  });

  const readAll = async (id: string, offset: number, length: number) => {
    const content = await store.read(id, { offset, length });
    return content && buffer(content);
  };
  async function list(): Promise<string[]> {
    const ids: string[] = [];
    for await (const id of store.list()) ids.push(id);
    return ids;
  }

  describe('a blob', () => {
    it('that nobody has begun is nowhere', async () => {
      expect(await store.size(newId())).toBeUndefined();
      expect(await readAll(newId(), 0, 1)).toBeUndefined();
      expect(await readAll(newId(), 0, 0)).toBeUndefined();
      await store.delete(newId());
      expect(await list()).toEqual([]);
    });

    it('grows at its end, and is read as it was written', async () => {
      const id = newId();
      const { partSize } = place;
      const bytes = randomBytes(2 * partSize + 70_003);
      const ends = [1, 2, partSize - 1, partSize, partSize + 1, 2 * partSize + 5, bytes.length];
      let offset = 0;
      for (const end of ends) {
        expect(await store.append(id, offset, pieces(bytes.subarray(offset, end)))).toBe(end);
        expect(await store.size(id)).toBe(end);
        offset = end;
      }
      await store.complete(id);
      expect(await store.size(id)).toBe(bytes.length);
      expect((await readAll(id, 0, bytes.length))?.equals(bytes)).toBe(true);
      for (const [from, to] of [
        [0, 1],
        [partSize - 2, partSize + 2],
        [bytes.length - 1, bytes.length],
      ] as const) {
        expect((await readAll(id, from, to - from))?.equals(bytes.subarray(from, to))).toBe(true);
      }
    });

    it('goes on in another process from where the former one came to', async () => {
      const id = newId();
      const bytes = randomBytes(place.partSize + 900_000);
      await store.append(id, 0, pieces(bytes.subarray(0, place.partSize + 7)));
      const later = place.open();
      try {
        expect(await later.size(id)).toBe(place.partSize + 7);
        await later.append(id, place.partSize + 7, pieces(bytes.subarray(place.partSize + 7)));
        await later.complete(id);
      } finally {
        later.close();
      }
      expect((await readAll(id, 0, bytes.length))?.equals(bytes)).toBe(true);
    });

    it('takes nothing at another place than its end', async () => {
      const id = newId();
      expect(await outcomeOf(store.append(id, 1, pieces(randomBytes(5))))).toBe('upload-offset-wrong');
      await store.append(id, 0, pieces(Buffer.from('sealed')));
      for (const offset of [0, 5, 7]) {
        expect(await outcomeOf(store.append(id, offset, pieces(randomBytes(5))))).toBe('upload-offset-wrong');
      }
      await store.complete(id);
      expect(String(await readAll(id, 0, 6))).toBe('sealed');
    });

    it('keeps what came before its sender went', async () => {
      const id = newId();
      const bytes = randomBytes(place.partSize + 300_000);
      const first = bytes.subarray(0, place.partSize + 200_000);
      await expect(store.append(id, 0, broken(first))).rejects.toThrow('The sender has gone.');
      expect(await store.size(id)).toBe(first.length);
      await store.append(id, first.length, pieces(bytes.subarray(first.length)));
      await store.complete(id);
      expect((await readAll(id, 0, bytes.length))?.equals(bytes)).toBe(true);
    });

    it('may be empty, and be completed twice', async () => {
      const [untouched, empty] = [newId(), newId()];
      await store.append(empty, 0, pieces(Buffer.alloc(0)));
      for (const id of [untouched, empty, untouched, empty]) {
        await store.complete(id);
        expect(await store.size(id)).toBe(0);
        expect(String(await readAll(id, 0, 0))).toBe('');
      }
    });

    it('is deleted with all that there is of it, complete or not', async () => {
      const [begun, long, complete] = [newId(), newId(), newId()];
      await store.append(begun, 0, pieces(randomBytes(9)));
      await store.append(long, 0, pieces(randomBytes(place.partSize + 9)));
      await store.append(complete, 0, pieces(randomBytes(place.partSize + 9)));
      await store.complete(complete);
      expect(await place.leftovers()).not.toEqual([]);
      for (const id of [begun, long, complete]) {
        await store.delete(id);
        expect(await store.size(id)).toBeUndefined();
        expect(await readAll(id, 0, 1)).toBeUndefined();
      }
      expect(await place.leftovers()).toEqual([]);
    });

    it('has a name that leads nowhere else', async () => {
      for (const id of ['', '..', '../../etc/passwd', 'A'.repeat(32), `${newId()}/`, newId().slice(1)]) {
        await expect(async () => store.append(id, 0, pieces(randomBytes(5)))).rejects.toThrow(TypeError);
        await expect(async () => store.size(id)).rejects.toThrow(TypeError);
        await expect(async () => store.read(id, { offset: 0, length: 1 })).rejects.toThrow(TypeError);
        await expect(async () => store.delete(id)).rejects.toThrow(TypeError);
        await expect(async () => store.complete(id)).rejects.toThrow(TypeError);
      }
      expect(await place.leftovers()).toEqual([]);
    });
  });

  it('lists all of them in order, complete or not', async () => {
    const ids = Array.from({ length: 8 }, newId);
    await Promise.all(
      ids.map(async (id, index) => {
        await store.append(id, 0, pieces(Buffer.from(id)));
        if (index % 2 === 0) await store.complete(id);
      }),
    );
    expect(await list()).toEqual(ids.toSorted());
    for (const id of ids.filter((_, index) => index % 2 === 0)) {
      expect(String(await readAll(id, 0, 32))).toBe(id);
    }
  });

  describe('that is away', () => {
    it('says so, and has what it confirmed when it is back', async () => {
      const [id, unknown] = [newId(), newId()];
      const bytes = randomBytes(place.partSize + 500_000);
      await store.append(id, 0, pieces(bytes.subarray(0, place.partSize + 11)));
      const restore = await place.breakDown('away');
      try {
        for (const request of [
          store.append(id, place.partSize + 11, pieces(bytes)),
          store.append(unknown, 0, pieces(bytes)),
          store.size(id),
          store.complete(id),
          store.read(id, { offset: 0, length: 1 }),
          store.delete(id),
        ]) {
          expect(await outcomeOf(request)).toBe('file-store-unavailable');
        }
        expect(await outcomeOf(list())).toBe('file-store-unavailable');
      } finally {
        await restore();
      }
      expect(await store.size(id)).toBe(place.partSize + 11);
      await store.append(id, place.partSize + 11, pieces(bytes.subarray(place.partSize + 11)));
      await store.complete(id);
      expect((await readAll(id, 0, bytes.length))?.equals(bytes)).toBe(true);
    });
  });

  describe('that is full', () => {
    it('says so, and goes on from what it has when there is room again', async () => {
      const id = newId();
      const bytes = randomBytes(3 * place.partSize);
      const confirmed = await store.append(id, 0, pieces(bytes.subarray(0, 1000)));
      const restore = await place.breakDown('full');
      try {
        const refused = outcomeOf(store.append(id, confirmed, pieces(bytes.subarray(confirmed))));
        expect(await refused).toBe('file-store-full');
      } finally {
        await restore();
      }
      const present = (await store.size(id)) ?? 0;
      expect(present).toBeGreaterThanOrEqual(confirmed);
      await store.append(id, present, pieces(bytes.subarray(present)));
      await store.complete(id);
      expect((await readAll(id, 0, bytes.length))?.equals(bytes)).toBe(true);
    });
  });
}
