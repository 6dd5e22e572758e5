import { ProtocolError } from '../../protocol/errors.ts';
import { fileIdSchema } from '../../protocol/files.ts';
import type { LoggedIn } from '../accounts/logins.ts';
import { toBytes } from '../http/base64url.ts';
import type { BlobId } from '../storage/blobs/blob-store.ts';
import type { FileStore, StoredFile } from '../storage/file-store.ts';

/** What a file's bytes are called. */
export const blobIdOf = (id: Uint8Array): BlobId => Buffer.from(id).toString('hex');

/** @throws ProtocolError `not-found` where an address cannot be that of a file. */
export function fileIdOf({ fileId }: Readonly<Record<string, unknown>>): Buffer {
  const parsed = fileIdSchema.safeParse(fileId);
  if (!parsed.success) throw new ProtocolError('not-found');
  return toBytes(parsed.data);
}

/** @throws ProtocolError `not-found`, also for a file of somebody else: it tells nobody that there is one. */
export async function findOwnFile(
  files: FileStore,
  { account }: LoggedIn,
  params: Readonly<Record<string, unknown>>,
): Promise<StoredFile> {
  const file = await files.find(fileIdOf(params));
  if (file === undefined || Buffer.compare(file.accountId, account.id) !== 0) {
    throw new ProtocolError('not-found');
  }
  return file;
}
