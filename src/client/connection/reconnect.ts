import { type ErrorCode, ProtocolError } from '../../protocol/errors.ts';
import type { EndReason } from '../../protocol/server-messages.ts';
import type { Interruption } from './interruption.ts';

/**
 * What is known while a call is out of its room. Times are milliseconds of `Date.now()`.
 *
 * Invariant: `attempts` counts the attempts of this outage alone; it starts anew with each outage.
 */
export interface Outage {
  readonly since: number;
  readonly attempts: number;
  /** False while the room is entered for the first time: then a person waits, and is told soon. */
  readonly entered: boolean;
  /** How to come back into the same session, while the server keeps it. */
  readonly resume: { readonly token: string; readonly until: number } | undefined;
}

/** What to do next; `delay` in milliseconds. */
export type NextStep =
  | { kind: 'resume'; token: string; delay: number }
  | { kind: 'enter'; delay: number }
  | { kind: 'end'; reason: EndReason }
  | { kind: 'fail'; error: ProtocolError };

/** Refusals that another try can overcome. */
const transient: ReadonlySet<ErrorCode> = new Set([
  'draining',
  'internal',
  'media-unavailable',
  'rate-limited',
  'server-full',
  'session-expired',
  'token-expired',
  'token-invalid',
  'token-replayed',
  'unreachable',
]);
/** Refusals of a token or of a session, that a fresh token overcomes at once. */
const stale: ReadonlySet<ErrorCode> = new Set([
  'session-expired',
  'token-expired',
  'token-invalid',
  'token-replayed',
]);
/** Refusals that a person who enters for the first time is better told at once. */
const worthTelling: ReadonlySet<ErrorCode> = new Set(['server-full', 'rate-limited', 'internal']);

const firstDelay = 500;
const longestDelay = 5_000;
/** A session that is kept is asked for more often: nobody is disturbed by that, and its time runs out. */
const longestResumeDelay = 2_000;
const attemptsOfFirstEntry = 3;
const attemptsOfReturn = 8;
const patience = 5 * 60_000;

/**
 * Decides how a call comes back after an interruption.
 *
 * @param now Milliseconds of `Date.now()`.
 * @param random From 0 to 1: spreads clients that were cut at the same moment.
 */
export function nextStep(outage: Outage, interruption: Interruption, now: number, random: number): NextStep {
  switch (interruption.kind) {
    case 'ended':
      // The whole node's clients are told at once, so they come back one by one.
      return interruption.reason === 'node-draining'
        ? { kind: 'enter', delay: Math.round(random * 2_000) }
        : { kind: 'end', reason: interruption.reason };
    case 'refused':
      return afterRefusal(outage, interruption.error, now, random);
    case 'cut':
      return afterCut(outage, new ProtocolError('unreachable'), now, random);
  }
}

function afterRefusal(outage: Outage, error: ProtocolError, now: number, random: number): NextStep {
  if (!transient.has(error.code)) return { kind: 'fail', error };
  if (!outage.entered && worthTelling.has(error.code)) return { kind: 'fail', error };
  if (isExhausted(outage, now)) return { kind: 'fail', error };
  if (stale.has(error.code) && outage.attempts <= 1) return { kind: 'enter', delay: 0 };
  const asked = (error.retryAfter ?? 0) * 1000;
  return { kind: 'enter', delay: Math.max(asked, backoff(outage.attempts, random)) };
}

function afterCut(outage: Outage, error: ProtocolError, now: number, random: number): NextStep {
  if (isExhausted(outage, now)) return { kind: 'fail', error };
  const delay = outage.attempts === 0 ? 0 : backoff(outage.attempts, random);
  const resumeDelay = Math.min(delay, longestResumeDelay);
  const { resume } = outage;
  return resume !== undefined && now + resumeDelay < resume.until
    ? { kind: 'resume', token: resume.token, delay: resumeDelay }
    : { kind: 'enter', delay };
}

/** A computer that slept for hours gets its attempts too: time alone never ends a call. */
function isExhausted(outage: Outage, now: number): boolean {
  if (!outage.entered) return outage.attempts >= attemptsOfFirstEntry;
  return outage.attempts >= attemptsOfReturn && now - outage.since >= patience;
}

/** Doubles from half a second to five seconds, and takes from half to all of that. */
export function backoff(attempts: number, random: number): number {
  const ceiling = Math.min(longestDelay, firstDelay * 2 ** Math.min(Math.max(attempts - 1, 0), 10));
  return Math.round(ceiling * (0.5 + random / 2));
}
