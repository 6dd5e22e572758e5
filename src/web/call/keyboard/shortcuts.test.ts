import { describe, expect, it } from '@jest/globals';
import { actionOf } from './shortcuts.ts';

const plain = { altKey: false, ctrlKey: false, metaKey: false, repeat: false };

describe('Shortcuts', () => {
  it('know the habits of both families', () => {
    expect(['m', 'd', 'M'].map((key) => actionOf({ ...plain, key }))).toEqual(
      Array(3).fill('toggle-microphone'),
    );
    expect(['v', 'e'].map((key) => actionOf({ ...plain, key }))).toEqual(Array(2).fill('toggle-camera'));
    expect(actionOf({ ...plain, key: '?' })).toBe('show-help');
  });

  it("leave the browser's combinations and held keys alone", () => {
    expect(actionOf({ ...plain, key: 'd', ctrlKey: true })).toBeUndefined();
    expect(actionOf({ ...plain, key: 'm', repeat: true })).toBeUndefined();
    expect(actionOf({ ...plain, key: 'constructor' })).toBeUndefined();
  });
});
