import type { RequestHandler } from 'express';
import type { Config } from '../../config/schema.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { isOriginAllowed } from './origins.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Lets pages of the allowed origins call the API (CORS), and refuses what other sites' pages send
 * without asking first.
 */
export function crossOrigin(server: Pick<Config['server'], 'publicUrl' | 'allowedOrigins'>): RequestHandler {
  return (request, response, next) => {
    const { origin, host } = request.headers;
    response.vary('Origin');
    const allowed = isOriginAllowed(origin, host, server);
    if (!allowed && !safeMethods.has(request.method)) throw new ProtocolError('origin-refused');
    if (allowed && origin !== undefined) {
      response.set({ 'Access-Control-Allow-Origin': origin, 'Cross-Origin-Resource-Policy': 'cross-origin' });
    }
    if (request.method !== 'OPTIONS') return next();
    if (allowed) {
      response.set({
        'Access-Control-Allow-Methods': 'GET, POST',
        'Access-Control-Allow-Headers': 'Content-Type',
        'Access-Control-Max-Age': '600',
      });
    }
    response.status(204).end();
  };
}
