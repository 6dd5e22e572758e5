import { createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type Bytes, concat, utf8 } from '../bytes.ts';
import { fromHex, toHex } from '../frames/testing/hex.ts';
import type { FileManifest } from './file-manifest.ts';
import { FileSealer } from './file-sealer.ts';
import { sealManifest } from './sealed-manifest.ts';
import { isSame, openWhole, sealedBytes, sealWith, smallChunk } from './testing/whole-file.ts';

const fileKey = Uint8Array.from({ length: 32 }, (_, index) => index);
const salt = Uint8Array.from({ length: 32 }, (_, index) => 32 + index);

/** A file of ten bytes, as it goes over the wire: a header of 72 bytes, 256 of padded content, a tag. */
const small = {
  content: utf8('sottovoce\n'),
  sealed: [
    '535646494c450110202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3fa09136dfeef03392',
    '98a6249369b800d979e9d6d72fa416e1af31f0427313952950c272ac85103ae943778ba0bdce2c40d7f7e15e71ca5038',
    '150bb4eacccc96eb0787371d9184930ebb5cc0a60bb86441bc00fb0108c1eec2c0a7b3a917b392ca52f710d11e699e34',
    'a2a9b561df63f03a13f0f74ba1d0fad96e050418a63d3a0d0f18ce77b6545cf83d79419705623dd242efb0e9c72d31bd',
    'd74a3374bea7e41b8f268fe1640dbd844242053e4fa866c344427f22c58382d4a1e28a197312e895e924250564bae10e',
    '33dbe411e27893c26cca29b3090956332cbf68f08fafa74dd6471d11452588a7d4085f987e98bcc297995a334b3c38ed',
    '727968656a4bb224d4abc98e5d4801371e7e6cb3aba41b6eded6152b414702353419f16e8c983841ef55e538bd2f0dd9',
    '333f48a7b0abe855',
  ].join(''),
};

/** Three chunks, the last one shorter: bytes 0 to 250 over and over. */
const large = {
  content: Uint8Array.from({ length: 2 * smallChunk + 1_000 }, (_, index) => index % 251),
  /** SHA-256 of all that is sealed. */
  digest: 'b28f663f80dbb478cbc6dbc79c360b7351bf9fbe51f18009b87636f0e2a7ec5e',
};

async function sealed(content: Bytes): Promise<Bytes> {
  const chunkCount = Math.ceil(content.length / smallChunk);
  const unfinished = { fileKey, salt, size: content.length, chunkExponent: 16 };
  const sealer = await FileSealer.resume({ ...unfinished, hashes: new Uint8Array(chunkCount * 32) });
  return sealedBytes(await sealWith(sealer, content));
}

function derived(label: string, length: number, context: Uint8Array = new Uint8Array()): Uint8Array {
  const info = Buffer.concat([Buffer.from(`Sottovoce 1.0 ${label}`), context]);
  return new Uint8Array(hkdfSync('sha256', fileKey, context.length > 0 ? salt : '', info, length));
}

function opened(key: Uint8Array, nonce: Uint8Array, associatedData: Uint8Array, bytes: Uint8Array): Buffer {
  const cipher = createDecipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(associatedData);
  cipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([cipher.update(bytes.subarray(0, -16)), cipher.final()]);
}

/** Opens what is written down, by Node's own functions: the content with its padding. */
function openedByNode(bytes: Bytes): Buffer {
  const header = bytes.subarray(0, 72);
  const head = header.subarray(0, 8);
  expect(toHex(head)).toBe('5356' + '46494c45' + '01' + '10');
  expect(isSame(header.subarray(8, 40), salt)).toBe(true);
  expect(isSame(header.subarray(40), derived('file commitment', 32, head))).toBe(true);
  const [key, prefix] = [derived('file content', 32, head), derived('file nonce', 7, head)];
  const digest = createHash('sha256').update(header).digest();
  const chunks: Buffer[] = [];
  for (let at = 72; at < bytes.length; at += smallChunk + 16) {
    const chunk = bytes.subarray(at, at + smallChunk + 16);
    const isLast = at + chunk.length === bytes.length;
    const nonce = Buffer.concat([prefix, Uint8Array.of(0, 0, 0, chunks.length, isLast ? 1 : 0)]);
    chunks.push(opened(key, nonce, digest, chunk));
  }
  return Buffer.concat(chunks);
}

describe('a sealed file', () => {
  it('is the bytes that it always was', async () => {
    expect(toHex(await sealed(small.content))).toBe(small.sealed);
    expect(
      createHash('sha256')
        .update(await sealed(large.content))
        .digest('hex'),
    ).toBe(large.digest);
  });

  it('opens from the bytes that it always was', async () => {
    const manifest = { size: small.content.length, chunkCount: 1 };
    expect(await openWhole({ fileKey, manifest }, fromHex(small.sealed))).toEqual(small.content);
  });

  it.each([
    ['small', small, 256],
    ['large', large, 135_168],
  ] as const)('lies as it is written down: a %s one', async (_, { content }, padded) => {
    const plaintext = openedByNode(await sealed(content));
    expect(plaintext).toHaveLength(padded);
    expect(isSame(plaintext, concat(content, new Uint8Array(padded - content.length)))).toBe(true);
  });
});

describe('a sealed manifest', () => {
  it('lies as it is written down', async () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const manifest: FileManifest = {
      name: 'ä.png',
      mediaType: 'image/png',
      size: 10,
      chunkCount: 1,
      thumbnail: { mediaType: 'image/png', width: 4, height: 3, bytes },
    };
    const sealedManifest = await sealManifest(fileKey, 'AAECAwQFBgcICQoLDA0ODw', manifest);
    expect(sealedManifest[0]).toBe(1);
    const associatedData = Buffer.from('Sottovoce 1.0 file manifest\0AAECAwQFBgcICQoLDA0ODw\0\u0001');
    const key = derived('file manifest', 32);
    const block = opened(key, sealedManifest.subarray(1, 13), associatedData, sealedManifest.subarray(13));
    const textEnd = 4 + block.readUInt32BE();
    expect(JSON.parse(block.toString('utf8', 4, textEnd))).toEqual({
      ...manifest,
      thumbnail: { mediaType: 'image/png', width: 4, height: 3, length: 3 },
    });
    expect(isSame(block.subarray(textEnd), concat(bytes, new Uint8Array(2_048 - 29 - textEnd - 3)))).toBe(
      true,
    );
  });
});
