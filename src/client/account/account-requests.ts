import type { accountRoutes } from '../../protocol/accounts.ts';
import type { RouteRequest } from '../route-requests.ts';

/** Asks one of the account routes. */
export type AccountRequest = RouteRequest<typeof accountRoutes>;
