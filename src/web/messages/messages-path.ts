/** What one of the pages of contacts and conversations shows. */
export type MessagesPlace =
  | { readonly kind: 'list' }
  | { readonly kind: 'conversation'; readonly conversationId: string }
  | { readonly kind: 'contacts' }
  /** A personal link: somebody by their handle. */
  | { readonly kind: 'person'; readonly handle: string };

/** Where these pages are found on this server. */
export const messagesPaths = {
  list: '/messages',
  contacts: '/contacts',
  conversation: (conversationId: string) => `/messages/${conversationId}`,
} as const;

/** Reads a path that begins as one of theirs; what it cannot be is the list. */
export function parseMessagesPath(path: string): MessagesPlace {
  const [, page, rest = ''] = /^\/(messages|contacts|p)(?:\/([\w.-]*))?\/?$/.exec(path) ?? [];
  if (page === 'contacts') return { kind: 'contacts' };
  if (page === 'messages' && rest !== '') return { kind: 'conversation', conversationId: rest };
  if (page === 'p' && rest !== '') return { kind: 'person', handle: rest };
  return { kind: 'list' };
}
