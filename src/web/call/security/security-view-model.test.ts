import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeEncryption } from '../../../../test/browser/web-gallery/fake-encryption.ts';
import type { CallMember, EncryptionAlarm } from '../../../client/api.ts';
import { SecurityViewModel } from './security-view-model.ts';

const me: CallMember = { id: 'me', displayName: 'Robin', isMe: true, isConfirmed: true, trust: 'verified' };
const ada: CallMember = { id: 'ada', displayName: 'Ada', isMe: false, isConfirmed: true, trust: 'changed' };
const grace: CallMember = {
  id: 'grace',
  displayName: 'Grace',
  isMe: false,
  isConfirmed: true,
  trust: 'guest',
};

function open() {
  const encryption = new FakeEncryption();
  const newcomers: string[][] = [];
  const model = new SecurityViewModel(encryption, {
    now: Date.now,
    onNewcomers: (people) => newcomers.push(people.map(({ displayName }) => displayName)),
  });
  return { model, encryption, newcomers };
}

describe('SecurityViewModel', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('explains the wait for keys after eight seconds, and forgets it once inside', () => {
    const { model, encryption } = open();
    encryption.state.value = { kind: 'entering', since: Date.now() };
    jest.advanceTimersByTime(7_999);
    expect(model.lock.value).toEqual({ kind: 'entering', takesLong: false });
    jest.advanceTimersByTime(1);
    expect(model.lock.value).toEqual({ kind: 'entering', takesLong: true });
    encryption.members.value = [me];
    encryption.state.value = { kind: 'encrypted' };
    expect(model.lock.value).toEqual({ kind: 'alone' });
    model.close();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('explains at once a wait that is long already', () => {
    const { model, encryption } = open();
    encryption.state.value = { kind: 'entering', since: Date.now() - 60_000 };
    jest.advanceTimersByTime(0);
    expect(model.lock.value).toEqual({ kind: 'entering', takesLong: true });
    model.close();
  });

  it('marks one, takes it back, and marks everyone', async () => {
    const { model, encryption } = open();
    encryption.members.value = [me, ada, grace];
    await model.setVerified('grace', true);
    expect(model.trust.value?.get('grace')).toBe('verified');
    await model.setVerified('grace', false);
    await model.verifyEveryone();
    expect(model.lock.value).toEqual({ kind: 'encrypted', people: 3, unverified: 0 });
    expect(encryption.asked).toEqual([
      'setVerified grace true',
      'setVerified grace false',
      'setVerified ada true',
      'setVerified grace true',
    ]);
    model.close();
  });

  it('ends the alarm of a changed key with its verification, and no other alarm', async () => {
    const { model, encryption } = open();
    encryption.members.value = [me, ada, grace];
    const changed: EncryptionAlarm = { kind: 'identity-changed', memberId: 'ada', displayName: 'Ada' };
    encryption.alarms.value = [changed, { kind: 'split' }];
    await model.setVerified('ada', true);
    expect(model.alarms.value.map(({ kind }) => kind)).toEqual(['split']);
    model.close();
  });

  it('says so where this browser does not keep who was verified, and leaves the alarm', async () => {
    const { model, encryption } = open();
    encryption.members.value = [me, ada];
    encryption.alarms.value = [{ kind: 'identity-changed', memberId: 'ada', displayName: 'Ada' }];
    encryption.refusesStorage = true;
    await model.setVerified('ada', true);
    expect([model.forgets.value, model.alarms.value.length]).toEqual([true, 1]);
    encryption.refusesStorage = false;
    await model.setVerified('ada', true);
    expect([model.forgets.value, model.alarms.value.length]).toEqual([false, 0]);
    model.close();
  });

  it('dismisses all alarms of a kind together', () => {
    const { model, encryption } = open();
    encryption.alarms.value = [{ kind: 'split' }, { kind: 'tampered', reason: 'a' }, { kind: 'split' }];
    const [split] = model.alarms.value;
    if (split !== undefined) model.dismiss(split);
    expect(encryption.alarms.value).toEqual([{ kind: 'tampered', reason: 'a' }]);
    model.close();
  });

  it('tells how the renewal of the link goes, and renews once at a time', async () => {
    const { model, encryption } = open();
    encryption.refusesRenewal = true;
    const refused = model.renewLink();
    void model.renewLink();
    expect([model.renewal.value, encryption.asked]).toEqual(['under-way', ['renewInvitation']]);
    await jest.advanceTimersByTimeAsync(100);
    await refused;
    expect(model.renewal.value).toBe('failed');
    encryption.refusesRenewal = false;
    const renewed = model.renewLink();
    await jest.advanceTimersByTimeAsync(100);
    await renewed;
    expect(model.renewal.value).toBe('done');
    model.close();
  });

  it('announces a person again who went and came back', () => {
    const { model, encryption, newcomers } = open();
    encryption.members.value = [me, ada];
    encryption.members.value = [me];
    encryption.members.value = [me, ada, grace];
    expect(newcomers).toEqual([['Ada', 'Grace']]);
    model.close();
  });

  it('has nothing to show but the open lock in a room without encryption', async () => {
    const model = new SecurityViewModel(undefined, { now: Date.now, onNewcomers: () => undefined });
    expect([model.lock.value, model.alarms.value, model.trust.value]).toEqual([
      { kind: 'not-encrypted' },
      [],
      undefined,
    ]);
    await model.renewLink();
    expect(model.renewal.value).toBe('none');
    model.close();
  });
});
