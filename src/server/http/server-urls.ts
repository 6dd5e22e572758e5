import { isIPv6 } from 'node:net';
import type { Config } from '../../config/schema.ts';
import type { OpenPorts } from './servers.ts';

/** Where a running server is reached. */
export interface ServerUrls {
  /** For this machine; absent where plain HTTP is off. */
  readonly http?: string;
  /** For this machine; absent where HTTPS is off. */
  readonly https?: string;
  readonly internal: string;
  /** For other devices, the best one first. */
  readonly others: readonly string[];
}

/** Addresses that stand for all of the machine's own. */
const unspecified = ['::', '0.0.0.0'];
const loopback = ['::1', '127.0.0.1'];

/**
 * Says where the server is reached, for people and for links.
 *
 * @param addresses The machine's addresses or names as other devices know them.
 */
export function serverUrls(
  { host, publicUrl, internal }: Config['server'],
  ports: OpenPorts & { readonly internal: number },
  addresses: readonly string[],
): ServerUrls {
  const own = unspecified.includes(host) || loopback.includes(host) ? 'localhost' : host;
  const outside = loopback.includes(host) ? [] : unspecified.includes(host) ? addresses : [host];
  return {
    ...(ports.http === undefined ? {} : { http: `http://${urlHost(own)}:${ports.http}` }),
    ...(ports.https === undefined ? {} : { https: `https://${urlHost(own)}:${ports.https}` }),
    internal: `http://${urlHost(unspecified.includes(internal.host) ? 'localhost' : internal.host)}:${ports.internal}`,
    others: [
      ...(publicUrl === null ? [] : [publicUrl]),
      // Other devices get camera and microphone only over HTTPS.
      ...(ports.https === undefined
        ? []
        : outside.map((address) => `https://${urlHost(address)}:${ports.https}`)),
    ],
  };
}

function urlHost(address: string): string {
  return isIPv6(address) ? `[${address}]` : address;
}
