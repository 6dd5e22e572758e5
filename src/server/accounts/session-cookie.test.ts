import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { readCookie, sessionCookie } from './session-cookie.ts';

function request(headers: IncomingMessage['headers']): IncomingMessage {
  const message = new IncomingMessage(new Socket());
  message.headers = headers;
  return message;
}

describe('sessionCookie', () => {
  it.each([
    ['localhost:8080', false, true],
    ['127.0.0.1', false, true],
    ['[::1]:8080', false, true],
    ['localhost:8443', true, false],
    ['calls.example.org', false, false],
    ['localhost.example.org', false, false],
    ['127.0.0.1.example.org:8080', false, false],
    ['192.0.2.7:8080', false, false],
    ['', false, false],
  ])('of host %j, https %j, is plain: %j', (host, isSecure, isPlain) => {
    const { name, options } = sessionCookie(request({ host }), isSecure);
    expect([name, options.secure]).toEqual(
      isPlain ? ['sottovoce-session', false] : ['__Host-sottovoce-session', true],
    );
    expect(options).toMatchObject({ httpOnly: true, sameSite: 'strict', path: '/' });
    expect(options).not.toHaveProperty('domain');
  });

  it('is that of https where the page says so', () => {
    const { options } = sessionCookie(request({ host: 'localhost', origin: 'https://localhost' }), false);
    expect(options.secure).toBe(true);
  });
});

describe('readCookie', () => {
  it.each([
    ['a=1', '1'],
    ['b=2; a=1', '1'],
    ['a=1=1', '1=1'],
    ['a=1; a=2', undefined],
    ['xa=1', undefined],
    ['a', ''],
    ['', undefined],
  ])('reads %j as %j', (cookie, value) => {
    expect(readCookie(request({ cookie }), 'a')).toBe(value);
  });
});
