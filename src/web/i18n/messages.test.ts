import { describe, expect, it as test } from '@jest/globals';
import { accountEn } from './account-en.ts';
import { accountIt } from './account-it.ts';
import { callEn } from './call-en.ts';
import { callIt } from './call-it.ts';
import { en } from './en.ts';
import { chooseLanguage } from './i18n.ts';
import { it } from './it.ts';
import { messagesEn } from './messages-en.ts';
import { messagesIt } from './messages-it.ts';

function flatten(messages: object, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(messages)) {
    if (typeof value === 'string') flat.set(prefix + key, value);
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) flat.set(inner, text);
  }
  return flat;
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort();
}

describe('Messages', () => {
  const english = flatten({ ...en, ...callEn, account: accountEn, messages: messagesEn });
  const italian = flatten({ ...it, ...callIt, account: accountIt, messages: messagesIt });

  test('have the same keys in every language', () => {
    expect([...italian.keys()].sort()).toEqual([...english.keys()].sort());
  });

  test('have the same placeholders in every language', () => {
    for (const [key, text] of english) {
      // A singular may name its count in words.
      if (key.endsWith('_one')) continue;
      expect([key, placeholders(italian.get(key) ?? '')]).toEqual([key, placeholders(text)]);
    }
  });

  test('are all written, and none of them shouts', () => {
    for (const text of [...english.values(), ...italian.values()]) {
      expect(text.trim()).not.toBe('');
      expect(text).not.toContain('!');
    }
  });
});

describe('chooseLanguage', () => {
  test('follows the browser, region or not', () => {
    expect(chooseLanguage('system', ['de-DE', 'it-CH', 'en'])).toBe('it');
  });

  test('falls back to English', () => {
    expect(chooseLanguage('system', ['de'])).toBe('en');
  });

  test('puts a choice first', () => {
    expect(chooseLanguage('en', ['it'])).toBe('en');
  });
});
