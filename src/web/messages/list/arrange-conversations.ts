import type { ConversationSummary } from '../../../client/messenger/api.ts';
import { titleOf } from '../conversation-title.ts';

/** The parts of the list, each in the order in which its conversations came. */
export interface ArrangedConversations {
  readonly pinned: readonly ConversationSummary[];
  readonly others: readonly ConversationSummary[];
  readonly archived: readonly ConversationSummary[];
}

/**
 * Sorts conversations into the parts of the list.
 *
 * @param query What titles, names or handles are to contain, whatever its case and accents; all where it is empty.
 */
export function arrangeConversations(
  conversations: readonly ConversationSummary[],
  query: string,
): ArrangedConversations {
  const wanted = plain(query.trim());
  const found = conversations.filter(
    (conversation) =>
      wanted === '' || searchedTexts(conversation).some((text) => plain(text).includes(wanted)),
  );
  return {
    pinned: found.filter(({ isPinned, isArchived }) => isPinned && !isArchived),
    others: found.filter(({ isPinned, isArchived }) => !isPinned && !isArchived),
    archived: found.filter(({ isArchived }) => isArchived),
  };
}

function searchedTexts(conversation: ConversationSummary): string[] {
  return [
    titleOf(conversation),
    ...conversation.others.flatMap(({ displayName, handle }) => [displayName, handle]),
  ];
}

/** Without case and accents. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
