import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';
import type { Config } from '../../config/schema.ts';
import { ipv6Network } from '../network/ipv6-network.ts';

/** Whether an address that is `hop` steps away (0: the connection itself) is a proxy of ours. */
export type TrustProxy = (address: string, hop: number) => boolean;

const namedNetworks: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/** Turns the setting `server.trustProxy` into the question that Express and {@link clientAddress} ask. */
export function trustProxy(setting: Config['server']['trustProxy']): TrustProxy {
  if (setting === false) return () => false;
  if (typeof setting === 'number') return (_, hop) => hop < setting;
  const proxies = new BlockList();
  for (const entry of setting.flatMap((name) => namedNetworks[name] ?? [name])) {
    const [network = '', prefix] = entry.split('/');
    const family = isIPv6(network) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) proxies.addAddress(network, family);
    else proxies.addSubnet(network, Number(prefix), family);
  }
  return (address) => {
    const plain = withoutMapping(address);
    return isIP(plain) !== 0 && proxies.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
  };
}

/**
 * The address that a request comes from: that of the connection or, where proxies of ours stand in
 * front, the last one in X-Forwarded-For that none of them has.
 */
export function clientAddress(request: IncomingMessage, trust: TrustProxy): string {
  const header = request.headers['x-forwarded-for'];
  const forwarded = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').reverse();
  let address = request.socket.remoteAddress ?? '';
  for (const [hop, next] of forwarded.entries()) {
    const candidate = next.trim();
    if (candidate === '' || !trust(address, hop)) break;
    address = candidate;
  }
  return withoutMapping(address);
}

/** Whether a request came over https, as far as the server or its trusted proxy knows; as Express says it. */
export function isSecure({ socket, headers }: IncomingMessage, trust: TrustProxy): boolean {
  if ('encrypted' in socket && socket.encrypted === true) return true;
  if (!trust(socket.remoteAddress ?? '', 0)) return false;
  const [first = ''] = String(headers['x-forwarded-proto'] ?? '').split(',');
  return first.trim() === 'https';
}

/**
 * What limits are counted by: an IPv4 address, or an IPv6 /64 network, since one host may take any
 * address of its own network.
 */
export function addressKey(address: string): string {
  const plain = withoutMapping(address);
  return isIPv6(plain) ? ipv6Network(plain.replace(/%.*$/, '')) : plain;
}

/** A socket for both families shows IPv4 peers as IPv6 ones (RFC 4291, 2.5.5.2). */
function withoutMapping(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
