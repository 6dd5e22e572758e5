import { createHash, timingSafeEqual } from 'node:crypto';
import { ProtocolError } from '../../protocol/errors.ts';
import { fileGrantHeader, fileTokenHeader } from '../../protocol/files.ts';
import { toBytes, toText } from '../http/base64url.ts';
import type { StoredFile } from '../storage/file-store.ts';
import { byteRange } from './byte-range.ts';
import type { FileParts } from './file-parts.ts';
import type { FileHandlers, FileRequest } from './file-route.ts';
import { blobIdOf, fileIdOf, findOwnFile } from './own-file.ts';

/** Reading a file, by whoever may. */
export function readingHandlers(parts: FileParts): FileHandlers<'readFile'> {
  return {
    async readFile(request) {
      const { headers, set } = request;
      const file = await findReadable(parts, request);
      if (file.expiresAt !== undefined) throw new ProtocolError('not-found');
      const { size } = file;
      // A file never changes, so that its id is the one tag that it ever has.
      const etag = `"${toText(file.id)}"`;
      const isSame = headers['if-range'] === undefined || headers['if-range'] === etag;
      set({ 'accept-ranges': 'bytes', 'content-range': `bytes */${size}` });
      const part = isSame ? byteRange(headers.range, size) : undefined;
      const { offset, length } = part ?? { offset: 0, length: size };
      const content = await parts.blobs.read(blobIdOf(file.id), { offset, length });
      if (content === undefined) throw new ProtocolError('not-found');
      set({
        etag,
        'content-type': 'application/octet-stream',
        'content-disposition': 'attachment',
        'content-length': String(length),
        'content-range': part === undefined ? '' : `bytes ${offset}-${offset + length - 1}/${size}`,
      });
      return { status: part === undefined ? 200 : 206, content };
    },
  };
}

/**
 * The file, for its owner or for whoever shows that they may read it. Without either, one that exists and one that
 * does not are answered alike.
 */
async function findReadable(
  parts: FileParts,
  { params, headers, findLogin }: FileRequest<'readFile'>,
): Promise<StoredFile> {
  const { [fileTokenHeader]: token, [fileGrantHeader]: grant } = headers;
  if (token === undefined && grant === undefined) return findOwnFile(parts.files, await findLogin(), params);
  const file = await parts.files.find(fileIdOf(params));
  const mayRead =
    file !== undefined &&
    ((token !== undefined && opensFile(token, file)) ||
      (grant !== undefined && (await isGranted(parts, grant, file))));
  if (!mayRead) throw new ProtocolError('not-found');
  return file;
}

function opensFile(token: string, { tokenHash }: StoredFile): boolean {
  return timingSafeEqual(createHash('sha256').update(toBytes(token)).digest(), tokenHash);
}

/** A link that is revoked ends the downloads that it began. */
async function isGranted(
  { grants, links, now }: FileParts,
  grant: string,
  { id }: StoredFile,
): Promise<boolean> {
  const granted = await grants.verify(grant, now());
  if (granted?.fileId !== toText(id)) return false;
  return links.leadsTo(toBytes(granted.linkId), id, now());
}
