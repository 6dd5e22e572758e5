import type { z } from 'zod';
import { ProtocolError } from '../../protocol/errors.ts';
import type { liveErrorSchema } from '../../protocol/live-events.ts';

/** An error as it acknowledges a request. */
export function liveErrorBody({ code, message, retryAfter }: ProtocolError): z.input<typeof liveErrorSchema> {
  return { error: { code, message, ...(retryAfter === undefined ? {} : { retryAfter }) } };
}

/** What refuses a connection: socket.io hands `data` to the client. */
export class ConnectionRefused extends Error {
  override readonly name = 'ConnectionRefused';
  readonly data: z.input<typeof liveErrorSchema>;

  constructor(error: ProtocolError) {
    super(error.code);
    this.data = liveErrorBody(error);
  }
}

/** What nobody foresaw is told as `internal`. */
export function asProtocolError(error: unknown): ProtocolError {
  return error instanceof ProtocolError ? error : new ProtocolError('internal', undefined, { cause: error });
}
