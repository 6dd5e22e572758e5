import { describe, expect, it } from '@jest/globals';
import { signal } from '@preact/signals-core';
import { MemoryStorage } from '../app/memory-storage.ts';
import type { AccountState } from '../app/services.ts';
import { AccountHints } from './account-hint.ts';

const ada: AccountState = {
  kind: 'signed-in',
  accountId: 'AAAAAAAAAAAAAAAAAAAAAA',
  handle: 'ada',
  displayName: 'Ada',
};

describe('the hint at who is logged in', () => {
  it('lasts over visits, and ends when somebody logs out', () => {
    const storage = new MemoryStorage();
    const state = signal<AccountState>({ kind: 'unknown' });
    const first = new AccountHints(storage);
    first.follow(state);
    expect(first.hint.value).toBeUndefined();
    state.value = ada;
    expect(new AccountHints(storage).hint.value).toEqual({ handle: 'ada', displayName: 'Ada' });
    state.value = { kind: 'signed-out' };
    expect(first.hint.value).toBeUndefined();
    expect(new AccountHints(storage).hint.value).toBeUndefined();
  });

  it('stays while the server has not been asked', () => {
    const storage = new MemoryStorage();
    new AccountHints(storage).follow(signal(ada));
    const next = new AccountHints(storage);
    next.follow(signal<AccountState>({ kind: 'unknown' }));
    expect(next.hint.value?.handle).toBe('ada');
  });

  it.each(['nonsense', '{"handle":1}', '[]'])(
    'is none where something else stands in its place: %s',
    (text) => {
      const storage = new MemoryStorage();
      storage.setItem('sottovoce.account', text);
      expect(new AccountHints(storage).hint.value).toBeUndefined();
    },
  );
});
