import { once } from 'node:events';
import { request as rawRequest } from 'node:http';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Router } from 'express';
import { ProtocolError } from '../../src/protocol/errors.ts';
import { errorBodySchema } from '../../src/protocol/room-token.ts';
import { rateLimit } from '../../src/server/http/rate-limit.ts';
import { HttpShell } from '../harness/http-shell.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(60_000);

const page = '<!doctype html>\n<html lang="en">\n<head>\n<title>Sottovoce</title></head><body></body></html>';
const script = `export const words = ${JSON.stringify('calm '.repeat(2000))};`;
const web = { 'index.html': page, 'assets/app-1a2b3c.js': script, 'favicon.svg': '<svg/>' };

let shell: HttpShell | undefined;
async function start(options: Parameters<typeof HttpShell.start>[0] = {}): Promise<HttpShell> {
  shell = await HttpShell.start(options);
  return shell;
}
afterEach(async () => {
  await shell?.close();
  shell = undefined;
});

function routes(): Router {
  const router = Router();
  router.get('/api/things/:thingId', (_, response) => void response.json({ thing: true }));
  router.post('/api/things', (request, response) => void response.status(201).json(request.body ?? null));
  router.get('/api/refuses', () => {
    throw new ProtocolError('room-locked');
  });
  router.get('/api/later', () => {
    throw new ProtocolError('server-full', undefined, { retryAfter: 2.5 });
  });
  router.get('/api/breaks', async () => {
    throw new Error('secret detail');
  });
  return router;
}

async function errorOf(response: Response) {
  return errorBodySchema.parse(await response.json()).error;
}

describe('pages', () => {
  it('come with a policy that allows nothing inline and nothing from elsewhere', async () => {
    const { origin } = await start({ web });
    const response = await fetch(`${origin}/`);
    const policy = response.headers.get('Content-Security-Policy') ?? '';
    const directives = new Map(
      policy.split(';').map((directive) => {
        const [name = '', ...sources] = directive.split(' ');
        return [name, sources];
      }),
    );
    const nonce = /property="csp-nonce" nonce="([^"]+)"/.exec(await response.text())?.[1];
    expect(nonce).toHaveLength(24);
    const host = new URL(origin).host;
    expect(Object.fromEntries(directives)).toEqual({
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'style-src': ["'self'", `'nonce-${nonce}'`],
      'font-src': ["'self'"],
      'img-src': ["'self'", 'data:', 'blob:'],
      'media-src': ["'self'", 'blob:', 'mediastream:'],
      'connect-src': ["'self'", `ws://${host}`, `wss://${host}`],
      'worker-src': ["'self'"],
      'manifest-src': ["'self'"],
      'form-action': ["'self'"],
      'base-uri': ["'none'"],
      'frame-ancestors': ["'none'"],
    });
    expect(policy).not.toMatch(/unsafe/);
  });

  it('compile no WebAssembly: the one worker that does has a policy of its own', async () => {
    const { origin } = await start({ web });
    const scriptsOf = async (path: string) =>
      /script-src ([^;]*)/.exec(
        (await fetch(origin + path)).headers.get('Content-Security-Policy') ?? '',
      )?.[1];
    const paths = [
      '/',
      '/assets/opaque-worker-BxYz12_-.js',
      '/assets/opaque-worker-BxYz12_-.js?then',
      '/assets/other-opaque-worker-1.js',
      '/opaque-worker-1.js',
    ];
    expect(await Promise.all(paths.map(scriptsOf))).toEqual([
      "'self'",
      "'wasm-unsafe-eval'",
      "'self'",
      "'self'",
      "'self'",
    ]);
  });

  it('get a nonce of their own each time', async () => {
    const { origin } = await start({ web });
    const nonces = await Promise.all(
      [1, 2].map(async () => /nonce="([^"]+)"/.exec(await (await fetch(`${origin}/`)).text())?.[1]),
    );
    expect(new Set(nonces).size).toBe(2);
  });

  it('carry the other headers that restrain them', async () => {
    const { headers } = await (await start({ web })).fetch('/r/k7mw-3xqp-v9td');
    expect(headers.get('Referrer-Policy')).toBe('no-referrer');
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('X-Frame-Options')).toBe('DENY');
    expect(headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin');
    expect(headers.get('Permissions-Policy')).toMatch(
      /camera=\(self\), microphone=\(self\), display-capture=\(self\)/,
    );
    expect(headers.get('X-Powered-By')).toBeNull();
    expect(headers.get('Strict-Transport-Security')).toBeNull();
  });

  it('ask browsers to stay with TLS where the public URL has it', async () => {
    const { headers } = await (
      await start({ settings: 'server: { publicUrl: "https://calls.example.org" }' })
    ).fetch('/');
    expect(headers.get('Strict-Transport-Security')).toBe('max-age=31536000');
  });

  it('let no Host header write into the policy', async () => {
    const { ports } = await start({ web });
    const request = rawRequest({
      host: '127.0.0.1',
      port: ports.http,
      headers: { Host: "evil.example;script-src 'unsafe-inline'" },
    });
    const response = once(request, 'response');
    request.end();
    const [message] = await response;
    message.resume();
    expect(message.headers['content-security-policy']).not.toContain('unsafe-inline');
    expect(message.headers['content-security-policy']).not.toContain('evil');
  });

  it.each(['/', '/r/k7mw-3xqp-v9td', '/r/k7mw3xqpv9td', '/settings'])(
    'are the app at %s, never stored',
    async (address) => {
      const response = await (await start({ web })).fetch(address);
      expect(response.status).toBe(200);
      expect(response.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
      expect(response.headers.get('Cache-Control')).toBe('no-store');
      expect(await response.text()).toContain('<title>Sottovoce</title>');
    },
  );

  it('have one address each', async () => {
    const response = await (await start({ web })).fetch('/index.html');
    expect([response.status, response.headers.get('Location')]).toEqual([308, '/']);
  });

  it('say what to do where they have not been built', async () => {
    const response = await (await start()).fetch('/');
    expect(response.status).toBe(503);
    expect(await response.text()).toMatch(/has not been built.*npm start/s);
  });
});

