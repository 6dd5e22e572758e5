import { z } from 'zod';
import { roomIdSchema } from '../../protocol/identifiers.ts';
import { type Bytes, fromBase64Url, fromUtf8, utf8 } from '../bytes.ts';
import { manifestShape, thumbnailShape } from '../files/file-manifest.ts';
import { idLength } from './layout.ts';

/** Bytes of a thumbnail in a message: with the longest name, the message lies in the bucket of 32,768 bytes. */
export const messageThumbnailLimit = 22_000;

const longestBody = 20_000;
const mostMentions = 50;
const keyLength = 32;
/** A year. */
const longestLife = 366 * 24 * 60 * 60;

function bytes(length: number) {
  return z
    .string()
    .refine((text) => fromBase64Url(text)?.length === length, `expected ${length} bytes as base64url`);
}

function isThumbnail(text: string): boolean {
  const length = fromBase64Url(text)?.length ?? 0;
  return length > 0 && length <= messageThumbnailLimit;
}

const messageIdSchema = bytes(idLength);
const bodySchema = z.string().min(1).max(longestBody);

/** After how many seconds a message disappears; the conversation's policy says so where the message does not. */
const common = { disappearAfter: z.int().min(1).max(longestLife).optional() };

/** A file of the conversation: whoever reads the message can fetch and open it. */
const fileManifestSchema = z.strictObject({
  fileId: bytes(idLength),
  /** Opens it. */
  key: bytes(keyLength),
  /** For which the server gives it to people that it knows nothing of. */
  accessToken: bytes(keyLength),
  ...manifestShape,
  thumbnail: z
    .strictObject({
      ...thumbnailShape,
      /** In base64url. */
      data: z.string().refine(isThumbnail, `expected 1 to ${messageThumbnailLimit} bytes as base64url`),
    })
    .optional(),
});

const contentSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('text'),
    body: bodySchema,
    replyTo: messageIdSchema.optional(),
    /** Accounts. */
    mentions: z.array(bytes(idLength)).max(mostMentions).optional(),
    ...common,
  }),
  /** Counts where the author of the message that it changes has written it. */
  z.object({ kind: z.literal('edit'), of: messageIdSchema, body: bodySchema, ...common }),
  z.object({ kind: z.literal('delete'), of: messageIdSchema, ...common }),
  z.object({
    kind: z.literal('reaction'),
    of: messageIdSchema,
    emoji: z.string().min(1).max(32),
    action: z.enum(['add', 'remove']),
    ...common,
  }),
  z.object({ kind: z.literal('file'), manifest: fileManifestSchema, ...common }),
  /** Invites to a call: the room's code and the secret of its link. */
  z.object({ kind: z.literal('call'), roomId: roomIdSchema, invitationSecret: bytes(keyLength), ...common }),
]);

/** What a message says of a file. */
export type ConversationFile = z.infer<typeof fileManifestSchema>;

/** What a message says. */
export type Content = z.infer<typeof contentSchema>;

/** What another version of the app says, or a broken one: the message is genuine, and cannot be shown. */
export interface UnsupportedContent {
  readonly kind: 'unsupported';
}

/** JSON in UTF-8. @throws {ZodError} For what {@link parseContent} would not take. */
export function encodeContent(content: Content): Bytes {
  return utf8(JSON.stringify(contentSchema.parse(content)));
}

export function parseContent(encoded: Bytes): Content | UnsupportedContent {
  const parsed = contentSchema.safeParse(parseJson(fromUtf8(encoded)));
  return parsed.success ? parsed.data : { kind: 'unsupported' };
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
