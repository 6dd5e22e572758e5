import { type Bytes, concat, copyOf, equal } from '../bytes.ts';

const magic = Uint8Array.of(0x53, 0x56, 0x46, 0x49, 0x4c, 0x45);
const version = 1;
export const saltLength = 32;
export const commitmentLength = 32;
const headLength = magic.length + 2;
export const headerLength = headLength + saltLength + commitmentLength;

/** What stands in clear before the chunks: how they are cut, and to which key they belong. */
export interface FileHeader {
  /** The power of two that a chunk's size is. */
  readonly chunkExponent: number;
  /** Random: 32 bytes. */
  readonly salt: Bytes;
  /** Tells that a file key is the right one, and shows nothing of it: 32 bytes. */
  readonly commitment: Bytes;
}

/** Magic `SVFILE`, version 01 and the chunk size: all keys depend on them, too. */
export function headOf(chunkExponent: number): Bytes {
  return concat(magic, Uint8Array.of(version, chunkExponent));
}

/** Eight bytes of {@link headOf}, the salt, the commitment. */
export function encodeHeader({ chunkExponent, salt, commitment }: FileHeader): Bytes {
  return concat(headOf(chunkExponent), salt, commitment);
}

/** @returns Nothing for what has another magic, version or length. Whether the chunk size is one, the layout says. */
export function decodeHeader(bytes: Uint8Array): FileHeader | undefined {
  const chunkExponent = bytes[headLength - 1];
  if (bytes.length !== headerLength || chunkExponent === undefined) return undefined;
  if (!equal(bytes.subarray(0, headLength), headOf(chunkExponent))) return undefined;
  return {
    chunkExponent,
    salt: copyOf(bytes.subarray(headLength, headLength + saltLength)),
    commitment: copyOf(bytes.subarray(headLength + saltLength)),
  };
}
