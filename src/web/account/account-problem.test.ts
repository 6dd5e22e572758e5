import { describe, expect, it } from '@jest/globals';
import { ProtocolError } from '../../protocol/errors.ts';
import { accountProblemOf } from './account-problem.ts';

describe('what goes wrong with an account', () => {
  it('has words of its own where the server says what it is', () => {
    expect(accountProblemOf(new ProtocolError('handle-taken'))).toEqual({ kind: 'handle-taken' });
    expect(accountProblemOf(new ProtocolError('room-full'))).toEqual({ kind: 'other' });
    expect(accountProblemOf(new TypeError('no such function'))).toEqual({ kind: 'other' });
  });

  it('says in whole minutes how long to wait', () => {
    const waits = [undefined, 5, 60, 61, 600].map((retryAfter) =>
      accountProblemOf(
        new ProtocolError('rate-limited', undefined, retryAfter === undefined ? {} : { retryAfter }),
      ),
    );
    expect(waits).toEqual([1, 1, 1, 2, 10].map((minutes) => ({ kind: 'wait', minutes })));
  });
});
