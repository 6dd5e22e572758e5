import { z } from 'zod';
import { conversationIdSchema } from '../../protocol/conversations.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { pathNumberSchema, pathParameter } from '../accounts/path-parameter.ts';
import { toBytes, toText } from '../http/base64url.ts';
import type { ConversationPlace, StoredConversation } from '../storage/conversation-store.ts';
import type { ConversationHandlers, ConversationParts } from './conversation-parts.ts';
import { conversationSize, conversationView } from './conversation-view.ts';
import { newKeys } from './new-keys.ts';
import { withinPage } from './page-size.ts';

/** Most conversations of one answer. */
const pageLength = 100;

/** Making, listing and reading conversations. */
export function conversationHandlers({
  conversations,
  bus,
  chains,
  limits,
  counts,
  now,
}: ConversationParts): ConversationHandlers<'createConversation' | 'listConversations' | 'readConversation'> {
  return {
    async createConversation({ login, body }) {
      const { conversationId, kind, entry, members, keys } = body;
      const creator = toText(login.account.id);
      refuseUnfit(kind, members, creator);
      if (members.length > limits.members) throw new ProtocolError('limit-reached');
      await counts.entries.count(creator);
      const id = toBytes(conversationId);
      return chains.run(conversationId, async () => {
        const hearing = await conversations.create({
          id,
          kind,
          creatorId: login.account.id,
          members: members.map(toBytes),
          entry: toBytes(entry),
          keys: newKeys(keys),
          now: now(),
          mostPerAccount: limits.perAccount,
        });
        const payload = { conversationId, logLength: 1 };
        bus.publish({ kind: 'event', to: hearing.map(toText), name: 'conversationChanged', payload });
        return { conversation: conversationView(await conversations.find(login.account.id, id)) };
      });
    },

    async listConversations({ login, params }) {
      const after = params.after === 'first' ? undefined : pathParameter(placeSchema, params.after);
      const list = await conversations.list(login.account.id, after, pageLength + 1);
      const page = withinPage(list.slice(0, pageLength), conversationSize);
      const last = page.at(-1);
      return {
        conversations: page.map(conversationView),
        ...(last === undefined || page.length === list.length ? {} : { next: placeText(last) }),
      };
    },

    async readConversation({ login, params }) {
      const id = toBytes(pathParameter(conversationIdSchema, params.conversationId));
      return { conversation: conversationView(await conversations.find(login.account.id, id)) };
    },
  };
}

/** @throws ProtocolError `bad-request`. */
function refuseUnfit(kind: 'direct' | 'group', members: readonly string[], creator: string): void {
  if (new Set(members).size !== members.length || !members.includes(creator)) {
    throw new ProtocolError('bad-request', 'The members are each one once, and the one who asks among them.');
  }
  if (kind === 'direct' && members.length !== 2) {
    throw new ProtocolError('bad-request', 'A direct conversation has two members.');
  }
}

const placeText = ({ changedAt, id }: StoredConversation) => `${changedAt}.${toText(id)}`;

/** What {@link placeText} writes. */
const placeSchema = z.string().transform((text, context): ConversationPlace => {
  const [time, id, ...rest] = text.split('.');
  const changedAt = pathNumberSchema.safeParse(time);
  const conversationId = conversationIdSchema.safeParse(id);
  if (changedAt.success && conversationId.success && rest.length === 0) {
    return { changedAt: changedAt.data, id: toBytes(conversationId.data) };
  }
  context.addIssue({ code: 'custom', message: 'expected a place in the list' });
  return z.NEVER;
});
