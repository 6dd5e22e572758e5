import express, { type Express, type RequestHandler, type Router } from 'express';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Config } from '../../config/schema.ts';
import { liveEventsPath } from '../../protocol/live-events.ts';
import type { Health } from '../observability/health.ts';
import { trustProxy } from './client-address.ts';
import { crossOrigin } from './cross-origin.ts';
import { errorHandler, notFound } from './errors.ts';
import { healthRoutes } from './health-routes.ts';
import { rateLimit } from './rate-limit.ts';
import { requestMetrics } from './request-metrics.ts';
import { securityHeaders } from './security-headers.ts';
import { webApp } from './web-app.ts';

export interface HttpAppOptions {
  readonly config: Pick<Config, 'server' | 'limits'>;
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly health: Health;
  /**
   * The features' routes, each with its whole path, such as `/api/rooms/:roomId`: requests are measured
   * by it.
   */
  readonly routers: readonly Router[];
  /** Those that read bodies themselves, once they know from whom. */
  readonly sessionRouters: readonly Router[];
  /** Answers what polls for live events. */
  readonly liveEvents: RequestHandler;
  /** The folder of the built web app. */
  readonly webRoot: string;
}

/**
 * The public HTTP interface: what all requests have in common (headers, limits, measuring, errors), the
 * features' routes under `/api`, and the web app for everything else.
 */
export function createHttpApp({
  config,
  logger,
  metrics,
  health,
  routers,
  sessionRouters,
  liveEvents,
  webRoot,
}: HttpAppOptions): Express {
  const { server, limits } = config;
  const trust = trustProxy(server.trustProxy);
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', trust);
  app.set('query parser', 'simple');

  app.use(securityHeaders(server));
  const limit = rateLimit({ name: 'requests', perMinute: limits.http.requestsPerMinute, trust });
  // Polls wait for their events: how long says nothing of the server.
  app.use(liveEventsPath, limit, liveEvents);
  app.use(requestMetrics(metrics, logger));
  // Probes come often, all from one address, and must not be refused.
  app.use(healthRoutes(health, { detailed: false }));
  app.use(limit);
  app.use('/api', crossOrigin(server), (_, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  for (const router of sessionRouters) app.use(router);
  app.use('/api', express.json({ limit: limits.http.bodyBytes }));
  for (const router of routers) app.use(router);
  app.use(['/api', '/health', '/metrics'], notFound);
  app.use(webApp(webRoot));
  app.use(notFound);
  app.use(errorHandler(logger));
  return app;
}
