import { describe, expect, it } from '@jest/globals';
import { isOriginAllowed } from './origins.ts';

const server = { publicUrl: 'https://calls.example.org', allowedOrigins: ['https://intranet.example.org'] };
const host = '192.0.2.2:8443';

describe('isOriginAllowed', () => {
  it.each([
    ['the page of the same host', 'https://192.0.2.2:8443'],
    ['the same host behind a proxy that ends TLS', 'http://192.0.2.2:8443'],
    ['the public URL', 'https://calls.example.org'],
    ['a listed origin', 'https://intranet.example.org'],
    ['a program that is no browser', undefined],
  ])('lets in %s', (_, origin) => {
    expect(isOriginAllowed(origin, host, server)).toBe(true);
  });

  it.each([
    ['another site', 'https://evil.example.com'],
    ['another port of the same host', 'https://192.0.2.2:9000'],
    ['a listed host under another scheme', 'http://intranet.example.org'],
    ['a site whose name begins alike', 'https://calls.example.org.evil.example.com'],
    ['a sandboxed page', 'null'],
    ['nonsense', ''],
  ])('keeps out %s', (_, origin) => {
    expect(isOriginAllowed(origin, host, server)).toBe(false);
  });
});