describe('assets', () => {
  it('are kept for ever, since their names change with their content', async () => {
    const response = await (await start({ web })).fetch('/assets/app-1a2b3c.js', {
      headers: { 'Accept-Encoding': 'identity' },
    });
    expect(response.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('Content-Type')).toMatch(/^text\/javascript/);
    expect(response.headers.get('Content-Encoding')).toBeNull();
    expect(await response.text()).toBe(script);
  });

  it('travel compressed where the browser takes it', async () => {
    const { origin } = await start({ web });
    const response = await fetch(`${origin}/assets/app-1a2b3c.js`, {
      headers: { 'Accept-Encoding': 'br, gzip' },
    });
    expect(response.headers.get('Content-Encoding')).toBe('br');
    expect(response.headers.get('Vary')).toContain('Accept-Encoding');
    expect(response.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
    expect(Number(response.headers.get('Content-Length'))).toBeLessThan(script.length / 20);
    expect(await response.text()).toBe(script);
  });

  it('answer 404 where there are none, and are not the page', async () => {
    const { origin } = await start({ web });
    for (const address of ['/assets/none-000000.js', '/robots.txt', '/assets/..%2f..%2fpackage.json']) {
      const response = await fetch(origin + address);
      expect([address, response.status, (await errorOf(response)).code]).toEqual([address, 404, 'not-found']);
    }
  });

  it('that keep their names are asked for again after an hour', async () => {
    const response = await (await start({ web })).fetch('/favicon.svg');
    expect(response.headers.get('Cache-Control')).toBe('public, max-age=3600');
  });
});

describe('errors', () => {
  it.each([
    ['/api/refuses', 403, 'room-locked', 'This room is locked. Ask someone inside to unlock it.'],
    ['/api/nothing', 404, 'not-found', 'There is nothing at this address.'],
    ['/metrics', 404, 'not-found', 'There is nothing at this address.'],
    ['/api/breaks', 500, 'internal', 'Something went wrong on the server.'],
    ['/api/things/%E0%A4%A', 400, 'bad-request', 'The request is malformed.'],
  ])('of %s carry a code and a sentence', async (address, status, code, message) => {
    const response = await (await start({ routers: [routes()], web })).fetch(address);
    expect(response.status).toBe(status);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(await response.json()).toEqual({ error: { code, message } });
  });

  it('say when to try again, in whole seconds for the header', async () => {
    const response = await (await start({ routers: [routes()] })).fetch('/api/later');
    expect(response.headers.get('Retry-After')).toBe('3');
    expect((await errorOf(response)).retryAfter).toBe(2.5);
  });

  it('meet bodies that are too large or no JSON', async () => {
    const { origin } = await start({
      routers: [routes()],
      settings: 'limits: { http: { bodyBytes: 1024 } }',
    });
    const send = (body: string) =>
      fetch(`${origin}/api/things`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body,
      });
    const fits = await send(JSON.stringify({ name: 'a' }));
    expect([fits.status, await fits.json()]).toEqual([201, { name: 'a' }]);
    const large = await send(JSON.stringify({ name: 'a'.repeat(1024) }));
    expect([large.status, (await errorOf(large)).code]).toEqual([413, 'message-too-large']);
    const broken = await send('{"name":');
    expect([broken.status, (await errorOf(broken)).code]).toEqual([400, 'bad-request']);
  });
});

