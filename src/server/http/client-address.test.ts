import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { addressKey, clientAddress, isSecure, trustProxy } from './client-address.ts';

function request(remoteAddress: string, forwardedFor?: string): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress });
  const message = new IncomingMessage(socket);
  if (forwardedFor !== undefined) message.headers['x-forwarded-for'] = forwardedFor;
  return message;
}

describe('clientAddress', () => {
  it.each([
    ['takes nobody at their word by default', false, '203.0.113.9', '198.51.100.7', '203.0.113.9'],
    ['takes the word of one proxy', 1, '10.0.0.1', '192.0.2.66, 198.51.100.7', '198.51.100.7'],
    ['takes the word of two', 2, '10.0.0.1', '192.0.2.66, 198.51.100.7, 10.0.0.2', '198.51.100.7'],
    ['never looks beyond its proxies', 1, '10.0.0.1', '192.0.2.66, 198.51.100.7, 10.0.0.2', '10.0.0.2'],
    [
      'takes the word of listed networks',
      ['10.0.0.0/8'],
      '10.0.0.1',
      '192.0.2.66, 198.51.100.7, 10.9.9.9',
      '198.51.100.7',
    ],
    ['knows listed addresses', ['2001:db8::1'], '2001:db8::1', '198.51.100.7', '198.51.100.7'],
    [
      'knows networks by name',
      ['loopback', 'uniquelocal'],
      '::1',
      '198.51.100.7, 192.168.3.4',
      '198.51.100.7',
    ],
    [
      'sees IPv4 behind an IPv6 socket',
      ['127.0.0.1'],
      '::ffff:127.0.0.1',
      '::ffff:198.51.100.7',
      '198.51.100.7',
    ],
    ['refuses a stranger who claims one', ['10.0.0.0/8'], '203.0.113.9', '198.51.100.7', '203.0.113.9'],
    ['is content without the header', 1, '10.0.0.1', undefined, '10.0.0.1'],
  ] as const)('%s', (_, setting, remote, forwarded, client) => {
    expect(clientAddress(request(remote, forwarded), trustProxy(setting))).toBe(client);
  });
});

describe('addressKey', () => {
  it('is the address for IPv4', () => {
    expect(addressKey('198.51.100.7')).toBe('198.51.100.7');
    expect(addressKey('::ffff:198.51.100.7')).toBe('198.51.100.7');
  });

  it('is the /64 network for IPv6', () => {
    expect(addressKey('2001:db8::1')).toBe(addressKey('2001:db8::ffff:0:0:9'));
    expect(addressKey('2001:db8::1')).not.toBe(addressKey('2001:db8:0:1::1'));
    expect(addressKey('fe80::1%eth0')).toBe(addressKey('fe80::2'));
  });

  it('takes whatever a proxy may write', () => {
    expect(addressKey('unknown')).toBe('unknown');
  });
});

describe('isSecure', () => {
  function forwarded(remoteAddress: string, protocol?: string): IncomingMessage {
    const message = request(remoteAddress);
    if (protocol !== undefined) message.headers['x-forwarded-proto'] = protocol;
    return message;
  }

  it.each([
    ['10.0.0.1', 'https', true],
    ['10.0.0.1', 'https, http', true],
    ['10.0.0.1', 'http', false],
    ['10.0.0.1', undefined, false],
    // Nobody but the proxy is believed.
    ['203.0.113.9', 'https', false],
  ])('of a request from %s that was forwarded as %s is %s', (address, protocol, expected) => {
    expect(isSecure(forwarded(address, protocol), trustProxy(['10.0.0.0/8']))).toBe(expected);
  });

  it('sees TLS of the server itself', () => {
    const message = request('203.0.113.9');
    Object.defineProperty(message.socket, 'encrypted', { value: true });
    expect(isSecure(message, trustProxy(false))).toBe(true);
  });
});
