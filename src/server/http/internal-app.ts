import express, { type Express } from 'express';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Health } from '../observability/health.ts';
import { errorHandler, notFound } from './errors.ts';
import { healthRoutes } from './health-routes.ts';

/** What only the operator's own network may see: metrics, and health with the reasons. */
export function createInternalApp({
  metrics,
  health,
  logger,
}: {
  metrics: Registry;
  health: Health;
  logger: Logger;
}): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(healthRoutes(health, { detailed: true }));
  app.get('/metrics', async (_, response) => {
    response.set('Content-Type', metrics.contentType).send(await metrics.metrics());
  });
  app.use(notFound);
  app.use(errorHandler(logger));
  return app;
}