describe('limits', () => {
  it('refuse what goes beyond a number per minute, and say for how long', async () => {
    const { origin } = await start({ settings: 'limits: { http: { requestsPerMinute: 3 } }', web });
    const statuses: number[] = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await fetch(`${origin}/`)).status);
    expect(statuses).toEqual([200, 200, 200]);
    const refused = await fetch(`${origin}/`);
    const retryAfter = Number(refused.headers.get('Retry-After'));
    expect([refused.status, (await errorOf(refused)).code]).toEqual([429, 'rate-limited']);
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(60);
  });

  it('never refuse a probe', async () => {
    const { origin } = await start({ settings: 'limits: { http: { requestsPerMinute: 1 } }' });
    for (let count = 0; count < 3; count += 1)
      expect((await fetch(`${origin}/health/live`)).status).toBe(200);
  });

  it('count the callers behind a trusted proxy apart, by IPv4 address and by IPv6 network', async () => {
    const settings = 'server: { trustProxy: [loopback] }\nlimits: { http: { requestsPerMinute: 1 } }';
    const { origin } = await start({ settings, web });
    const statusFor = async (address: string) =>
      (await fetch(`${origin}/`, { headers: { 'X-Forwarded-For': address } })).status;
    expect(await statusFor('198.51.100.7')).toBe(200);
    expect(await statusFor('198.51.100.7')).toBe(429);
    expect(await statusFor('198.51.100.8')).toBe(200);
    expect(await statusFor('2001:db8::7')).toBe(200);
    expect(await statusFor('2001:db8::8')).toBe(429);
    expect(await statusFor('2001:db8:0:1::8')).toBe(200);
  });

  it('cannot be evaded by claiming addresses', async () => {
    const { origin } = await start({ settings: 'limits: { http: { requestsPerMinute: 1 } }', web });
    const statusFor = async (address: string) =>
      (await fetch(`${origin}/`, { headers: { 'X-Forwarded-For': address } })).status;
    expect([await statusFor('198.51.100.7'), await statusFor('198.51.100.8')]).toEqual([200, 429]);
  });

  it('of one route leave the others alone', async () => {
    const router = Router();
    const limit = rateLimit({ name: 'things', perMinute: 1, trust: () => false });
    router.post('/api/limited', limit, (_, response) => void response.status(201).json({}));
    const { origin } = await start({ routers: [router, routes()] });
    const post = async (address: string) => (await fetch(origin + address, { method: 'POST' })).status;
    expect([await post('/api/limited'), await post('/api/limited'), await post('/api/things')]).toEqual([
      201, 429, 201,
    ]);
  });
});

describe('other sites', () => {
  const settings = 'server: { allowedOrigins: ["https://intranet.example.org"] }';
  const from = (origin: string) => ({ headers: { Origin: origin } });

  it('that are allowed may call the API', async () => {
    const { origin } = await start({ routers: [routes()], settings });
    const answer = await fetch(`${origin}/api/things/1`, from('https://intranet.example.org'));
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('https://intranet.example.org');
    expect(answer.headers.get('Vary')).toContain('Origin');
    const preflight = await fetch(`${origin}/api/things`, {
      method: 'OPTIONS',
      ...from('https://intranet.example.org'),
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('Access-Control-Allow-Headers')).toBe('Content-Type');
  });

  it('that are not get no leave to read, and cannot write', async () => {
    const { origin } = await start({ routers: [routes()], settings });
    const answer = await fetch(`${origin}/api/things/1`, from('https://evil.example.com'));
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBeNull();
    const written = await fetch(`${origin}/api/things`, {
      method: 'POST',
      ...from('https://evil.example.com'),
    });
    expect([written.status, (await errorOf(written)).code]).toEqual([403, 'origin-refused']);
    const preflight = await fetch(`${origin}/api/things`, {
      method: 'OPTIONS',
      ...from('https://evil.example.com'),
    });
    expect(preflight.headers.get('Access-Control-Allow-Methods')).toBeNull();
  });
});

describe('health', () => {
  it('tells life from readiness, and no reasons to strangers', async () => {
    const { origin, health } = await start();
    health.register('workers', () => 'No media worker is alive.');
    const live = await fetch(`${origin}/health/live`);
    expect([live.status, await live.json()]).toEqual([200, { service: 'sottovoce', live: true }]);
    const ready = await fetch(`${origin}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([503, { ready: false }]);
    expect(ready.headers.get('Cache-Control')).toBe('no-store');
  });
});

describe('request durations', () => {
  it('are labelled by the pattern of the route, never by the address', async () => {
    const { origin, metrics } = await start({ routers: [routes()], web });
    for (const address of [
      '/api/things/abc',
      '/api/things/def',
      '/',
      '/r/k7mw3xqpv9td',
      '/assets/app-1a2b3c.js',
      '/api/none',
    ]) {
      await (await fetch(origin + address)).arrayBuffer();
    }
    await fetch(`${origin}/api/none`, { method: 'POST' });
    const text = await metrics.getSingleMetricAsString('sottovoce_http_request_duration_seconds');
    const counted = [...text.matchAll(/_count\{method="(\w+)",route="([^"]*)",status="(\d+)"\} (\d+)/g)].map(
      (match) => match.slice(1).join(' '),
    );
    expect(counted.sort()).toEqual([
      'GET /api/things/:thingId 200 2',
      'GET /assets/{*file} 200 1',
      'GET /{*page} 200 2',
      'GET none 404 1',
      'POST none 404 1',
    ]);
  });
});
