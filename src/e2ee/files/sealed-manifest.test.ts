import { describe, expect, it } from '@jest/globals';
import { type Bytes, randomBytes, utf8 } from '../bytes.ts';
import { deriveKey } from './derivation.ts';
import { FileRefusal } from './file-errors.ts';
import { type FileManifest, mediaTypeOf } from './file-manifest.ts';
import { openManifest, sealManifest } from './sealed-manifest.ts';

const [fileId, otherId] = ['AAAAAAAAAAAAAAAAAAAAAA', 'BBBBBBBBBBBBBBBBBBBBBA'];
const fileKey = randomBytes(32);
const plain: FileManifest = {
  name: 'Plan.pdf',
  mediaType: 'application/pdf',
  size: 50e9,
  chunkCount: 48_000,
};
const film: FileManifest = {
  name: 'Ferien in Österreich 🏔.webm',
  mediaType: 'video/webm',
  size: 0,
  chunkCount: 1,
  duration: 61_500,
  thumbnail: { mediaType: 'image/webp', width: 320, height: 180, bytes: randomBytes(9_000) },
};
const refused = (code: FileRefusal['code']) => new FileRefusal(code);

interface Forgery {
  readonly text: string;
  readonly behind?: Bytes;
  readonly blockLength?: number;
  /** What the block says how long its text is. */
  readonly saidLength?: number;
}

/** Seals any block, as a sender may who keeps to no rule. */
async function forged({ text, behind, blockLength = 2_048 - 29, saidLength }: Forgery): Promise<Bytes> {
  const block = new Uint8Array(blockLength);
  const json = utf8(text);
  new DataView(block.buffer).setUint32(0, saidLength ?? json.length);
  block.set(json, 4);
  block.set(behind ?? [], 4 + json.length);
  const iv = new Uint8Array(12);
  const additionalData = utf8(`Sottovoce 1.0 file manifest\0${fileId}\0\u0001`);
  const key = await deriveKey(fileKey, 'file manifest');
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, block);
  return Uint8Array.of(1, ...iv, ...new Uint8Array(sealed));
}

