import { openUnderMaster, sealUnderMaster } from '../account/account-keys.ts';
import type { WrapContext } from '../account/wrap.ts';
import { type Bytes, concat, copyOf } from '../bytes.ts';
import { FileRefusal } from './file-errors.ts';
import type { FileManifest } from './file-manifest.ts';
import { openManifest, sealManifest } from './sealed-manifest.ts';

const keyLength = 32;

/** A file as its owner's devices know it. */
export interface OwnedFile {
  /** 32 bytes. */
  readonly fileKey: Bytes;
  readonly manifest: FileManifest;
}

/**
 * What the server hands back to the owner's own devices: the file's key and its sealed manifest, as a wrap under the
 * master key. The manifest is bound to the file's id, so that the server cannot name one file as another.
 */
export async function sealOwnedFile(
  masterKey: CryptoKey,
  accountId: string,
  fileId: string,
  { fileKey, manifest }: OwnedFile,
): Promise<Bytes> {
  const content = concat(fileKey, await sealManifest(fileKey, fileId, manifest));
  return sealUnderMaster(masterKey, contextOf(accountId), 1, content);
}

/** @throws {WrapRefusal | FileRefusal} */
export async function openOwnedFile(
  masterKey: CryptoKey,
  accountId: string,
  fileId: string,
  sealed: Uint8Array,
): Promise<OwnedFile> {
  const { content } = await openUnderMaster(masterKey, contextOf(accountId), sealed);
  if (content.length <= keyLength) throw new FileRefusal('malformed');
  const fileKey = copyOf(content.subarray(0, keyLength));
  return { fileKey, manifest: await openManifest(fileKey, fileId, content.subarray(keyLength)) };
}

const contextOf = (accountId: string): WrapContext => ({ purpose: 'file wrap', accountId });
