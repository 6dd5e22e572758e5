import { describe, expect, it } from '@jest/globals';
import { MemoryStorage } from './memory-storage.ts';
import { createPreferences, setPreference } from './preferences.ts';

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

  it('survive a store that holds something else', () => {
    const storage = new MemoryStorage();
    storage.setItem('sottovoce.preferences', '{"theme":"plaid","displayName":"Ada"');
    expect(createPreferences(storage).value.theme).toBe('system');
    storage.setItem('sottovoce.preferences', '{"theme":"plaid","displayName":"Ada"}');
    expect(createPreferences(storage).value).toMatchObject({ theme: 'system', displayName: 'Ada' });
  });
});
