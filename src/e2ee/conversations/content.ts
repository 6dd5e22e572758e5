import { z } from 'zod';
import { roomIdSchema } from '../../protocol/identifiers.ts';
import { type Bytes, fromBase64Url, fromUtf8, utf8 } from '../bytes.ts';
import { idLength } from './layout.ts';

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

const messageIdSchema = bytes(idLength);
const bodySchema = z.string().min(1).max(longestBody);

/** After how many seconds a message disappears; the conversation's policy says so where the message does not. */
const common = { disappearAfter: z.int().min(1).max(longestLife).optional() };

/** A file of the conversation: whoever reads the message can fetch and open it. */
const fileManifestSchema = z.strictObject({
  fileId: bytes(idLength),
  key: bytes(keyLength),
  name: z.string().min(1).max(255),
  /** Bytes. */
  size: z.int().min(0),
  /** A media type, as the author's browser says. */
  type: z.string().max(127),
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
