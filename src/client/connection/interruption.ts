import { ProtocolError } from '../../protocol/errors.ts';
import type { EndReason } from '../../protocol/server-messages.ts';

/** Why a room control connection is no more, or never came about. */
export type Interruption =
  /** The network broke, or nothing answered: the session may still be there. */
  | { kind: 'cut' }
  /** The server said no, and why. */
  | { kind: 'refused'; error: ProtocolError }
  /** The session is over for good. */
  | { kind: 'ended'; reason: EndReason };

/** Any error as an interruption: a server that did not answer is a cut, anything else a refusal. */
export function interruptionOf(error: unknown): Interruption {
  if (!(error instanceof ProtocolError)) {
    return { kind: 'refused', error: new ProtocolError('internal', String(error), { cause: error }) };
  }
  return error.code === 'unreachable' ? { kind: 'cut' } : { kind: 'refused', error };
}
