import { ProtocolError } from '../../protocol/errors.ts';

/** The problems that have a page and words of their own; all others share `other`. */
const worded = [
  'room-not-found',
  'room-full',
  'room-locked',
  'removed',
  'encryption-required',
  'encryption-unavailable',
  'server-full',
  'draining',
  'unreachable',
] as const;

export type Problem = (typeof worded)[number] | 'other';

/** Which words say what an error means. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof ProtocolError)) return 'other';
  return worded.find((problem) => problem === error.code) ?? 'other';
}
