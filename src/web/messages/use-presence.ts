import type { Presence } from '../../client/messenger/api.ts';
import { useSignal } from '../app/use-signal.ts';
import { useMessages } from './use-messages.ts';

/** Whether a contact is there; undefined for whoever is none. */
export function usePresence(accountId: string | undefined): Presence | undefined {
  const { messenger } = useMessages();
  return useSignal(messenger.contacts).find((contact) => contact.accountId === accountId)?.presence;
}
