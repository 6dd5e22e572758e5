import { z } from 'zod';
import { wrapSchema } from './accounts.ts';
import { bytes } from './encoded-bytes.ts';

/**
 * Files over HTTP. They are sealed before they leave a device: all that the server has of one is bytes, how many they
 * are, and whose. Uploads speak tus 1.0.0 (https://tus.io/protocols/resumable-upload) with its extensions creation,
 * termination and expiration.
 */

export const tusVersion = '1.0.0';

/** Most bytes of a file's sealed manifest. */
export const manifestLimit = 131_072;

/** Files on one page of the list. */
export const filesPerPage = 20;

/** Shows a file to whoever has its access token, without a session. */
export const fileTokenHeader = 'sottovoce-file-token';

/** Shows a file to whoever has opened a public link to it. */
export const fileGrantHeader = 'sottovoce-file-grant';

export const fileIdSchema = bytes(16);
export const linkIdSchema = bytes(16);
/** 32 random bytes that the owner's device chooses. The server keeps their SHA-256 alone. */
export const fileTokenSchema = bytes(32);

/** A number of bytes in a header; at most what a number holds exactly. */
const sizeSchema = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,14})$/, 'expected a number of bytes')
  .transform(Number);

/** Milliseconds since 1970 began. */
const timeSchema = z.int().min(0);

/**
 * The header `Upload-Metadata`: the access token and nothing else, so that no name or type of a file travels in clear
 * by mistake.
 */
const uploadMetadataSchema = z
  .string()
  .max(256)
  .transform(readMetadata)
  .pipe(z.strictObject({ accessToken: fileTokenSchema }));

/** Pairs of a key and base64, with commas between them. */
function readMetadata(header: string): Record<string, string> {
  const pairs = header.split(',').map((pair) => pair.trim().split(' '));
  return Object.fromEntries(pairs.map(([key = '', value = '']) => [key, decode(value)]));
}

function decode(base64: string): string {
  try {
    return atob(base64);
  } catch {
    // No base64: the schema of the value refuses it.
    return '';
  }
}

const tusHeaders = z.object({ 'tus-resumable': z.literal(tusVersion) });
const noHeaders = z.object({});
const noQuery = z.object({});
const nothing = z.undefined();

const listedFileSchema = z.object({
  fileId: fileIdSchema,
  /** Bytes, as they were uploaded. */
  size: z.int().min(0),
  createdAt: timeSchema,
  /** What the owner's devices know the file by, sealed; `null` where they have set none. */
  manifest: z
    .string()
    .max(Math.ceil((manifestLimit * 4) / 3))
    .nullable(),
});

const usageSchema = z.object({
  /** Bytes of all files and manifests, unfinished uploads with their whole length. */
  usedBytes: z.int().min(0),
  quotaBytes: z.int().min(1),
  /** Bytes of the largest file that is taken. */
  maxBytes: z.int().min(1),
});

const fileLinkSchema = z.object({
  linkId: linkIdSchema,
  /** What opens the file together with the link's fragment, sealed. */
  keyRecord: wrapSchema,
  createdAt: timeSchema,
  expiresAt: timeSchema,
  /** `null` where they are not counted. */
  downloadsLeft: z.int().min(0).nullable(),
});

/** Where the list goes on: the time and the id of the last file of the page before. */
const cursorSchema = z
  .string()
  .regex(/^\d{1,15}\.[\w-]{22}$/, 'expected a cursor of an earlier answer')
  .transform((text) => {
    const [createdAt = '', fileId = ''] = text.split('.');
    return { createdAt: Number(createdAt), fileId };
  })
  .pipe(z.object({ createdAt: timeSchema, fileId: fileIdSchema }));

/**
 * Every file route. `content` is what a request carries: `json` that `body` describes, the `bytes` of a manifest, a
 * `stream` of bytes of the file, or `none`. A route with a session answers `login-required` without.
 */
