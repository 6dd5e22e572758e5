import { isErrorCode, ProtocolError } from '../protocol/errors.ts';
import { errorBodySchema } from '../protocol/room-token.ts';

/** A proxy in front of a server that is down answers 5xx with a page of its own: that is `unreachable`. */
export function unreadable(status: number, cause: unknown): ProtocolError {
  return new ProtocolError(status >= 500 ? 'unreachable' : 'unexpected-answer', undefined, { cause });
}

/** What the server said in place of an answer. */
export function readError(status: number, body: unknown): ProtocolError {
  const parsed = errorBodySchema.safeParse(body);
  if (!parsed.success) return unreadable(status, parsed.error);
  const { code, message, retryAfter } = parsed.data.error;
  if (!isErrorCode(code)) return new ProtocolError('unexpected-answer', message);
  return new ProtocolError(code, message, retryAfter === undefined ? {} : { retryAfter });
}
