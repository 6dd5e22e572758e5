import type { AccountRouteName, accountRoutes } from '../../protocol/accounts.ts';
import type { SessionHandlers } from './session-route.ts';

export type AccountHandlers<N extends AccountRouteName = AccountRouteName> = SessionHandlers<
  typeof accountRoutes,
  N
>;
