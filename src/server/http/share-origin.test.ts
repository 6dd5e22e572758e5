import { describe, expect, it } from '@jest/globals';
import { shareOrigin } from './share-origin.ts';

const reachable = ['https://192.0.2.7:8443'];

describe('shareOrigin', () => {
  it('is what the operator set', () => {
    expect(shareOrigin({ host: 'localhost' }, false, 'https://calls.example.org', reachable)).toBe(
      'https://calls.example.org',
    );
  });

  it('is the origin in use where others understand it, too', () => {
    expect(shareOrigin({ host: 'calls.example.org' }, true, null, reachable)).toBe(
      'https://calls.example.org',
    );
    expect(shareOrigin({ host: '192.0.2.7:8443' }, true, null, reachable)).toBe('https://192.0.2.7:8443');
  });

  it('is a reachable address for whoever sits at the server', () => {
    for (const host of ['localhost:8080', '127.0.0.1:8080', '[::1]:8080']) {
      expect(shareOrigin({ host }, false, null, reachable)).toBe('https://192.0.2.7:8443');
    }
    expect(shareOrigin({ host: 'localhost:8080' }, false, null, [])).toBe('http://localhost:8080');
  });
});
