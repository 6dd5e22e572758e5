import './app/zod-without-eval.ts';
import type { Messenger } from '../client/messenger/messenger.ts';
import { ServerApi } from '../client/server-api.ts';
import { kept } from './app/kept.ts';
import { startApp } from './app/start-app.tsx';

const element = document.getElementById('app');
if (element === null) throw new Error('index.html has no element with the id "app"');

const server = new ServerApi(window.location.origin);
const accounts = kept(async () => {
  const { openAccounts } = await import('../client/account/index.ts');
  return openAccounts(server);
});
const messenger = kept(async (): Promise<Messenger> => {
  const { holdMessenger } = await import('./messages/held-messenger.ts');
  return holdMessenger(await accounts.load(), server, messenger.forget);
});
await startApp(element, {
  server,
  loadAccounts: accounts.load,
  loadMessenger: messenger.load,
  loadCallLibrary: async () => {
    const { createCall, createLocalMedia, openIdentityStore } = await import('../client/index.ts');
    const identity = openIdentityStore();
    return {
      createLocalMedia,
      createCall: ({ encryption, ...options }) =>
        createCall({
          server,
          ...options,
          encryption: encryption === 'none' ? 'none' : { ...encryption, identity },
        }),
    };
  },
});
