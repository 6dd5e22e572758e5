import './app/zod-without-eval.ts';
import { ServerApi } from '../client/server-api.ts';
import { startApp } from './app/start-app.tsx';

const element = document.getElementById('app');
if (element === null) throw new Error('index.html has no element with the id "app"');

const server = new ServerApi(window.location.origin);
await startApp(element, {
  server,
  loadAccounts: async () => {
    const { openAccounts } = await import('../client/account/index.ts');
    return openAccounts(server);
  },
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
