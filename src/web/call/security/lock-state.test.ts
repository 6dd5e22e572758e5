import { describe, expect, it } from '@jest/globals';
import type { CallMember, EncryptionAlarm } from '../../../client/api.ts';
import { lockState } from './lock-state.ts';

const me: CallMember = { id: 'me', displayName: 'Robin', isMe: true, isConfirmed: true, trust: 'verified' };
const other = (id: string, trust: CallMember['trust']): CallMember => ({
  id,
  displayName: id,
  isMe: false,
  isConfirmed: true,
  trust,
});
const encrypted = { state: { kind: 'encrypted' }, alarms: [], takesLong: false } as const;
const entering = { kind: 'entering', since: 0 } as const;

describe('The lock', () => {
  it('counts everyone, and those others who are not verified', () => {
    const members = [me, other('ada', 'verified'), other('grace', 'guest'), other('mei', 'changed')];
    expect(lockState({ ...encrypted, members })).toEqual({ kind: 'encrypted', people: 4, unverified: 2 });
  });

  it('says when all are verified, and when nobody else is there', () => {
    expect(lockState({ ...encrypted, members: [me, other('ada', 'verified')] })).toEqual({
      kind: 'encrypted',
      people: 2,
      unverified: 0,
    });
    expect(lockState({ ...encrypted, members: [me] })).toEqual({ kind: 'alone' });
  });

  it('says that keys are being agreed, and that it takes long', () => {
    expect(lockState({ ...encrypted, state: entering, members: [] })).toEqual({
      kind: 'entering',
      takesLong: false,
    });
    expect(lockState({ ...encrypted, state: entering, members: [], takesLong: true })).toEqual({
      kind: 'entering',
      takesLong: true,
    });
  });

  it('puts an alarm before all else, while there is one', () => {
    const alarms: EncryptionAlarm[] = [{ kind: 'split' }];
    expect(lockState({ ...encrypted, members: [me], alarms })).toEqual({ kind: 'alarm' });
    expect(lockState({ ...encrypted, state: entering, members: [], alarms })).toEqual({ kind: 'alarm' });
  });

  it('never claims more than a room without encryption has', () => {
    expect(lockState(undefined)).toEqual({ kind: 'not-encrypted' });
  });
});
