import { describe, expect, it } from '@jest/globals';
import { parseRoute } from './route.ts';

describe('Route', () => {
  it('reads the start page', () => {
    expect(parseRoute('/')).toEqual({ kind: 'start' });
  });

  it('reads a room with and without hyphens, in any case', () => {
    const room = { kind: 'room', roomId: 'k7mw3xqpv9td', encrypted: true };
    expect(parseRoute('/r/k7mw-3xqp-v9td')).toEqual(room);
    expect(parseRoute('/r/K7MW3XQPV9TD')).toEqual(room);
    expect(parseRoute('/r/k7mw3xqpv9td/')).toEqual(room);
  });

  it('tells rooms without encryption by their own path', () => {
    expect(parseRoute('/u/k7mw-3xqp-v9td')).toEqual({
      kind: 'room',
      roomId: 'k7mw3xqpv9td',
      encrypted: false,
    });
  });

  it('reads the pages of an account', () => {
    expect(parseRoute('/login')).toEqual({ kind: 'account', page: 'log-in' });
    expect(parseRoute('/signup')).toEqual({ kind: 'account', page: 'sign-up' });
    expect(parseRoute('/login/x')).toEqual({ kind: 'unknown' });
  });

  it('leaves the paths of contacts and conversations to their pages', () => {
    for (const path of ['/messages', '/messages/abc', '/contacts', '/p/ada.lovelace']) {
      expect(parseRoute(path)).toEqual({ kind: 'messages', path });
    }
    expect(parseRoute('/messagesx')).toEqual({ kind: 'unknown' });
  });

  it('tells a wrong code from an unknown page', () => {
    expect(parseRoute('/r/nonsense')).toEqual({ kind: 'wrong-code' });
    expect(parseRoute('/u/nonsense')).toEqual({ kind: 'wrong-code' });
    expect(parseRoute('/elsewhere')).toEqual({ kind: 'unknown' });
  });
});
