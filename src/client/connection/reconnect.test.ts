import { describe, expect, it } from '@jest/globals';
import { type ErrorCode, ProtocolError } from '../../protocol/errors.ts';
import { backoff, nextStep, type Outage } from './reconnect.ts';

const start = 1_000_000;
const inRoom: Outage = {
  since: start,
  attempts: 0,
  entered: true,
  resume: { token: 'r1', until: start + 30_000 },
};
const atDoor: Outage = { since: start, attempts: 1, entered: false, resume: undefined };
const cut = { kind: 'cut' } as const;
const refused = (code: ErrorCode, retryAfter?: number) => ({
  kind: 'refused' as const,
  error: new ProtocolError(code, undefined, retryAfter === undefined ? {} : { retryAfter }),
});

describe('nextStep after a cut', () => {
  it('resumes at once', () => {
    expect(nextStep(inRoom, cut, start, 0.5)).toEqual({ kind: 'resume', token: 'r1', delay: 0 });
  });

  it('keeps resuming, ever more slowly, while the server keeps the session', () => {
    const delays = [1, 2, 3, 4].map((attempts) => {
      const step = nextStep({ ...inRoom, attempts }, cut, start + 1_000, 1);
      expect(step.kind).toBe('resume');
      return 'delay' in step ? step.delay : undefined;
    });
    expect(delays).toEqual([500, 1000, 2000, 2000]);
  });

  it('enters anew once the session is too old', () => {
    expect(nextStep({ ...inRoom, attempts: 6 }, cut, start + 30_001, 0)).toMatchObject({ kind: 'enter' });
  });

  it('does not resume where the wait would outlast the session', () => {
    const late = start + 29_000;
    expect(nextStep({ ...inRoom, attempts: 5 }, cut, late, 1)).toMatchObject({ kind: 'enter', delay: 5000 });
  });

  it('enters anew where it never had a session', () => {
    expect(nextStep({ ...inRoom, resume: undefined }, cut, start, 0)).toEqual({ kind: 'enter', delay: 0 });
  });

  it('comes back after hours of sleep', () => {
    const hours = start + 8 * 3_600_000;
    expect(nextStep({ ...inRoom, attempts: 0 }, cut, hours, 0)).toEqual({ kind: 'enter', delay: 0 });
    expect(nextStep({ ...inRoom, attempts: 7 }, cut, hours, 0)).toMatchObject({ kind: 'enter' });
  });

  it('gives up after five minutes and eight attempts, and says why', () => {
    const tired = { ...inRoom, attempts: 8 };
    expect(nextStep(tired, cut, start + 4 * 60_000, 0)).toMatchObject({ kind: 'enter' });
    expect(nextStep(tired, cut, start + 5 * 60_000, 0)).toMatchObject({
      kind: 'fail',
      error: { code: 'unreachable' },
    });
  });

  it('tells a person at the door after three attempts', () => {
    expect(nextStep({ ...atDoor, attempts: 2 }, cut, start, 0)).toMatchObject({ kind: 'enter' });
    expect(nextStep({ ...atDoor, attempts: 3 }, cut, start, 0)).toMatchObject({
      kind: 'fail',
      error: { code: 'unreachable' },
    });
  });
});

describe('nextStep after a refusal', () => {
  it.each<ErrorCode>(['session-expired', 'token-expired', 'token-replayed'])(
    'fetches a fresh token at once after %s',
    (code) => {
      expect(nextStep({ ...inRoom, attempts: 1 }, refused(code), start, 1)).toEqual({
        kind: 'enter',
        delay: 0,
      });
    },
  );

  it('slows down where fresh tokens are refused, too', () => {
    const step = nextStep({ ...inRoom, attempts: 3 }, refused('token-invalid'), start, 1);
    expect(step).toEqual({ kind: 'enter', delay: 2000 });
  });

  it.each<ErrorCode>([
    'room-full',
    'room-locked',
    'removed',
    'room-not-found',
    'forbidden',
    'origin-refused',
    'unsupported-browser',
    'bad-request',
  ])('fails for good with %s', (code) => {
    for (const outage of [inRoom, atDoor]) {
      expect(nextStep(outage, refused(code), start, 0)).toMatchObject({ kind: 'fail', error: { code } });
    }
  });

  it.each<ErrorCode>(['server-full', 'rate-limited', 'internal'])(
    'tells %s at the door, but tries again for somebody who was inside',
    (code) => {
      expect(nextStep(atDoor, refused(code), start, 0)).toMatchObject({ kind: 'fail', error: { code } });
      expect(nextStep({ ...inRoom, attempts: 1 }, refused(code), start, 0)).toMatchObject({ kind: 'enter' });
    },
  );

  it.each<ErrorCode>(['draining', 'media-unavailable'])('waits a little at the door for %s', (code) => {
    expect(nextStep(atDoor, refused(code), start, 0)).toMatchObject({ kind: 'enter', delay: 250 });
  });

  it('waits as long as the server asks', () => {
    const step = nextStep({ ...inRoom, attempts: 1 }, refused('rate-limited', 20), start, 0);
    expect(step).toEqual({ kind: 'enter', delay: 20_000 });
  });
});

describe('nextStep after the end of the session', () => {
  it.each(['room-closed', 'removed', 'duplicate-session', 'rate-limited'] as const)(
    'ends with %s',
    (reason) => {
      expect(nextStep(inRoom, { kind: 'ended', reason }, start, 0)).toEqual({ kind: 'end', reason });
    },
  );

  it('comes back to a node that drains, spread over two seconds', () => {
    const steps = [0, 0.5, 1].map((random) =>
      nextStep(inRoom, { kind: 'ended', reason: 'node-draining' }, start, random),
    );
    expect(steps).toEqual([
      { kind: 'enter', delay: 0 },
      { kind: 'enter', delay: 1000 },
      { kind: 'enter', delay: 2000 },
    ]);
  });
});

describe('backoff', () => {
  it('doubles up to five seconds', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 100].map((attempts) => backoff(attempts, 1))).toEqual([
      500, 500, 1000, 2000, 4000, 5000, 5000, 5000,
    ]);
  });

  it('takes at least half', () => {
    expect(backoff(4, 0)).toBe(2000);
  });
});
