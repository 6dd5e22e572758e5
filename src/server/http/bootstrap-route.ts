import { Router } from 'express';
import type { Config } from '../../config/schema.ts';
import type { Bootstrap } from '../../protocol/room-token.ts';

export interface BootstrapRouteOptions {
  readonly config: Pick<Config, 'server' | 'client'>;
  readonly version: string;
  /** Under which origin other devices reach this server; asked at each request. */
  readonly originForOthers: () => string | undefined;
}

const isLoopback = (origin: string) => /^https?:\/\/(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i.test(origin);

/** `GET /api/bootstrap`: what the web app needs to know of its server. */
export function bootstrapRoute({ config, version, originForOthers }: BootstrapRouteOptions): Router {
  const { publicUrl } = config.server;
  const { video, screen, audio } = config.client;
  const router = Router();
  router.get('/api/bootstrap', (request, response) => {
    const used = `${request.protocol}://${request.headers.host ?? 'localhost'}`;
    // A link to localhost would lead whoever receives it to their own machine.
    const shareOrigin = publicUrl ?? (isLoopback(used) ? (originForOthers() ?? used) : used);
    const bootstrap: Bootstrap = { version, shareOrigin, video, screen, audio };
    response.json(bootstrap);
  });
  return router;
}
