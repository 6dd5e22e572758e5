import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from '../../config/schema.ts';

const permissions = [
  'camera=(self)',
  'microphone=(self)',
  'display-capture=(self)',
  'autoplay=(self)',
  'fullscreen=(self)',
  'picture-in-picture=(self)',
  'screen-wake-lock=(self)',
  'clipboard-write=(self)',
  'clipboard-read=()',
  'geolocation=()',
  'midi=()',
  'payment=()',
  'usb=()',
].join(', ');

/** Of the web app's build: the worker that stretches passwords, which is WebAssembly. No page may compile any (ADR 0083). */
const opaqueWorker = /^\/assets\/opaque-worker-[\w-]+\.js$/;

const nonces = new WeakMap<ServerResponse, string>();

/**
 * The nonce that this answer's Content-Security-Policy allows for style elements: the component library
 * makes some at run time and takes it from the page.
 */
export function styleNonce(response: ServerResponse): string {
  const nonce = nonces.get(response) ?? randomBytes(16).toString('base64');
  nonces.set(response, nonce);
  return nonce;
}

/**
 * Room control in the browsers for which `'self'` does not cover WebSockets of the same host. The host
 * comes from the request and goes into a header, so nothing but a host may pass.
 */
function webSocketSources({ headers: { host = '' } }: IncomingMessage): string {
  return /^[\w.-]+(:\d+)?$|^\[[\da-f:]+\](:\d+)?$/i.test(host) ? `ws://${host} wss://${host}` : "'self'";
}

/** Sets the headers that keep a page from doing more than a call needs. See ADR 0021. */
export function securityHeaders({ publicUrl }: Pick<Config['server'], 'publicUrl'>): RequestHandler[] {
  const overTls = publicUrl?.startsWith('https:') === true;
  return [
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          'default-src': ["'none'"],
          'script-src': [({ url = '' }) => (opaqueWorker.test(url) ? "'wasm-unsafe-eval'" : "'self'")],
          'style-src': ["'self'", (_, response) => `'nonce-${styleNonce(response)}'`],
          'font-src': ["'self'"],
          'img-src': ["'self'", 'data:', 'blob:'],
          'media-src': ["'self'", 'blob:', 'mediastream:'],
          'connect-src': ["'self'", webSocketSources],
          'worker-src': ["'self'"],
          'manifest-src': ["'self'"],
          'form-action': ["'self'"],
          'base-uri': ["'none'"],
          'frame-ancestors': ["'none'"],
        },
      },
      // Browsers apply it to every port of a host: only the operator of a public https: URL can want that.
      strictTransportSecurity: overTls ? { maxAge: 31_536_000, includeSubDomains: false } : false,
      // A link to a room must not travel to another site.
      referrerPolicy: { policy: 'no-referrer' },
      frameguard: { action: 'deny' },
    }),
    (_, response, next) => {
      response.set('Permissions-Policy', permissions);
      next();
    },
  ];
}
