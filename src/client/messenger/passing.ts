import { ProtocolError } from '../../protocol/errors.ts';

const passing = new Set(['unreachable', 'storage-unavailable', 'draining', 'internal', 'rate-limited']);
/** Seconds until another try where nobody says how long. */
const defaultPause = 5;

/** Whether something is worth asking again: it may have been done, or can be done later. */
export function isPassing(error: unknown): error is ProtocolError {
  return error instanceof ProtocolError && passing.has(error.code);
}

/** Seconds to wait before that. */
export function pauseAfter({ retryAfter }: ProtocolError): number {
  return retryAfter ?? defaultPause;
}
