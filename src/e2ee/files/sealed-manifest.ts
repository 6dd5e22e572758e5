import { type Bytes, concat, copyOf, fromUtf8, randomBytes, utf8 } from '../bytes.ts';
import { deriveKey } from './derivation.ts';
import { FileRefusal } from './file-errors.ts';
import { type FileManifest, manifestHeadSchema, manifestSchema } from './file-manifest.ts';

const version = Uint8Array.of(1);
const nonceLength = 12;
const tagLength = 16;
const lengthLength = 4;
/** What is around the block. */
const overhead = version.length + nonceLength + tagLength;
/** Holds all that a manifest without a thumbnail can say, so that they are all equally long. */
const smallestSealed = 2_048;
const largestSealed = 131_072;

/**
 * Seals with AES-256-GCM under a key that is derived from the file's: version 01, nonce (12 bytes, random), then the
 * sealed block with its tag. The block is the length of a JSON text (4 bytes, big endian), the text in UTF-8, the bytes of
 * the thumbnail, and zeros, so that what is sealed has a power of two of bytes, from 2,048 to 131,072. The associated data
 * are a label, the file's id, and the version.
 *
 * @param fileKey 32 bytes.
 * @param fileId As the server names the file: this manifest is no other's.
 * @throws {FileRefusal} `malformed` for a manifest that nobody would accept.
 */
export async function sealManifest(fileKey: Bytes, fileId: string, manifest: FileManifest): Promise<Bytes> {
  const parsed = manifestSchema.safeParse(manifest);
  if (!parsed.success) throw new FileRefusal('malformed');
  const iv = randomBytes(nonceLength);
  const key = await deriveKey(fileKey, 'file manifest');
  const block = encodeBlock(parsed.data);
  const sealed = await crypto.subtle.encrypt(parameters(iv, fileId), key, block);
  return concat(version, iv, new Uint8Array(sealed));
}

/**
 * @throws {FileRefusal} `malformed`, or `not-authentic`, which is also what a manifest of another file is, and one under
 * another key.
 */
export async function openManifest(
  fileKey: Bytes,
  fileId: string,
  sealed: Uint8Array,
): Promise<FileManifest> {
  if (sealed[0] !== version[0] || sealed.length < smallestSealed || sealed.length > largestSealed) {
    throw new FileRefusal('malformed');
  }
  const iv = copyOf(sealed.subarray(version.length, version.length + nonceLength));
  const ciphertext = copyOf(sealed.subarray(version.length + nonceLength));
  const key = await deriveKey(fileKey, 'file manifest');
  const block = await crypto.subtle.decrypt(parameters(iv, fileId), key, ciphertext).catch(() => {
    throw new FileRefusal('not-authentic');
  });
  const manifest = decodeBlock(new Uint8Array(block));
  if (manifest === undefined) throw new FileRefusal('malformed');
  return manifest;
}

function encodeBlock({ thumbnail, ...manifest }: FileManifest): Bytes {
  const { bytes, ...picture } = thumbnail ?? { bytes: new Uint8Array() };
  const head = { ...manifest, thumbnail: thumbnail && { ...picture, length: bytes.length } };
  const text = utf8(JSON.stringify(head));
  const length = lengthLength + text.length + bytes.length;
  const block = new Uint8Array(blockLengthFor(length));
  new DataView(block.buffer).setUint32(0, text.length);
  block.set(text, lengthLength);
  block.set(bytes, lengthLength + text.length);
  return block;
}

/** @returns Nothing for what {@link encodeBlock} does not make. */
function decodeBlock(block: Bytes): FileManifest | undefined {
  const textEnd = lengthLength + new DataView(block.buffer).getUint32(0);
  const head = manifestHeadSchema.safeParse(parseJson(block.subarray(lengthLength, textEnd)));
  if (!head.success) return undefined;
  const { thumbnail, ...manifest } = head.data;
  const end = textEnd + (thumbnail?.length ?? 0);
  if (block.length !== blockLengthFor(end) || block.subarray(end).some((byte) => byte !== 0))
    return undefined;
  if (thumbnail === undefined) return manifest;
  const { length: _, ...picture } = thumbnail;
  return { ...manifest, thumbnail: { ...picture, bytes: copyOf(block.subarray(textEnd, end)) } };
}

function parseJson(bytes: Bytes): unknown {
  try {
    return JSON.parse(fromUtf8(bytes) ?? '');
  } catch {
    return undefined;
  }
}

function blockLengthFor(length: number): number {
  let sealed = smallestSealed;
  while (sealed - overhead < length) sealed *= 2;
  return sealed - overhead;
}

function parameters(iv: Bytes, fileId: string): AesGcmParams {
  return {
    name: 'AES-GCM',
    iv,
    additionalData: concat(utf8(`Sottovoce 1.0 file manifest\0${fileId}\0`), version),
  };
}
