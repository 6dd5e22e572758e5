import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { ProtocolError } from '../../protocol/errors.ts';
import type { errorBodySchema } from '../../protocol/room-token.ts';

/** Answers what no route has taken. */
export const notFound: RequestHandler = () => {
  throw new ProtocolError('not-found');
};

/** Answers every error with its body; what nobody foresaw is logged and told as `internal`. */
export function errorHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const known = toProtocolError(error);
    if (known.code === 'internal') {
      logger.error({ err: error, method: request.method }, 'Request failed');
    }
    // The answer has begun: Express then breaks the connection off, so that nobody takes it for whole.
    if (response.headersSent) return next(error);
    sendError(response, known);
  };
}

function sendError(response: Response, { code, message, status, retryAfter }: ProtocolError): void {
  if (retryAfter !== undefined) response.set('Retry-After', String(Math.ceil(retryAfter)));
  const body: z.input<typeof errorBodySchema> = {
    error: { code, message, ...(retryAfter === undefined ? {} : { retryAfter }) },
  };
  response.status(status).set('Cache-Control', 'no-store').json(body);
}

/** Express and its body parser mark the errors that a client made with a 4xx `status`. */
export function toProtocolError(error: unknown): ProtocolError {
  if (error instanceof ProtocolError) return error;
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  if (status === 413) return new ProtocolError('message-too-large', undefined, { cause: error });
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new ProtocolError('bad-request', undefined, { cause: error });
  }
  return new ProtocolError('internal', undefined, { cause: error });
}
