import type { ListedConversation, SequencedMessage } from '../../protocol/conversations.ts';
import { toText } from '../http/base64url.ts';
import type { StoredConversation } from '../storage/conversation-store.ts';
import type { StoredMessage } from '../storage/message-store.ts';

/** A conversation as its members get it. */
export function conversationView(conversation: StoredConversation): ListedConversation {
  const { id, kind, members, logLength, lastSequence, lastMessage, markers, changedAt } = conversation;
  return {
    conversationId: toText(id),
    kind,
    members: members.map(toText),
    logLength,
    lastSequence,
    ...(lastMessage === undefined ? {} : { lastMessage: messageView(lastMessage) }),
    markers: markers.map(({ accountId, marker }) => ({
      accountId: toText(accountId),
      marker: toText(marker),
    })),
    changedAt,
  };
}

export function messageView(message: StoredMessage): SequencedMessage {
  return {
    sequence: message.sequence,
    messageId: toText(message.messageId),
    author: toText(message.authorId),
    receivedAt: message.receivedAt,
    message: toText(message.message),
  };
}

/** Bytes of a conversation in an answer, about. */
export function conversationSize({ members, lastMessage, markers }: StoredConversation): number {
  const marked = markers.reduce((total, { marker }) => total + marker.length, 0);
  return 200 + 24 * members.length + 50 * markers.length + marked + (lastMessage?.message.length ?? 0);
}
