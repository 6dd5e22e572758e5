import type { Request } from 'express';
import type { z } from 'zod';
import type { AccountAnswer, AccountRouteName, accountRoutes } from '../../protocol/accounts.ts';
import type { StoredAccount } from '../storage/account-store.ts';
import type { StoredSession } from '../storage/session-store.ts';
import type { OpenedSession } from './sessions.ts';

type Routes = typeof accountRoutes;

/** Who asks: an account by one of its sessions. */
export interface LoggedIn {
  readonly account: StoredAccount;
  readonly session: StoredSession;
}

/** A request to one of the routes, parsed. */
export interface AccountRequest<N extends AccountRouteName> {
  readonly body: z.output<Routes[N]['body']>;
  readonly params: Request['params'];
  /** What limits count by: an IPv4 address, or an IPv6 /64 network. */
  readonly network: string;
  /** For routes with a session alone. */
  readonly login: Routes[N]['session'] extends true ? LoggedIn : undefined;
  readonly cookie: {
    set(session: OpenedSession): void;
    clear(): void;
  };
}

/** @returns The route's answer; its status is in the table. */
export type AccountHandler<N extends AccountRouteName> = (
  request: AccountRequest<N>,
) => Promise<AccountAnswer<N>>;

export type AccountHandlers<N extends AccountRouteName = AccountRouteName> = {
  readonly [R in N]: AccountHandler<R>;
};
