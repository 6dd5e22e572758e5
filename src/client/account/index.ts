import { accountRoutes } from '../../protocol/accounts.ts';
import { routeRequests } from '../route-requests.ts';
import type { ServerApi } from '../server-api.ts';
import { Accounts } from './accounts.ts';
import { browserLabel } from './browser-label.ts';
import { BrowserAccountStore } from './kept-account.ts';
import { OpaqueInWorker } from './opaque-in-worker.ts';

/** The account of this page's person at its own server; asks who is logged in. */
export async function openAccounts(server: Pick<ServerApi, 'bootstrap'>): Promise<Accounts> {
  const { accounts } = await server.bootstrap();
  const channel = new BroadcastChannel('sottovoce.account');
  return Accounts.open({
    request: routeRequests(accountRoutes, window.location.origin, (...asked) => fetch(...asked)),
    registration: accounts.registration,
    store: new BrowserAccountStore(indexedDB),
    openOpaque: () => new OpaqueInWorker(),
    browser: browserLabel(navigator.userAgent),
    tabs: {
      tell: () => channel.postMessage('changed'),
      listen: (heard) => {
        channel.onmessage = heard;
      },
    },
  });
}
