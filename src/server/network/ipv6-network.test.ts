import { describe, expect, it } from '@jest/globals';
import { ipv6Network } from './ipv6-network.ts';

describe('ipv6Network', () => {
  it.each([
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:DB8:0:0:ffff:1:2:3', '2001:db8:0:0::/64'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['fd00::', 'fd00:0:0:0::/64'],
    ['1:2:3::5:6:7:8', '1:2:3:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
  ])('keeps the first 64 bits of %s', (address, network) => {
    expect(ipv6Network(address)).toBe(network);
  });
});