export const fileRoutes = {
  /** Answers with the upload's address in `Location` and its end in `Upload-Expires`. */
  createUpload: {
    method: 'POST',
    path: '/api/files/uploads',
    session: true,
    headers: tusHeaders.extend({ 'upload-length': sizeSchema, 'upload-metadata': uploadMetadataSchema }),
    query: noQuery,
    content: 'none',
    body: nothing,
    status: 201,
    answer: nothing,
  },
  /** Answers with `Upload-Offset` and `Upload-Length`. */
  readUpload: {
    method: 'HEAD',
    path: '/api/files/uploads/:fileId',
    session: true,
    headers: tusHeaders,
    query: noQuery,
    content: 'none',
    body: nothing,
    status: 200,
    answer: nothing,
  },
  /** Answers with the new `Upload-Offset`: so many bytes are on the disk. */
  appendUpload: {
    method: 'PATCH',
    path: '/api/files/uploads/:fileId',
    session: true,
    headers: tusHeaders.extend({
      'content-type': z.literal('application/offset+octet-stream'),
      'upload-offset': sizeSchema,
      'content-length': sizeSchema.optional(),
    }),
    query: noQuery,
    content: 'stream',
    body: nothing,
    status: 204,
    answer: nothing,
  },
  deleteUpload: {
    method: 'DELETE',
    path: '/api/files/uploads/:fileId',
    session: true,
    headers: tusHeaders,
    query: noQuery,
    content: 'none',
    body: nothing,
    status: 204,
    answer: nothing,
  },
  /** The account's finished files, the latest first. */
  listFiles: {
    method: 'GET',
    path: '/api/files',
    session: true,
    headers: noHeaders,
    query: z.object({ cursor: cursorSchema.optional() }),
    content: 'none',
    body: nothing,
    status: 200,
    answer: z.object({
      files: z.array(listedFileSchema),
      /** `null` on the last page. */
      nextCursor: z.string().nullable(),
      usage: usageSchema,
    }),
  },
  /** For its owner, and for whoever presents its access token or a grant. Takes one `Range`. */
  readFile: {
    method: 'GET',
    path: '/api/files/:fileId',
    session: false,
    headers: z.object({
      [fileTokenHeader]: fileTokenSchema.optional(),
      [fileGrantHeader]: z.string().max(1024).optional(),
      range: z.string().max(128).optional(),
      'if-range': z.string().max(128).optional(),
    }),
    query: noQuery,
    content: 'none',
    body: nothing,
    status: 200,
    answer: nothing,
  },
  deleteFile: {
    method: 'DELETE',
    path: '/api/files/:fileId',
    session: true,
    headers: noHeaders,
    query: noQuery,
    content: 'none',
    body: nothing,
    status: 204,
    answer: nothing,
  },
  /** Sets or replaces what the list shows of a file, also while its upload goes on. */
  setManifest: {
    method: 'PUT',
    path: '/api/files/:fileId/manifest',
    session: true,
    headers: z.object({ 'content-type': z.literal('application/octet-stream') }),
    query: noQuery,
    content: 'bytes',
    body: nothing,
    status: 204,
    answer: nothing,
  },
  createLink: {
    method: 'POST',
    path: '/api/files/:fileId/links',
    session: true,
    headers: noHeaders,
    query: noQuery,
    content: 'json',
    body: z.object({
      keyRecord: wrapSchema,
      expiresAt: timeSchema,
      /** How often the link may be opened; `null` for any number. */
      downloads: z.int().min(1).max(1_000_000).nullable(),
    }),
    status: 201,
    answer: fileLinkSchema,
  },
  /** Those that have not expired, the latest first. */
  listLinks: {
    method: 'GET',
    path: '/api/files/:fileId/links',
    session: true,
    headers: noHeaders,
    query: noQuery,
    content: 'none',
    body: nothing,
    status: 200,
    answer: z.object({ links: z.array(fileLinkSchema) }),
  },
  deleteLink: {
    method: 'DELETE',
    path: '/api/file-links/:linkId',
    session: true,
    headers: noHeaders,
    query: noQuery,
    content: 'none',
    body: nothing,
    status: 204,
    answer: nothing,
  },
  /** Counts a download, and answers with what it takes. Anybody may ask. */
  openLink: {
    method: 'GET',
    path: '/api/file-links/:linkId',
    session: false,
    headers: noHeaders,
    query: noQuery,
    content: 'none',
    body: nothing,
    status: 200,
    answer: z.object({
      fileId: fileIdSchema,
      size: z.int().min(0),
      keyRecord: wrapSchema,
      /** For {@link fileGrantHeader}, as often as the download has to be taken up again. */
      grant: z.string(),
      grantExpiresAt: timeSchema,
    }),
  },
} as const;

export type FileRouteName = keyof typeof fileRoutes;
export type FileAnswer<N extends FileRouteName> = z.output<(typeof fileRoutes)[N]['answer']>;
export type ListedFile = z.infer<typeof listedFileSchema>;
export type FileLink = z.infer<typeof fileLinkSchema>;
