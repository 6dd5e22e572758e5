import type { ReadonlySignal } from '@preact/signals-core';
import { createContext, useContext } from 'react';
import type { Call, LocalMedia } from '../../client/api.ts';
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

export type AccountState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'signed-out' }
  | {
      readonly kind: 'signed-in';
      readonly accountId: string;
      readonly handle: string;
      readonly displayName: string;
    };

/** A browser that is logged in to the account. Times are milliseconds since 1970 began. */
export interface ListedSession {
  readonly sessionId: string;
  readonly browser: string;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly isCurrent: boolean;
}

/** The part of the client library that knows a person's account. Every method rejects with a `ProtocolError`. */
export interface Accounts {
  readonly state: ReadonlySignal<AccountState>;
  /** Who may make an account on this server. */
  readonly registration: 'open' | 'invitation' | 'closed';
  /** @returns The recovery key, which is never to be had again. */
  signUp(wish: {
    handle: string;
    displayName: string;
    password: string;
    invitation?: string;
  }): Promise<string>;
  logIn(credentials: { handle: string; password: string }): Promise<void>;
  logOut(): Promise<void>;
  logOutEverywhere(): Promise<void>;
  sessions(): Promise<readonly ListedSession[]>;
  endSession(sessionId: string): Promise<void>;
  rename(displayName: string): Promise<void>;
  changePassword(passwords: { password: string; newPassword: string }): Promise<void>;
  /** @returns The new recovery key; the one before opens nothing any more. */
  renewRecoveryKey(proof: { password: string }): Promise<string>;
  recover(wish: { handle: string; recoveryKey: string; newPassword: string }): Promise<void>;
  deleteAccount(proof: { password: string }): Promise<void>;
  /** What is wrong with a recovery key as it was typed; nothing for one that may be right. */
  recoveryKeyProblem(text: string): 'missing' | 'mistyped' | undefined;
  passwordStrength(password: string, personal: readonly string[]): Promise<{ score: 0 | 1 | 2 | 3 | 4 }>;
}

export interface Services {
  readonly server: Server;
  /** Always the same; asks the server who is logged in. */
  loadAccounts(): Promise<Accounts>;
  loadCallLibrary(): Promise<CallLibrary>;
}

const ServicesContext = createContext<Services | undefined>(undefined);

export const ServicesProvider = ServicesContext.Provider;

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === undefined) throw new Error('useServices needs a ServicesProvider above it');
  return services;
}
