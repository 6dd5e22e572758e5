import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Bytes, concat, randomBytes, utf8 } from '../../src/e2ee/bytes.ts';
import { ChunkCipher } from '../../src/e2ee/files/chunk-cipher.ts';
import { FileRefusal, FileSourceChanged } from '../../src/e2ee/files/file-errors.ts';
import { decodeHeader } from '../../src/e2ee/files/file-header.ts';
import { createFileLink, linkIdOf } from '../../src/e2ee/files/file-link.ts';
import { FileOpener, type FileOpenerOptions } from '../../src/e2ee/files/file-opener.ts';
import { FileSealer } from '../../src/e2ee/files/file-sealer.ts';
import { openingStream } from '../../src/e2ee/files/file-streams.ts';
import { openLink, sealLink } from '../../src/e2ee/files/link-record.ts';
import { openManifest, sealManifest } from '../../src/e2ee/files/sealed-manifest.ts';
import {
  contentOf,
  isSame,
  type SealedFile,
  sealedBytes,
  sealWhole,
  sealWith,
  smallChunk,
} from '../../src/e2ee/files/testing/whole-file.ts';
import { leaksIn } from '../harness/leak-search.ts';

jest.setTimeout(60_000);

/** Padmé leaves these sizes as they are: all chunks are equally long, so that any may stand for any. */
const size = 4 * smallChunk;
const content = contentOf(size, 1);
const partOf = (index: number) => content.subarray(index * smallChunk, (index + 1) * smallChunk);

let file: SealedFile;
let foreign: SealedFile;
/** Under the same key with another salt: what no sealer makes. */
let twin: SealedFile;
beforeAll(async () => {
  file = await sealWhole(content);
  foreign = await sealWhole(contentOf(size, 2));
  const { fileKey, unfinished } = file;
  const hashes = new Uint8Array(unfinished.hashes.length);
  const sealer = await FileSealer.resume({ ...unfinished, fileKey, salt: randomBytes(32), hashes });
  twin = await sealWith(sealer, contentOf(size, 3));
});

/** What becomes of bytes that the server gives out as this file: why they are refused, and how much came out before. */
async function fateOf(sealed: Uint8Array, options: FileOpenerOptions = file) {
  const opener = new FileOpener(options);
  const exposed: Bytes[] = [];
  let code: string | undefined;
  try {
    for (let at = 0; at < sealed.length; at += 50_000) {
      exposed.push(...(await opener.push(sealed.subarray(at, at + 50_000))));
    }
    await opener.finish();
  } catch (error) {
    if (!(error instanceof FileRefusal)) throw error;
    code = error.code;
  }
  const opened = concat(...exposed);
  return { code, chunks: opened.length / smallChunk, isComplete: opener.isComplete, opened };
}

const refused = (code: FileRefusal['code'], chunks: number) => ({ code, chunks, isComplete: false });

/** Expects a refusal after so many chunks, all of which are the file's own. */
async function expectRefusal(sealed: Uint8Array, code: FileRefusal['code'], chunks: number) {
  const { opened, ...fate } = await fateOf(sealed);
  expect(fate).toEqual(refused(code, chunks));
  expect(isSame(opened, content.subarray(0, opened.length))).toBe(true);
}

/** A reader with the right key that takes what opens anywhere, and asks for no end. */
async function credulous(fileKey: Bytes, header: Bytes, chunks: readonly Bytes[]): Promise<Bytes> {
  const decoded = decodeHeader(header);
  const cipher = decoded && (await ChunkCipher.toOpen(fileKey, decoded));
  const opened: Bytes[] = [];
  for (const chunk of chunks) {
    for (let index = 0; index < 4; index += 1) {
      const plaintext = await cipher?.open(index, index === 3, chunk);
      if (plaintext !== undefined) opened.push(plaintext);
    }
  }
  return concat(...opened);
}

/** These chunks in this order. */
function inOrder(...indices: readonly number[]): Bytes[] {
  return indices.map((index) => file.chunks[index] ?? new Uint8Array());
}

function served(chunks: readonly Bytes[], header = file.header): Bytes {
  return sealedBytes({ header, chunks });
}

describe('a file as it was uploaded', () => {
  it('opens, whole', async () => {
    const { opened, ...fate } = await fateOf(sealedBytes(file));
    expect(fate).toEqual({ code: undefined, chunks: 4, isComplete: true });
    expect(isSame(opened, content)).toBe(true);
  });

  it('opens under the same key with another salt, if somebody seals it', async () => {
    expect((await fateOf(sealedBytes(twin))).isComplete).toBe(true);
  });
});

