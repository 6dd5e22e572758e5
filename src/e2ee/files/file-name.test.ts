import { describe, expect, it } from '@jest/globals';
import { fileNameOf, isFileName } from './file-name.ts';

describe('the name of a file', () => {
  it.each(['a', 'report.pdf', 'Übersicht 2026.tar.gz', '名'.repeat(255), '.profile', '…', '🎂.png'])(
    'may be %p, and stays as it is',
    (name) => {
      expect(isFileName(name)).toBe(true);
      expect(fileNameOf(name)).toBe(name);
    },
  );

  it.each<[string, string]>([
    ['../../etc/passwd', '.._.._etc_passwd'],
    ['C:\\secret.txt', 'C:_secret.txt'],
    ['a\u0000b\nc', 'a_b_c'],
    ['invoice\u202egpj.exe', 'invoice_gpj.exe'],
    ['u\u0308ber.txt', 'über.txt'],
    [' padded.txt ', 'padded.txt'],
    ['a\ud800b', 'a\ufffdb'],
    ['', 'file'],
    ['  ', 'file'],
    ['.', 'file'],
    ['..', 'file'],
    [`${'x'.repeat(300)}.jpeg`, `${'x'.repeat(250)}.jpeg`],
    ['y'.repeat(300), 'y'.repeat(255)],
    [`a.${'z'.repeat(300)}`, `a.${'z'.repeat(253)}`],
  ])('is not %p but %p', (text, name) => {
    expect(isFileName(text)).toBe(text === ' padded.txt ');
    expect(fileNameOf(text)).toBe(name);
    expect(isFileName(name)).toBe(true);
  });
});
