import { z } from 'zod';
import { type Bytes, fromUtf8, toBase64Url, utf8 } from '../../../e2ee/bytes.ts';

/** How far a chain of entries was followed, and the SHA-256 of its last one in base64url; zeros for none. */
const followedHeadSchema = z.object({ length: z.int().min(0), hash: z.string() });

/** What a person knows of another. */
const knownPersonSchema = z.object({
  handle: z.string(),
  /** Of the identity card that is trusted. Another one is a changed identity. */
  fingerprint: z.string(),
  /** The safety numbers were compared, or the fingerprint came with a personal link. */
  isVerified: z.boolean(),
  /** What they call themselves, and when they said so. */
  displayName: z.string().optional(),
  introducedAt: z.number().optional(),
  /** How far their device list was followed. */
  devices: followedHeadSchema,
});

/** How somebody keeps a conversation. */
const keptConversationSchema = z.object({
  isMuted: z.boolean(),
  isPinned: z.boolean(),
  isArchived: z.boolean(),
});

const bookContentSchema = z.object({
  version: z.literal(1),
  /** By account id. */
  people: z.record(z.string(), knownPersonSchema),
  /** By conversation id; those that are kept like any other are left out. */
  conversations: z.record(z.string(), keptConversationSchema),
  /** How far the person's own device list was followed. */
  ownDevices: followedHeadSchema,
  /** How far the logs of conversations were followed, by conversation id. */
  logs: z.record(z.string(), followedHeadSchema),
});

export type FollowedHead = z.infer<typeof followedHeadSchema>;
export type KnownPerson = z.infer<typeof knownPersonSchema>;
export type KeptConversation = z.infer<typeof keptConversationSchema>;

/** A person's contact book: in whom they trust, and how they keep their conversations. */
export type BookContent = z.infer<typeof bookContentSchema>;

export const nothingFollowed: FollowedHead = { length: 0, hash: toBase64Url(new Uint8Array(32)) };

export const emptyBook: BookContent = {
  version: 1,
  people: {},
  conversations: {},
  ownDevices: nothingFollowed,
  logs: {},
};

/** Its length tells no more than how many thousands of bytes it has. */
const blockLength = 4096;

/** JSON in UTF-8, then spaces up to a multiple of 4,096 bytes. */
export function writeBook(content: BookContent): Bytes {
  const text = utf8(JSON.stringify(content));
  const padded = new Uint8Array(Math.ceil(text.length / blockLength) * blockLength).fill(0x20);
  padded.set(text);
  return padded;
}

/** @returns Nothing for what is no book of this version. */
export function readBook(bytes: Uint8Array): BookContent | undefined {
  const text = fromUtf8(bytes);
  if (text === undefined) return undefined;
  try {
    return bookContentSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