describe('a file that the server', () => {
  it('cuts short is not whole, wherever it ends', async () => {
    const sealed = sealedBytes(file);
    const boundaries = [0, 72, ...[1, 2, 3].map((count) => 72 + count * (smallChunk + 16))];
    for (const at of [...boundaries, 1, 71, 73, ...boundaries.slice(2).map((end) => end + 1)]) {
      const chunks = Math.max(0, Math.floor((at - 72) / (smallChunk + 16)));
      await expectRefusal(sealed.subarray(0, at), 'truncated', chunks);
    }
    await expectRefusal(sealed.subarray(0, -1), 'truncated', 3);
    expect(
      isSame(await credulous(file.fileKey, file.header, inOrder(0, 1)), content.subarray(0, 2 * smallChunk)),
    ).toBe(true);
  });

  it('reorders does not open beyond the first chunk that is elsewhere', async () => {
    for (const [order, chunks] of [
      [[1, 0, 2, 3], 0],
      [[0, 2, 1, 3], 1],
      [[0, 1, 3, 2], 2],
      [[3, 0, 1, 2], 0],
      [[3, 2, 1, 0], 0],
    ] as const) {
      await expectRefusal(served(inOrder(...order)), 'not-authentic', chunks);
    }
    const fooled = await credulous(file.fileKey, file.header, inOrder(1, 0, 2, 3));
    expect(isSame(fooled, concat(partOf(1), partOf(0), partOf(2), partOf(3)))).toBe(true);
  });

  it('repeats a chunk of does not open beyond it', async () => {
    for (const [order, chunks] of [
      [[0, 0, 1, 2, 3], 1],
      [[0, 1, 1, 3], 2],
      [[0, 1, 2, 2], 3],
    ] as const) {
      await expectRefusal(served(inOrder(...order)), 'not-authentic', chunks);
    }
    expect(await credulous(file.fileKey, file.header, inOrder(0, 1, 1, 3))).toHaveLength(size);
  });

  it('leaves a chunk out of does not open beyond the gap', async () => {
    for (const [order, chunks] of [
      [[1, 2, 3], 0],
      [[0, 2, 3], 1],
      [[0, 1, 3], 2],
    ] as const) {
      await expectRefusal(served(inOrder(...order)), 'not-authentic', chunks);
    }
    expect(await credulous(file.fileKey, file.header, inOrder(0, 1, 3))).toHaveLength(3 * smallChunk);
  });

  it('splices with another file does not open beyond the seam', async () => {
    for (const other of [foreign, twin]) {
      for (let at = 0; at < 4; at += 1) {
        const chunks = [...file.chunks.slice(0, at), ...other.chunks.slice(at)];
        await expectRefusal(served(chunks), 'not-authentic', at);
      }
    }
  });

  it('replaces by another does not begin to open', async () => {
    await expectRefusal(sealedBytes(foreign), 'wrong-key', 0);
    await expectRefusal(served(file.chunks, foreign.header), 'wrong-key', 0);
    await expectRefusal(served(file.chunks, twin.header), 'not-authentic', 0);
  });

  it('adds something to is not taken for whole', async () => {
    const sealed = sealedBytes(file);
    const [first, last] = [inOrder(0), inOrder(3)];
    for (const more of [Uint8Array.of(0), new Uint8Array(smallChunk + 16), ...first, ...last, sealed]) {
      await expectRefusal(concat(sealed, more), 'trailing-bytes', 3);
    }
  });

  it('changes a bit of the header of does not begin to open', async () => {
    for (const [at, byte] of file.header.entries()) {
      for (const bit of [0, 3, 7]) {
        const header = file.header.with(at, byte ^ (1 << bit));
        const { code, opened } = await fateOf(served(file.chunks, header));
        expect(opened).toHaveLength(0);
        // The lowest bit of 16 makes another chunk size that there is.
        const isShape = at < 7 || (at === 7 && bit > 0);
        expect(code).toBe(isShape ? 'malformed' : 'wrong-key');
      }
    }
  });

  it('changes a bit of a chunk of does not open beyond the chunk before', async () => {
    for (const index of [0, 1, 3]) {
      for (const at of [0, 1, smallChunk - 1, smallChunk, smallChunk + 15]) {
        const chunk = file.chunks[index] ?? new Uint8Array();
        const chunks = file.chunks.with(index, chunk.with(at, (chunk[at] ?? 0) ^ (1 << (at % 8))));
        await expectRefusal(served(chunks), 'not-authentic', index);
      }
    }
  });

  it('gives to somebody with another key does not begin to open', async () => {
    const fate = await fateOf(sealedBytes(file), { ...file, fileKey: foreign.fileKey });
    expect(fate).toMatchObject(refused('wrong-key', 0));
  });

  it('gives the rest of from another file, where a download goes on, does not open', async () => {
    const from = { header: file.header, chunk: 2 };
    const whole = await fateOf(concat(...inOrder(2, 3)), { ...file, from });
    expect(whole).toMatchObject({ chunks: 2, isComplete: true });
    for (const rest of [foreign.chunks.slice(2), twin.chunks.slice(2), inOrder(1, 3), inOrder(0, 1, 2, 3)]) {
      const fate = await fateOf(concat(...rest), { ...file, from });
      expect(fate).toMatchObject(refused('not-authentic', 0));
    }
    expect(await fateOf(concat(...inOrder(2)), { ...file, from })).toMatchObject(refused('truncated', 1));
  });

  it('cuts short as it streams ends in an error, not in an end', async () => {
    const written: number[] = [];
    const sealed = served(inOrder(0, 1, 2));
    const download = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(sealed);
        controller.close();
      },
    });
    const saved = download.pipeThrough(openingStream(new FileOpener(file))).pipeTo(
      new WritableStream({
        write: (piece: Bytes) => {
          written.push(piece.length);
        },
        close: () => {
          written.push(-1);
        },
      }),
    );
    await expect(saved).rejects.toEqual(new FileRefusal('truncated'));
    expect(written).not.toContain(-1);
  });
});

