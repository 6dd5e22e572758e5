import { createContext, useContext } from 'react';
import type { Messenger } from '../../client/messenger/api.ts';

/** What all pages of contacts and conversations share. */
export interface Messages {
  readonly messenger: Messenger;
  /** Who is logged in. */
  readonly me: { readonly accountId: string; readonly handle: string; readonly displayName: string };
  /** Opens another of these pages by its path. */
  open(path: string): void;
}

const MessagesContext = createContext<Messages | undefined>(undefined);

export const MessagesProvider = MessagesContext.Provider;

export function useMessages(): Messages {
  const messages = useContext(MessagesContext);
  if (messages === undefined) throw new Error('useMessages needs a MessagesProvider above it');
  return messages;
}
