import { Router } from 'express';
import type { Config } from '../../config/schema.ts';
import type { Bootstrap } from '../../protocol/room-token.ts';
import { shareOrigin } from './share-origin.ts';

export interface BootstrapOptions {
  readonly config: Pick<Config, 'accounts' | 'client' | 'server'>;
  readonly version: string;
  /** Origins at which other devices reach this server; known once it listens. */
  readonly reachableOrigins: () => readonly string[];
}

/** What the web app needs to know of its server. */
export function bootstrapRoutes({ config, version, reachableOrigins }: BootstrapOptions): Router {
  const router = Router();
  router.get('/api/bootstrap', (request, response) => {
    const bootstrap: Bootstrap = {
      version,
      shareOrigin: shareOrigin(request.headers, request.secure, config.server.publicUrl, reachableOrigins()),
      ...config.client,
      accounts: { registration: config.accounts.registration },
    };
    response.json(bootstrap);
  });
  return router;
}
