import { createContext, useContext } from 'react';
import type { Accounts as AccountLibrary, AccountState } from '../../client/account/accounts.ts';
import type { Call, LocalMedia } from '../../client/api.ts';
import type { Messenger } from '../../client/messenger/api.ts';
import type { RoomPreview } from '../../client/server-api.ts';
import type { Bootstrap, CreatedRoom } from '../../protocol/room-token.ts';

/** What the app asks of its server over HTTP. Every method rejects with a `ProtocolError`. */
export interface Server {
  bootstrap(): Promise<Bootstrap>;
  createRoom(): Promise<CreatedRoom>;
  /** @param invitation Opens the names of those inside, which come sealed. It is not sent. */
  room(roomId: string, invitation?: string): Promise<RoomPreview>;
}

/** The part of the client library that brings WebRTC with it; loaded once somebody opens a room. */
export interface CallLibrary {
  createLocalMedia(): LocalMedia;
  createCall(options: CallOptions): Call;
}

export interface CallOptions {
  roomId: string;
  displayName: string;
  /** The same secret is the same participant in this room. */
  peerSecret: string;
  moderatorKey?: string;
  media: LocalMedia;
  /** `'none'` only for a room whose address says that it has no encryption. */
  encryption: { invitation: string } | 'none';
}

export type { AccountState };
/** The part of the client library that knows a person's account. */
export type Accounts = Pick<AccountLibrary, Exclude<keyof AccountLibrary, 'keys'>>;

export interface Services {
  readonly server: Server;
  /** Always the same; asks the server who is logged in. */
  loadAccounts(): Promise<Accounts>;
  loadCallLibrary(): Promise<CallLibrary>;
  /** Always the same for whoever is logged in. */
  loadMessenger(): Promise<Messenger>;
}

const ServicesContext = createContext<Services | undefined>(undefined);

export const ServicesProvider = ServicesContext.Provider;

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === undefined) throw new Error('useServices needs a ServicesProvider above it');
  return services;
}
