import { computed } from '@preact/signals-core';
import { localKeyOf } from '../../e2ee/account/account-keys.ts';
import { conversationRoutes } from '../../protocol/conversations.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { peopleRoutes } from '../../protocol/people.ts';
import type { Accounts } from '../account/accounts.ts';
import { browserLabel } from '../account/browser-label.ts';
import { filesFolder } from '../account/kept-account.ts';
import { createInvitation } from '../invitation.ts';
import { routeRequests } from '../route-requests.ts';
import type { ServerApi } from '../server-api.ts';
import type { FileParts } from './files/file-parts.ts';
import { BrowserFilePlaces, type FilePlaces, MemoryFilePlaces } from './files/file-places.ts';
import { FileRequests } from './files/file-requests.ts';
import { LiveConnection } from './live-connection.ts';
import { BrowserLocalStore, type LocalStore, MemoryLocalStore } from './local-store.ts';
import { Messenger } from './messenger.ts';

export interface OpenMessengerOptions {
  /** Somebody is logged in. */
  readonly accounts: Accounts;
  readonly server: Pick<ServerApi, 'createRoom'>;
  /** Keeps what makes this person a moderator of a room that was made for a call. */
  readonly keepModeratorKey: (roomId: string, moderatorKey: string) => void;
  /** Looks into a file before it is sent. */
  readonly preview: FileParts['preview'];
  /** Hears of what goes wrong in the background, where nobody asked. */
  readonly failed: (error: unknown) => void;
}

/** The contacts and conversations of whoever is logged in on this page. */
export async function openMessenger({
  accounts,
  server,
  keepModeratorKey,
  preview,
  failed,
}: OpenMessengerOptions): Promise<Messenger> {
  const me = accounts.keys;
  if (me === undefined) throw new ProtocolError('login-required');
  const { origin } = window.location;
  const send: typeof fetch = (...asked) => fetch(...asked);
  return Messenger.open({
    me,
    displayName: computed(() => {
      const { value } = accounts.state;
      return value.kind === 'signed-in' ? value.displayName : me.handle;
    }),
    request: {
      people: routeRequests(peopleRoutes, origin, send),
      conversations: routeRequests(conversationRoutes, origin, send),
    },
    live: new LiveConnection(origin),
    files: {
      requests: new FileRequests(origin, send),
      places: await openPlaces(me.accountId),
      preview,
    },
    store: await openStore(me.accountId, me.masterKey),
    deviceLabel: browserLabel(navigator.userAgent),
    sessionId: async () => {
      const current = (await accounts.sessions()).find(({ isCurrent }) => isCurrent);
      if (current === undefined) throw new ProtocolError('login-required');
      return current.sessionId;
    },
    endSession: (sessionId) => accounts.endSession(sessionId),
    createRoom: async () => {
      const { roomId, moderatorKey } = await server.createRoom();
      keepModeratorKey(roomId, moderatorKey);
      return { roomId, invitation: createInvitation() };
    },
    exclusively: (name, act) => navigator.locks.request(name, act),
    failed,
  });
}

/** A browser that keeps nothing, such as in a private window, keeps it as long as the page. */
async function openStore(accountId: string, masterKey: CryptoKey): Promise<LocalStore> {
  try {
    return await BrowserLocalStore.open(accountId, await localKeyOf(masterKey));
  } catch {
    return new MemoryLocalStore();
  }
}

async function openPlaces(accountId: string): Promise<FilePlaces> {
  try {
    return await BrowserFilePlaces.open(filesFolder(accountId), Date.now());
  } catch {
    return new MemoryFilePlaces();
  }
}
