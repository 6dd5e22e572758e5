import type { RequestHandler } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ProtocolError } from '../../protocol/errors.ts';
import { addressKey, clientAddress, type TrustProxy } from './client-address.ts';

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
  const limiter = new RateLimiterMemory({ keyPrefix: name, points: perMinute, duration: 60 });
  return async (request, _response, next) => {
    try {
      await limiter.consume(addressKey(clientAddress(request, trust)));
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const retryAfter = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
      throw new ProtocolError('rate-limited', undefined, { retryAfter });
    }
    next();
  };
}
