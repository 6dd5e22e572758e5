import { effect } from '@preact/signals-core';
import type { Accounts } from '../../client/account/accounts.ts';
import { openMessenger } from '../../client/messenger/index.ts';
import type { Messenger } from '../../client/messenger/messenger.ts';
import type { ServerApi } from '../../client/server-api.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { openStorage } from '../app/memory-storage.ts';
import { RoomMemory } from '../room/room-memory.ts';
import { previewOf } from './files/preview.ts';

/**
 * Opens the contacts and conversations of whoever is logged in, and closes them once that one is not any more.
 *
 * @param closed Is called then: whoever logs in next has others.
 */
export async function holdMessenger(
  accounts: Accounts,
  server: ServerApi,
  closed: () => void,
): Promise<Messenger> {
  const accountId = accounts.keys?.accountId;
  /** A browser that its person has taken out forgets everything; one whose session has ended finds out that it has. */
  const unlessEnded = async (error: unknown) => {
    const code = error instanceof ProtocolError ? error.code : undefined;
    if (code === 'device-revoked') await accounts.logOut();
    else if (code === 'login-required') await accounts.resume();
    else throw error;
  };
  const stores = {
    device: openStorage(() => window.localStorage),
    tab: openStorage(() => window.sessionStorage),
  };
  const messenger = await openMessenger({
    accounts,
    server,
    keepModeratorKey: (roomId, key) => new RoomMemory(roomId, stores).keepModeratorKey(key),
    preview: previewOf,
    failed: (error) => void unlessEnded(error).catch(reportError),
  }).catch(async (error: unknown) => {
    await unlessEnded(error);
    throw error;
  });
  const end = effect(() => {
    const state = accounts.state.value;
    if (state.kind === 'signed-in' && state.accountId === accountId) return;
    queueMicrotask(() => end());
    messenger.close();
    closed();
  });
  return messenger;
}
