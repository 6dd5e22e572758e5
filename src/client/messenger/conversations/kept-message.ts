import { z } from 'zod';
import { type Bytes, fromUtf8, utf8 } from '../../../e2ee/bytes.ts';
import type { Content, UnsupportedContent } from '../../../e2ee/conversations/content.ts';
import type { ConversationRefusalCode } from '../../../e2ee/conversations/refusal.ts';

/** A message of the past: opened, or refused for a reason. */
export interface KeptMessage {
  /** Its place in the conversation, from 1. */
  readonly sequence: number;
  readonly messageId: string;
  /** The account that the server names; of an opened message it is the one that has signed it. */
  readonly author: string;
  /** Milliseconds since 1970 began, by the server's clock. */
  readonly receivedAt: number;
  readonly opening: Opening;
}

export type Opening =
  | {
      readonly kind: 'opened';
      readonly content: Content | UnsupportedContent;
      readonly link: KeptLink;
    }
  | {
      readonly kind: 'refused';
      readonly code: ConversationRefusalCode | 'fork' | 'replayed' | 'mislabelled' | 'too-late';
    };

/** Its place among the messages of its device, bytes in base64url, and its epoch. */
export interface KeptLink {
  readonly epoch: number;
  readonly deviceId: string;
  readonly counter: number;
  readonly previousHash: string;
  readonly hash: string;
}

/** What was written is what this version reads: the schema guards against another version's leftovers. */
const storedSchema = z.object({
  sequence: z.int(),
  messageId: z.string(),
  author: z.string(),
  receivedAt: z.number(),
  opening: z.union([
    z.object({
      kind: z.literal('opened'),
      content: z.looseObject({ kind: z.string() }),
      link: z.object({
        epoch: z.int(),
        deviceId: z.string(),
        counter: z.int(),
        previousHash: z.string(),
        hash: z.string(),
      }),
    }),
    z.object({ kind: z.literal('refused'), code: z.string() }),
  ]),
});

export function writeKept(message: KeptMessage): Bytes {
  return utf8(JSON.stringify(message));
}

/** @returns Nothing for what another version has left. */
export function readKept(bytes: Uint8Array): KeptMessage | undefined {
  try {
    const parsed = storedSchema.safeParse(JSON.parse(fromUtf8(bytes) ?? ''));
    return parsed.success ? (parsed.data as KeptMessage) : undefined;
  } catch {
    return undefined;
  }
}
