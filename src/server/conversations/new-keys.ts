import type { z } from 'zod';
import type { conversationRoutes } from '../../protocol/conversations.ts';
import { toBytes } from '../http/base64url.ts';
import type { NewEpochKeys } from '../storage/epoch-keys.ts';

type SentKeys = z.output<(typeof conversationRoutes)['createConversation']['body']>['keys'];

/** The keys of an epoch, from a body. */
export function newKeys({ epoch, head, boxes }: SentKeys): NewEpochKeys {
  return {
    epoch,
    head: toBytes(head),
    boxes: boxes.map(({ accountId, box }) => ({ accountId: toBytes(accountId), box: toBytes(box) })),
  };
}
