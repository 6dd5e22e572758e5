import { Router } from 'express';
import type { Health } from '../observability/health.ts';

/**
 * `GET /health/live` and `GET /health/ready`, for probes.
 *
 * @param detailed Whether readiness names its checks and their outcomes: for the internal port alone.
 */
export function healthRoutes(health: Health, { detailed }: { detailed: boolean }): Router {
  const router = Router();
  router.get('/health/live', (_, response) => {
    response.set('Cache-Control', 'no-store').json({ service: 'sottovoce', live: true });
  });
  router.get('/health/ready', async (_, response) => {
    const { ready, checks } = await health.readiness();
    response
      .status(ready ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json(detailed ? { ready, checks } : { ready });
  });
  return router;
}
