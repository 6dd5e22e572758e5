import { hkdfSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createFileLink, formatFileLink, linkIdOf, parseFileLink } from './file-link.ts';

const fileId = 'AAECAwQFBgcICQoLDA0ODw';
const link = { fileId, secret: new Uint8Array(32).fill(7) };
const text = `/f/${fileId}#BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc`;

describe('a link to a file', () => {
  it('is written with its secret behind the #', () => {
    expect(formatFileLink(link)).toBe(text);
  });

  it.each([
    text,
    `https://call.example${text}`,
    `See https://call.example:8443${text}, please.`,
    text.replace('#', '/?from=mail#'),
  ])('is read from %p', (pasted) => {
    expect(parseFileLink(pasted)).toEqual(link);
  });

  it.each([
    '',
    text.slice(0, -1),
    `${text}A`,
    text.replace('#', ''),
    text.replace('/f/', '/r/'),
    text.replace(fileId, fileId.slice(1)),
    text.replace(fileId, `${fileId.slice(0, -1)}x`),
    `${text.slice(0, -1)}d`,
  ])('is not read from %p', (pasted) => {
    expect(parseFileLink(pasted)).toBeUndefined();
  });

  it('has a secret of its own each time', () => {
    const links = [createFileLink(fileId), createFileLink(fileId)];
    expect(new Set(links.map(formatFileLink)).size).toBe(2);
    for (const one of links) expect(parseFileLink(formatFileLink(one))).toEqual(one);
  });

  it('has an id that is derived as it is written down', async () => {
    const id = hkdfSync('sha256', link.secret, new Uint8Array(), 'Sottovoce 1.0 file link id', 16);
    expect(await linkIdOf(link)).toBe(Buffer.from(id).toString('base64url'));
  });
});
