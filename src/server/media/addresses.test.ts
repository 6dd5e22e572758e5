import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { mediaAddresses } from './addresses.ts';

const ipv4 = (address: string, internal = false): NetworkInterfaceInfo => ({
  address,
  netmask: '255.255.255.0',
  family: 'IPv4',
  mac: '02:00:00:00:00:01',
  internal,
  cidr: `${address}/24`,
});

const ipv6 = (address: string, internal = false): NetworkInterfaceInfo => ({
  address,
  netmask: 'ffff:ffff:ffff:ffff::',
  family: 'IPv6',
  mac: '02:00:00:00:00:01',
  internal,
  cidr: `${address}/64`,
  scopeid: 0,
});

const lo = [ipv4('127.0.0.1', true), ipv6('::1', true)];

describe('mediaAddresses', () => {
  it('takes every address that other devices can reach, IPv4 and IPv6', () => {
    const { addresses, warning } = mediaAddresses('auto', {
      lo,
      eth0: [ipv4('192.0.2.2'), ipv6('2001:db8::2'), ipv6('fe80::2')],
      wlan0: [ipv4('198.51.100.7')],
    });
    expect(addresses).toEqual([{ ip: '192.0.2.2' }, { ip: '2001:db8::2' }, { ip: '198.51.100.7' }]);
    expect(warning).toBeUndefined();
  });

  it('leaves out link-local addresses and the bridges of containers', () => {
    const { addresses } = mediaAddresses('auto', {
      lo,
      docker0: [ipv4('172.17.0.1')],
      'br-1f2e3d': [ipv4('172.18.0.1')],
      veth12ab: [ipv6('2001:db8:1::1')],
      eth0: [ipv4('169.254.3.4'), ipv4('192.0.2.2')],
    });
    expect(addresses).toEqual([{ ip: '192.0.2.2' }]);
  });

  it('keeps the stable one among the IPv6 addresses of a network', () => {
    const { addresses } = mediaAddresses('auto', {
      lo,
      eth0: [ipv6('2001:db8::aaaa:bbbb'), ipv6('2001:db8::2'), ipv6('2001:db8:0:1::2')],
    });
    expect(addresses).toEqual([{ ip: '2001:db8::2' }, { ip: '2001:db8:0:1::2' }]);
  });

  it('falls back to virtual interfaces and says so', () => {
    const { addresses, warning } = mediaAddresses('auto', { lo, veth0: [ipv4('198.18.0.1')] });
    expect(addresses).toEqual([{ ip: '198.18.0.1' }]);
    expect(warning).toMatch(/virtual interfaces only/);
  });

  it('takes loopback as the last resort and says so', () => {
    const { addresses, warning } = mediaAddresses('auto', { lo, eth0: [ipv6('fe80::2')] });
    expect(addresses).toEqual([{ ip: '127.0.0.1' }]);
    expect(warning).toMatch(/only browsers on this machine/);
  });

  it('takes what the operator lists, with the addresses to announce', () => {
    const { addresses, warning } = mediaAddresses(
      [{ listen: '10.0.0.5', announce: '203.0.113.5' }, { listen: '2001:db8::5' }],
      { lo, eth0: [ipv4('192.0.2.2')] },
    );
    expect(addresses).toEqual([{ ip: '10.0.0.5', announcedAddress: '203.0.113.5' }, { ip: '2001:db8::5' }]);
    expect(warning).toBeUndefined();
  });
});
