import { describe, expect, it } from '@jest/globals';
import type { PreferenceStore } from '../api.ts';
import { Preference } from './preference.ts';

const denied = (): never => {
  throw new DOMException('Site data is blocked.', 'SecurityError');
};

describe('Preference', () => {
  it('is remembered by its key', () => {
    const kept = new Map<string, string>();
    const store: PreferenceStore = {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => kept.set(key, value),
      removeItem: (key) => kept.delete(key),
    };
    const camera = new Preference(store, 'camera');
    expect(camera.value.value).toBeUndefined();
    camera.choose('front');
    expect(new Preference(store, 'camera').value.value).toBe('front');
    expect(new Preference(store, 'microphone').value.value).toBeUndefined();
  });

  it('lasts for the page where the store refuses', () => {
    const camera = new Preference({ getItem: denied, setItem: denied, removeItem: denied }, 'camera');
    camera.choose('front');
    expect(camera.value.value).toBe('front');
  });

  it('lasts for the page where there is no store', () => {
    const camera = new Preference(undefined, 'camera');
    camera.choose('front');
    expect(camera.value.value).toBe('front');
  });
});
