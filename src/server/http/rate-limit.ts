import type { RequestHandler } from 'express';
import { addressKey, clientAddress, type TrustProxy } from './client-address.ts';
import { RateCount } from './rate-count.ts';

/**
 * Refuses requests beyond a number per minute and address with `rate-limited` and `Retry-After`.
 *
 * @param name Tells this limit's counts from those of others.
 * @example
 * router.post('/api/rooms', rateLimit({ name: 'rooms', perMinute: 30, trust }), createRoom);
 */
export function rateLimit({
  name,
  perMinute,
  trust,
}: {
  name: string;
  perMinute: number;
  trust: TrustProxy;
}): RequestHandler {
  const requests = new RateCount(name, perMinute);
  return async (request, _response, next) => {
    await requests.count(addressKey(clientAddress(request, trust)));
    next();
  };
}
