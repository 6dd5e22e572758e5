import type { ConversationSummary } from '../../client/messenger/api.ts';

/** A conversation's own title, or the names of those who are in it. */
export function titleOf({ title, others }: Pick<ConversationSummary, 'title' | 'others'>): string {
  if (title !== undefined && title !== '') return title;
  return others.map(({ displayName }) => displayName).join(', ');
}
