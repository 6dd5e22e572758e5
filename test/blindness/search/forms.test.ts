import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { eachForm } from './forms.ts';

function forms(text: string, wanted: Buffer): string[] {
  const found = new Set<string>();
  eachForm(Buffer.from(text), (bytes, form) => {
    if (bytes.includes(wanted)) found.add(form);
  });
  return [...found];
}

describe('the forms of a text', () => {
  const key = randomBytes(32);
  const name = Buffer.from('Zoë "Z" Øre 🎈');

  it.each([
    ['base64url', `{"key":"${key.toString('base64url')}"}`, 'base64'],
    ['base64', `key ${key.toString('base64')} key`, 'base64'],
    ['base64 within a longer run', `key-${key.toString('base64url')}`, 'base64'],
    [
      'base64 that begins within a byte',
      Buffer.concat([Buffer.from('x'), key]).toString('base64url'),
      'base64',
    ],
    ['hexadecimal', `<${key.toString('hex')}>`, 'hexadecimal'],
    ['hexadecimal behind an odd digit', `f${key.toString('hex').toUpperCase()}`, 'hexadecimal'],
    ['base64 within base64', Buffer.from(key.toString('base64url')).toString('base64url'), 'base64'],
    ['base64 within escaped JSON', JSON.stringify(JSON.stringify({ key: key.toString('base64') })), 'base64'],
  ])('include %s', (_, text, form) => {
    expect(forms(text, key)).toContain(form);
  });

  it('include escaped and percent-encoded text', () => {
    expect(forms(`name ${name}`, name)).toEqual(['as it is']);
    expect(forms(JSON.stringify({ name: String(name) }), name)).toEqual(['escaped']);
    const escaped = JSON.stringify(String(name)).replaceAll(/[^\x20-\x7e]/g, (character) => {
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    });
    expect(forms(`{"name":${escaped}}`, name)).toContain('escaped');
    expect(forms(`GET /?name=${encodeURIComponent(String(name))} HTTP/1.1`, name)).toContain(
      'percent-encoded',
    );
  });
});
