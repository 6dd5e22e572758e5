import { randomBytes } from 'node:crypto';
import { ProtocolError } from '../../protocol/errors.ts';
import { type FileLink, linkIdSchema } from '../../protocol/files.ts';
import { toBytes, toText } from '../http/base64url.ts';
import type { StoredFileLink } from '../storage/file-link-store.ts';
import type { FileParts } from './file-parts.ts';
import type { FileHandlers } from './file-route.ts';
import { fileIdOf, findOwnFile } from './own-file.ts';

const day = 24 * 60 * 60 * 1000;

/** Public links to files. One that has expired, is used up, was revoked or never was is answered alike. */
export function linkHandlers({
  files,
  links,
  grants,
  settings,
  now,
}: FileParts): FileHandlers<'createLink' | 'listLinks' | 'deleteLink' | 'openLink'> {
  return {
    async createLink({ login, params, body: { keyRecord, expiresAt, downloads } }) {
      const createdAt = now();
      if (expiresAt <= createdAt || expiresAt > createdAt + settings.linkMaxDays * day) {
        throw new ProtocolError('bad-request', `expiresAt: expected within ${settings.linkMaxDays} days`);
      }
      const link = {
        id: randomBytes(16),
        fileId: fileIdOf(params),
        keyRecord: toBytes(keyRecord),
        createdAt,
        expiresAt,
        downloadsLeft: downloads ?? undefined,
      };
      await links.add(login.account.id, link, settings.linksPerFile);
      return linkView(link);
    },

    async listLinks({ login, params }) {
      const file = await findOwnFile(files, login, params);
      return { links: (await links.list(file.id, now())).map(linkView) };
    },

    async deleteLink({ login, params }) {
      if (!(await links.remove(login.account.id, linkIdOf(params)))) throw new ProtocolError('not-found');
    },

    async openLink({ params }) {
      const link = await links.open(linkIdOf(params), now());
      const file = link && (await files.find(link.fileId));
      if (link === undefined || file === undefined) throw new ProtocolError('not-found');
      const fileId = toText(file.id);
      const signed = await grants.sign({ fileId, linkId: toText(link.id) }, now(), link.expiresAt);
      return {
        fileId,
        size: file.size,
        keyRecord: toText(link.keyRecord),
        grant: signed.grant,
        grantExpiresAt: signed.expiresAt,
      };
    },
  };
}

function linkIdOf({ linkId }: Readonly<Record<string, unknown>>): Buffer {
  const parsed = linkIdSchema.safeParse(linkId);
  if (!parsed.success) throw new ProtocolError('not-found');
  return toBytes(parsed.data);
}

function linkView({ id, keyRecord, createdAt, expiresAt, downloadsLeft }: StoredFileLink): FileLink {
  return {
    linkId: toText(id),
    keyRecord: toText(keyRecord),
    createdAt,
    expiresAt,
    downloadsLeft: downloadsLeft ?? null,
  };
}
