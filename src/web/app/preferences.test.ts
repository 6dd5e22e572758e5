import { describe, expect, it } from '@jest/globals';
import { signal } from '@preact/signals-core';
import { MemoryStorage } from './memory-storage.ts';
import { createPreferences, rememberAccount, setPreference } from './preferences.ts';
import type { AccountState } from './services.ts';

describe('Preferences', () => {
  it('start with the system theme and a mirrored self view', () => {
    expect(createPreferences(new MemoryStorage()).value).toMatchObject({ theme: 'system', mirrored: true });
  });

  it('are there again at the next visit', () => {
    const storage = new MemoryStorage();
    setPreference(createPreferences(storage), { displayName: 'Ada', selfViewCorner: 'top-left' });
    expect(createPreferences(storage).value).toMatchObject({
      displayName: 'Ada',
      selfViewCorner: 'top-left',
    });
  });

  it('know who is logged in, until the server says that nobody is', () => {
    const storage = new MemoryStorage();
    const preferences = createPreferences(storage);
    const state = signal<AccountState>({ kind: 'unknown' });
    rememberAccount(state, preferences);
    expect(preferences.value.account).toBeNull();
    state.value = { kind: 'signed-in', accountId: 'A'.repeat(22), handle: 'ada', displayName: 'Ada' };
    expect(createPreferences(storage).value.account).toEqual({ displayName: 'Ada' });
    rememberAccount(signal<AccountState>({ kind: 'unknown' }), preferences);
    expect(preferences.value.account).toEqual({ displayName: 'Ada' });
    state.value = { kind: 'signed-out' };
    expect(createPreferences(storage).value.account).toBeNull();
  });

  it('survive a store that holds something else', () => {
    const storage = new MemoryStorage();
    storage.setItem('sottovoce.preferences', '{"theme":"plaid","displayName":"Ada"');
    expect(createPreferences(storage).value.theme).toBe('system');
    storage.setItem('sottovoce.preferences', '{"theme":"plaid","displayName":"Ada"}');
    expect(createPreferences(storage).value).toMatchObject({ theme: 'system', displayName: 'Ada' });
  });
});
