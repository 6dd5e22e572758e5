import { z } from 'zod';
import { conversationIdSchema } from '../../protocol/conversations.ts';
import { pathNumberSchema, pathParameter } from '../accounts/path-parameter.ts';
import { toBytes, toText } from '../http/base64url.ts';
import type { LiveHandlers } from '../live/live-request.ts';
import type { StoredMessage } from '../storage/message-store.ts';
import type { ConversationHandlers, ConversationParts } from './conversation-parts.ts';
import { messageView } from './conversation-view.ts';
import { withinPage } from './page-size.ts';

/** Most messages of one answer. */
const pageLength = 100;
const directionSchema = z.enum(['before', 'after']);

/** Messages by page. */
export function messageHandlers({ messages }: ConversationParts): ConversationHandlers<'readMessages'> {
  return {
    async readMessages({ login, params }) {
      const id = toBytes(pathParameter(conversationIdSchema, params.conversationId));
      const direction = pathParameter(directionSchema, params.direction);
      const sequence = pathParameter(pathNumberSchema, params.sequence);
      const found = await messages.page(login.account.id, id, {
        direction,
        sequence,
        limit: pageLength + 1,
      });
      const page = withinPage(found.slice(0, pageLength), messageSize);
      const ordered = direction === 'before' ? page.toReversed() : page;
      return { messages: ordered.map(messageView), hasMore: page.length < found.length };
    },
  };
}

const messageSize = ({ message }: StoredMessage) => message.length;

/** Messages as they come, marks of what has been read, and signs of writing. */
export function liveMessageHandlers({
  messages,
  markers,
  bus,
  chains,
  counts,
  metrics,
  now,
}: ConversationParts): LiveHandlers<'sendMessage' | 'setMarker' | 'sayTyping'> {
  return {
    async sendMessage({ accountId, body: { conversationId, messageId, message } }) {
      await counts.messages.count(accountId);
      const delivered = metrics.received();
      return chains.run(conversationId, async () => {
        const { sequence, receivedAt, hearing } = await messages.add({
          conversationId: toBytes(conversationId),
          messageId: toBytes(messageId),
          authorId: toBytes(accountId),
          receivedAt: now(),
          message: toBytes(message),
        });
        if (hearing.length > 0) {
          const payload = { conversationId, sequence, messageId, author: accountId, receivedAt, message };
          bus.publish({ kind: 'event', to: hearing.map(toText), name: 'messageAdded', payload });
          delivered();
        }
        return { sequence, receivedAt };
      });
    },

    async setMarker({ accountId, body: { conversationId, marker } }) {
      await counts.markers.count(accountId);
      await chains.run(conversationId, async () => {
        const hearing = await markers.set(toBytes(accountId), toBytes(conversationId), toBytes(marker));
        const payload = { conversationId, accountId, marker };
        bus.publish({ kind: 'event', to: hearing.map(toText), name: 'markerSet', payload });
      });
    },

    async sayTyping({ accountId, body: { conversationId } }) {
      await counts.typing.count(accountId);
      const watchers = await markers.watchers(toBytes(accountId), toBytes(conversationId));
      const payload = { conversationId, accountId };
      bus.publish({ kind: 'event', to: watchers.map(toText), name: 'typing', payload });
    },
  };
}