describe('a sealed manifest', () => {
  it.each([['without a picture', plain] as const, ['of a film with a picture', film] as const])(
    '%s opens as it was sealed',
    async (_, manifest) => {
      const sealed = await sealManifest(fileKey, fileId, manifest);
      expect(await openManifest(fileKey, fileId, sealed)).toEqual(manifest);
    },
  );

  it('is of one length for all names and sizes', async () => {
    const names = ['a', 'Plan.pdf', '🎂'.repeat(255), '"'.repeat(255)];
    const mediaType = `${'a'.repeat(127)}/${'b'.repeat(127)}`;
    const large = { mediaType, size: 2 ** 47, chunkCount: 2 ** 31, duration: Number.MAX_SAFE_INTEGER };
    for (const name of names) {
      for (const manifest of [
        { ...plain, name },
        { ...large, name },
      ]) {
        expect(await sealManifest(fileKey, fileId, manifest)).toHaveLength(2_048);
      }
    }
  });

  it.each([
    [1_500, 2_048],
    [9_000, 16_384],
    [65_536, 131_072],
  ])('with a picture of %p bytes has %p', async (length, whole) => {
    const thumbnail = {
      mediaType: 'image/png',
      width: 1,
      height: 2_048,
      bytes: new Uint8Array(length),
    } as const;
    const sealed = await sealManifest(fileKey, fileId, { ...plain, thumbnail });
    expect(sealed).toHaveLength(whole);
    expect(await openManifest(fileKey, fileId, sealed)).toEqual({ ...plain, thumbnail });
  });

  it('is never the same twice', async () => {
    const sealed = await Promise.all([1, 2].map(() => sealManifest(fileKey, fileId, plain)));
    expect(sealed[0]).not.toEqual(sealed[1]);
  });

  it('opens for no other file and with no other key', async () => {
    const sealed = await sealManifest(fileKey, fileId, plain);
    await expect(openManifest(fileKey, otherId, sealed)).rejects.toEqual(refused('not-authentic'));
    await expect(openManifest(randomBytes(32), fileId, sealed)).rejects.toEqual(refused('not-authentic'));
  });

  it('opens with no bit flipped', async () => {
    const sealed = await sealManifest(fileKey, fileId, plain);
    for (let at = 0; at < sealed.length; at += at < 40 ? 1 : 97) {
      const flipped = sealed.with(at, (sealed[at] ?? 0) ^ (1 << (at % 8)));
      const code = at === 0 ? 'malformed' : 'not-authentic';
      await expect(openManifest(fileKey, fileId, flipped)).rejects.toEqual(refused(code));
    }
  });

  it.each([0, 1, 28, 2_047, 131_073])('opens by no %p bytes', async (length) => {
    const bytes = new Uint8Array(length).fill(1);
    await expect(openManifest(fileKey, fileId, bytes)).rejects.toEqual(refused('malformed'));
  });

  const json = JSON.stringify(plain);
  const picture = { mediaType: 'image/png', width: 8, height: 8 };
  const withPicture = (thumbnail: object) => ({ text: JSON.stringify({ ...plain, thumbnail }) });
  const changed = (from: string, to: string) => ({ text: json.replace(from, to) });

  it('opens where a later version says more than is known here', async () => {
    const sealed = await forged({ text: JSON.stringify({ ...plain, mood: 'good' }) });
    expect(await openManifest(fileKey, fileId, sealed)).toEqual(plain);
  });

  it.each<[string, Forgery]>([
    ['no JSON', { text: 'name' }],
    ['nothing', { text: '' }],
    ['bytes behind its end', { text: json, behind: Uint8Array.of(1) }],
    ['more zeros than it needs', { text: json, blockLength: 4_096 - 29 }],
    ['a text longer than its block', { text: json, saidLength: 2_016 }],
    ['a text as long as can be said', { text: json, saidLength: 0xffffffff }],
    ['a path', changed('Plan.pdf', '../Plan.pdf')],
    ['an empty name', changed('Plan.pdf', '')],
    ['a name that reads backwards', changed('Plan.pdf', 'a\u202efdp.exe')],
    ['a name of 256 characters', changed('Plan.pdf', 'a'.repeat(256))],
    ['a media type that is none', changed('application/pdf', 'text/html, text/plain')],
    ['a negative size', changed('50000000000', '-1')],
    ['a size that is no number of bytes', changed('50000000000', '1.5')],
    ['a size that no counter reaches', changed('50000000000', '140737488355329')],
    ['no chunk', changed('48000', '0')],
    ['a picture that runs', withPicture({ ...picture, mediaType: 'image/svg+xml', length: 8 })],
    ['a picture of no size', withPicture({ ...picture, width: 0, length: 8 })],
    ['a picture longer than the block', withPicture({ ...picture, length: 65_536 })],
    ['a picture without bytes', withPicture({ ...picture, length: 0 })],
  ])('is refused with %s in it', async (_, forgery) => {
    const sealed = await forged(forgery);
    await expect(openManifest(fileKey, fileId, sealed)).rejects.toEqual(refused('malformed'));
  });

  it.each([
    { name: 'a/b' },
    { name: 'u\u0308' },
    { mediaType: 'PDF' },
    { size: -1 },
    { duration: 0.5 },
    { thumbnail: { mediaType: 'image/png', width: 1, height: 1, bytes: new Uint8Array(65_537) } as const },
  ])('is not made of what nobody would accept: %j', async (wrong) => {
    const manifest = { ...plain, ...wrong };
    await expect(sealManifest(fileKey, fileId, manifest)).rejects.toEqual(refused('malformed'));
  });
});

describe('a media type', () => {
  it.each([
    ['image/png', 'image/png'],
    ['Audio/WebM; codecs=opus', 'audio/webm'],
    ['', 'application/octet-stream'],
    ['text', 'application/octet-stream'],
    ['text/pl ain', 'application/octet-stream'],
  ])('is taken as it is or as plain bytes: %p', (text, type) => {
    expect(mediaTypeOf(text)).toBe(type);
  });
});