describe('a file whose source was edited while its upload stood still', () => {
  const edited = content.with(smallChunk + 5, (content[smallChunk + 5] ?? 0) ^ 1);
  const editedPart = edited.subarray(smallChunk, 2 * smallChunk);

  it('is not sealed under the nonces that it had', async () => {
    const sealer = await FileSealer.resume(file.unfinished);
    await expect(sealer.seal(1, editedPart)).rejects.toEqual(new FileSourceChanged());
    expect(isSame(await sealer.seal(1, partOf(1)), file.chunks[1] ?? editedPart)).toBe(true);
  });

  it('would give away how the two differ, were its hashes not kept', async () => {
    const hashes = new Uint8Array(file.unfinished.hashes.length);
    const careless = await FileSealer.resume({ ...file.unfinished, hashes });
    const again = await careless.seal(1, editedPart);
    const difference = again.subarray(0, smallChunk).map((byte, at) => byte ^ (file.chunks[1]?.[at] ?? 0));
    expect(isSame(difference, new Uint8Array(smallChunk).with(5, 1))).toBe(true);
  });

  it('is noticed in what the server has already', async () => {
    const sealer = await FileSealer.resume(file.unfinished);
    await sealer.verify(0, partOf(0));
    await expect(sealer.verify(1, editedPart)).rejects.toEqual(new FileSourceChanged());
  });

  it('is sealed afresh with another key, and opens', async () => {
    const fresh = await sealWhole(edited);
    expect(isSame(fresh.fileKey, file.fileKey)).toBe(false);
    const { isComplete, opened } = await fateOf(sealedBytes(fresh), fresh);
    expect([isComplete, isSame(opened, edited)]).toEqual([true, true]);
  });
});

describe('what the server has of a file', () => {
  const [fileId, otherId] = ['AAECAwQFBgcICQoLDA0ODw', 'BBBBBBBBBBBBBBBBBBBBBA'];
  const text = utf8('Attack at dawn, and bring the maps that nobody else has seen yet.');
  const name = 'Plans for the attack.txt';

  it('holds nothing of its content, name, key or link', async () => {
    const sealed = await sealWhole(text);
    const { fileKey, manifest } = sealed;
    const link = createFileLink(fileId);
    const bytes = [
      sealedBytes(sealed),
      await sealManifest(fileKey, fileId, { ...manifest, name, mediaType: 'text/plain' }),
      await sealLink(link, fileKey),
      utf8(await linkIdOf(link)),
    ];
    const needles = [
      { name: 'content', bytes: text },
      { name: 'name', bytes: utf8(name) },
      { name: 'media type', bytes: utf8('text/plain') },
      { name: 'file key', bytes: fileKey },
      { name: 'link secret', bytes: link.secret },
    ];
    const search = (parts: readonly Bytes[]) =>
      leaksIn(parts.map((part) => Buffer.from(part).toString('base64url')).join(' '), needles);
    expect(search(bytes)).toEqual([]);
    for (const needle of needles) {
      expect(search([...bytes, concat(Uint8Array.of(1, 2), needle.bytes)])).toEqual([needle.name]);
    }
  });

  it("says nothing of another file: a manifest or a link's record that is moved does not open", async () => {
    const manifest = { ...file.manifest, name, mediaType: 'text/plain' };
    const [own, others] = [
      await sealManifest(file.fileKey, fileId, manifest),
      await sealManifest(foreign.fileKey, otherId, manifest),
    ];
    expect((await openManifest(file.fileKey, fileId, own)).name).toBe(name);
    for (const [id, sealed] of [
      [otherId, own],
      [fileId, others],
    ] as const) {
      const refusal = new FileRefusal('not-authentic');
      await expect(openManifest(file.fileKey, id, sealed)).rejects.toEqual(refusal);
    }
    const link = createFileLink(fileId);
    const record = await sealLink(link, file.fileKey);
    expect(isSame(await openLink(link, record), file.fileKey)).toBe(true);
    const moved = await sealLink({ ...link, fileId: otherId }, foreign.fileKey);
    for (const wrong of [moved, await sealLink(createFileLink(fileId), file.fileKey)]) {
      await expect(openLink(link, wrong)).rejects.toEqual(new FileRefusal('cannot-open'));
    }
  });

  it('is equally long for contents of nearly the same size', async () => {
    const lengths = [0, 1, 100, 256].map(
      async (length) => sealedBytes(await sealWhole(contentOf(length))).length,
    );
    expect(new Set(await Promise.all(lengths)).size).toBe(1);
    const near = [100_000, 100_300].map(
      async (length) => sealedBytes(await sealWhole(contentOf(length))).length,
    );
    expect(new Set(await Promise.all(near)).size).toBe(1);
  });
});
