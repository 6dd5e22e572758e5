import { z } from 'zod';
import { accountIdSchema, timeSchema } from './accounts.ts';
import { bytes, bytesUpTo } from './encoded-bytes.ts';

/**
 * Conversations over HTTP: their membership logs, the keys of their epochs, and messages by page. Log entries are
 * signed and messages sealed by members' devices; the server keeps them in the order in which they came. Beside an
 * entry stands in clear what the server acts on; clients compare both.
 */

export const conversationIdSchema = bytes(16);
/** Made by the device that sends: sent again, it is the same message. */
export const messageIdSchema = bytes(16);

/** Most members of one conversation. */
export const memberLimit = 500;
/** Most bytes of a sealed message, padding and signature included. */
export const messageLimit = 131_584;

/** An entry that adds 499 members with their roles, or describes the conversation with a picture. */
export const logEntrySchema = bytesUpTo(98_304);
export const sealedMessageSchema = bytesUpTo(messageLimit);
/** How far somebody has received and read, sealed and signed. */
export const markerSchema = bytesUpTo(1024);
/** One member's sealed key of an epoch. */
const keyBoxSchema = bytesUpTo(2048);
/** What is the same for all members in an epoch's keys: commitment, signature, the link to the epoch before. */
const keyHeadSchema = bytesUpTo(49_152);

const logIndexSchema = z.int().min(0).max(99_999);
const epochSchema = z.int().min(1).max(100_000);
/** The first message of a conversation has 1. */
export const sequenceSchema = z.int().min(1);

/** The keys of the epoch that an entry begins, one box for each member. */
const newEpochKeysSchema = z.object({
  epoch: epochSchema,
  head: keyHeadSchema,
  boxes: z
    .array(z.object({ accountId: accountIdSchema, box: keyBoxSchema }))
    .min(1)
    .max(memberLimit),
});

/**
 * An epoch's keys as a member gets them. Of an epoch before their time there is no box for them; its head leads on to
 * the one before it, where those who made it let newcomers see history.
 */
const epochKeysSchema = z.object({ epoch: epochSchema, head: keyHeadSchema, box: keyBoxSchema.optional() });

const memberChangesSchema = z.object({
  added: z.array(accountIdSchema).max(memberLimit),
  removed: z.array(accountIdSchema).max(memberLimit),
});

export const messageSchema = z.object({
  sequence: sequenceSchema,
  messageId: messageIdSchema,
  author: accountIdSchema,
  receivedAt: timeSchema,
  message: sealedMessageSchema,
});

export const listedMarkerSchema = z.object({ accountId: accountIdSchema, marker: markerSchema });

export const conversationSchema = z.object({
  conversationId: conversationIdSchema,
  kind: z.enum(['direct', 'group']),
  members: z.array(accountIdSchema).max(memberLimit),
  logLength: z.int().min(1),
  /** 0 before the first one. */
  lastSequence: z.int().min(0),
  /** The last one that the one who asks may see. */
  lastMessage: messageSchema.optional(),
  /** Those of all members. */
  markers: z.array(listedMarkerSchema).max(memberLimit),
  /** Of the last message or entry. */
  changedAt: timeSchema,
});

const nothing = z.undefined();

/** Every route about conversations. All of them need a session, and but for the first two membership. */
export const conversationRoutes = {
  /** Of a direct conversation there is one for two people, who have to be contacts. `conflict` where it is there. */
  createConversation: {
    method: 'POST',
    path: '/api/conversations',
    session: true,
    body: z.object({
      conversationId: conversationIdSchema,
      kind: z.enum(['direct', 'group']),
      entry: logEntrySchema,
      /** With the one who asks. All others have to be contacts of that one. */
      members: z.array(accountIdSchema).min(1).max(memberLimit),
      keys: newEpochKeysSchema,
    }),
    status: 201,
    answer: z.object({ conversation: conversationSchema }),
  },
  /** Those that changed last first, at most 100; `after` is the `next` of the page before, `first` for none. */
  listConversations: {
    method: 'GET',
    path: '/api/conversations/pages/:after',
    session: true,
    body: nothing,
    status: 200,
    answer: z.object({ conversations: z.array(conversationSchema).max(100), next: z.string().optional() }),
  },
  readConversation: {
    method: 'GET',
    path: '/api/conversations/:conversationId',
    session: true,
    body: nothing,
    status: 200,
    answer: z.object({ conversation: conversationSchema }),
  },
  /** From this index on, at most 100 entries or about a megabyte, with the keys of the epochs that they begin. */
  readLog: {
    method: 'GET',
    path: '/api/conversations/:conversationId/log/:from',
    session: true,
    body: nothing,
    status: 200,
    answer: z.object({
      entries: z.array(
        z.object({ index: logIndexSchema, entry: logEntrySchema, keys: epochKeysSchema.optional() }),
      ),
      length: z.int().min(1),
    }),
  },
  /** `conflict` where another entry has this index, or the members would not be those of the boxes. */
  appendLog: {
    method: 'POST',
    path: '/api/conversations/:conversationId/log',
    session: true,
    body: z.object({
      index: logIndexSchema,
      entry: logEntrySchema,
      changes: memberChangesSchema,
      /** For an entry that begins an epoch. */
      keys: newEpochKeysSchema.optional(),
    }),
    status: 204,
    answer: nothing,
  },
  /**
   * A page of messages in their order, at most 100 or about a megabyte. `direction` is `before` or `after`, `sequence`
   * is not in the page; `before` 0 gives the last ones.
   */
  readMessages: {
    method: 'GET',
    path: '/api/conversations/:conversationId/messages/:direction/:sequence',
    session: true,
    body: nothing,
    status: 200,
    answer: z.object({ messages: z.array(messageSchema), hasMore: z.boolean() }),
  },
} as const;

export type ConversationRouteName = keyof typeof conversationRoutes;
export type ConversationAnswer<N extends ConversationRouteName> = z.output<
  (typeof conversationRoutes)[N]['answer']
>;
export type ListedConversation = z.infer<typeof conversationSchema>;
export type SequencedMessage = z.infer<typeof messageSchema>;
