import { describe, expect, it } from '@jest/globals';
import { parsePersonalLink, personalPath } from './personal-link.ts';

const fingerprint = 'AbCdEfGhIjKlMnOpQrStUv';

describe('a personal link', () => {
  it('is read as it was made', () => {
    expect(parsePersonalLink(personalPath('ada.rossi', fingerprint))).toEqual({
      handle: 'ada.rossi',
      fingerprint,
    });
  });

  it.each([
    ['https://calls.example.org/p/ada#AbCdEfGhIjKlMnOpQrStUv', 'ada', fingerprint],
    ['  http://localhost:4443/p/Ada  ', 'ada', undefined],
    ['/p/ada#', 'ada', undefined],
    ['/p/%61da', 'ada', undefined],
  ])('is found in %p', (text, handle, found) => {
    expect(parsePersonalLink(text)).toEqual({ handle, fingerprint: found });
  });

  it.each([
    'ada',
    '/p/',
    '/p/a',
    'https://x.example/q/ada',
    'https://x.example/p/ada/more',
    '/p/%ff',
    '/p/ada?x#y',
  ])('is not %p', (text) => {
    expect(parsePersonalLink(text)).toBeUndefined();
  });
});
