import { conversationIdSchema } from '../../protocol/conversations.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { pathNumberSchema, pathParameter } from '../accounts/path-parameter.ts';
import { toBytes, toText } from '../http/base64url.ts';
import type { StoredLogEntry } from '../storage/log-store.ts';
import type { ConversationHandlers, ConversationParts } from './conversation-parts.ts';
import { newKeys } from './new-keys.ts';
import { withinPage } from './page-size.ts';

/** Most entries of one answer. */
const pageLength = 100;

/** Membership logs, which the server orders and does not read. */
export function logHandlers({
  logs,
  bus,
  chains,
  limits,
  counts,
  metrics,
  now,
}: ConversationParts): ConversationHandlers<'readLog' | 'appendLog'> {
  return {
    async readLog({ login, params }) {
      const id = toBytes(pathParameter(conversationIdSchema, params.conversationId));
      const from = pathParameter(pathNumberSchema, params.from);
      const { entries, length } = await logs.read(login.account.id, id, from, pageLength);
      return { entries: withinPage(entries, entrySize).map(entryView), length };
    },

    async appendLog({ login, params, body: { index, entry, changes, keys } }) {
      const conversationId = pathParameter(conversationIdSchema, params.conversationId);
      const changed = [...changes.added, ...changes.removed];
      if (new Set(changed).size !== changed.length) {
        throw new ProtocolError('bad-request', 'Each person is added or removed once.');
      }
      await counts.entries.count(toText(login.account.id));
      await chains.run(conversationId, async () => {
        const hearing = await logs.append({
          conversationId: toBytes(conversationId),
          accountId: login.account.id,
          index,
          entry: toBytes(entry),
          added: changes.added.map(toBytes),
          removed: changes.removed.map(toBytes),
          keys: keys && newKeys(keys),
          now: now(),
          limits: { members: limits.members, perAccount: limits.perAccount },
        });
        if (hearing.length === 0) return;
        metrics.appended();
        const payload = { conversationId, logLength: index + 1 };
        bus.publish({ kind: 'event', to: hearing.map(toText), name: 'conversationChanged', payload });
      });
    },
  };
}

function entryView({ index, entry, keys }: StoredLogEntry) {
  if (keys === undefined) return { index, entry: toText(entry) };
  const { epoch, head, box } = keys;
  return {
    index,
    entry: toText(entry),
    keys: { epoch, head: toText(head), ...(box === undefined ? {} : { box: toText(box) }) },
  };
}

const entrySize = ({ entry, keys }: StoredLogEntry) =>
  entry.length + (keys === undefined ? 0 : keys.head.length + (keys.box?.length ?? 0));
