import type { Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { Histogram, type Registry } from 'prom-client';

/**
 * Measures each request. The label is the route's pattern, never the URL, which would name rooms and
 * let callers make labels without end.
 */
export function requestMetrics(registry: Registry, logger: Logger): RequestHandler {
  const duration = new Histogram({
    name: 'sottovoce_http_request_duration_seconds',
    help: 'Seconds from an HTTP request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  });
  return (request, response, next) => {
    const stop = duration.startTimer({ method: request.method });
    response.once('finish', () => {
      const route = routePattern(request);
      const status = String(response.statusCode);
      const seconds = stop({ route, status });
      logger.debug({ method: request.method, route, status, seconds }, 'Request');
    });
    next();
  };
}

function routePattern(request: Request): string {
  const route: unknown = request.route;
  const path = typeof route === 'object' && route !== null && 'path' in route ? route.path : undefined;
  return typeof path === 'string' ? path : 'none';
}
