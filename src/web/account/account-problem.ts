import { ProtocolError } from '../../protocol/errors.ts';

const worded = [
  'credentials-refused',
  'handle-taken',
  'handle-refused',
  'registration-closed',
  'invitation-refused',
  'attempt-expired',
  'login-required',
  'storage-unavailable',
  'unreachable',
  'conflict',
  'not-found',
  'not-a-contact',
  'limit-reached',
  'identity-mismatch',
  'unexpected-answer',
  'device-revoked',
] as const;

/** What went wrong, by the words that say it; `wait` says for how long. */
export type AccountProblem =
  | { readonly kind: (typeof worded)[number] | 'other' }
  | { readonly kind: 'wait'; readonly minutes: number };

export function accountProblemOf(error: unknown): AccountProblem {
  if (!(error instanceof ProtocolError)) return { kind: 'other' };
  if (error.code === 'rate-limited') {
    return { kind: 'wait', minutes: Math.max(1, Math.ceil((error.retryAfter ?? 60) / 60)) };
  }
  return { kind: worded.find((code) => code === error.code) ?? 'other' };
}
