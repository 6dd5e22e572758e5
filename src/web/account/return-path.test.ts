import { describe, expect, it } from '@jest/globals';
import { MemoryStorage } from '../app/memory-storage.ts';
import { keepReturnPath, takeReturnPath } from './return-path.ts';

describe('The way back after a log-in', () => {
  it('leads to the page that wanted it, once', () => {
    const tab = new MemoryStorage();
    keepReturnPath(tab, '/messages/abc');
    expect(takeReturnPath(tab)).toBe('/messages/abc');
    expect(takeReturnPath(tab)).toBeUndefined();
  });

  it('leads nowhere else', () => {
    const tab = new MemoryStorage();
    keepReturnPath(tab, '//elsewhere.example');
    expect(takeReturnPath(tab)).toBeUndefined();
  });
});
