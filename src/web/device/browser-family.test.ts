import { describe, expect, it } from '@jest/globals';
import { browserFamily } from './browser-family.ts';

describe('browserFamily', () => {
  it('knows the three families', () => {
    expect(browserFamily('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe(
      'firefox',
    );
    expect(
      browserFamily('Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36'),
    ).toBe('chromium');
    expect(
      browserFamily(
        'Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
      ),
    ).toBe('safari');
  });
});
