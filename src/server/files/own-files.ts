import { ProtocolError } from '../../protocol/errors.ts';
import { filesPerPage, type ListedFile } from '../../protocol/files.ts';
import { toBytes, toText } from '../http/base64url.ts';
import type { ListedFileRow } from '../storage/file-store.ts';
import { eraseFile } from './erase-file.ts';
import type { FileParts } from './file-parts.ts';
import type { FileHandlers, FileRequest } from './file-route.ts';
import { fileIdOf } from './own-file.ts';

/** What people do with the files that they have. */
export function ownFileHandlers(
  parts: FileParts,
): FileHandlers<'listFiles' | 'setManifest' | 'deleteFile' | 'deleteUpload'> {
  const { files, settings, now } = parts;

  /** From the mark on nobody finds the file any more, and where its bytes cannot go now the sweep takes them. */
  async function deleteFile({
    login,
    params,
  }: FileRequest<'deleteFile' | 'deleteUpload'>): Promise<undefined> {
    const id = fileIdOf(params);
    if (!(await files.markDeleted(login.account.id, id, now()))) throw new ProtocolError('not-found');
    await eraseFile(parts, id);
  }

  return {
    async listFiles({ login: { account }, query: { cursor } }) {
      const after = cursor && { createdAt: cursor.createdAt, id: toBytes(cursor.fileId) };
      // One more than a page shows whether there is another.
      const rows = await files.list(account.id, filesPerPage + 1, after);
      const page = rows.slice(0, filesPerPage).map(listedFile);
      const last = page.at(-1);
      return {
        files: page,
        nextCursor: rows.length > page.length && last ? `${last.createdAt}.${last.fileId}` : null,
        usage: {
          usedBytes: await files.usedBytes(account.id),
          quotaBytes: settings.quotaBytesPerAccount,
          maxBytes: settings.maxBytes,
        },
      };
    },

    async setManifest({ login: { account }, params, content }) {
      await files.setManifest(account.id, fileIdOf(params), content, settings.quotaBytesPerAccount);
    },

    deleteFile,
    deleteUpload: deleteFile,
  };
}

function listedFile({ id, size, createdAt, manifest }: ListedFileRow): ListedFile {
  return { fileId: toText(id), size, createdAt, manifest: manifest === undefined ? null : toText(manifest) };
}
