import type { IncomingMessage } from 'node:http';
import type { CookieOptions } from 'express';

/** What the cookie of a session is called and how it is kept. */
export interface SessionCookie {
  readonly name: string;
  readonly options: CookieOptions;
}

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * Over https the name begins with `__Host-`: the browser then takes it from this very host alone, over https, and
 * sends it nowhere else (RFC 6265bis, section 4.1.3.2). Over plain http that is impossible, and allowed to a page
 * of this very machine alone.
 *
 * @param isSecure Whether the request came over https, as far as the server or its trusted proxy knows.
 */
export function sessionCookie(request: IncomingMessage, isSecure: boolean): SessionCookie {
  const { host = '', origin } = request.headers;
  // A proxy that ends TLS may not be trusted to say so; the page's own origin says it, too.
  const isPlain = !isSecure && !origin?.startsWith('https:') && loopback.test(host);
  return {
    name: isPlain ? 'sottovoce-session' : '__Host-sottovoce-session',
    options: { httpOnly: true, secure: !isPlain, sameSite: 'strict', path: '/' },
  };
}

/** Reads a cookie of a request. Of several with one name none is taken: one of them is not ours. */
export function readCookie({ headers }: IncomingMessage, name: string): string | undefined {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  const values = pairs.filter(([key]) => key === name).map(([, ...value]) => value.join('='));
  return values.length === 1 ? values[0] : undefined;
}
