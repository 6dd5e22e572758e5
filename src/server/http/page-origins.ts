import { isIPv6 } from 'node:net';
import type { Config } from '../../config/schema.ts';
import type { ListenAddress } from '../media/media-worker.ts';
import type { OpenPorts } from './servers.ts';

/** Where the pages can be opened with camera and microphone. */
export interface PageOrigins {
  /** On the server's own machine. */
  readonly local: readonly string[];
  /** From other devices, the best one first; empty where nothing but this machine can call. */
  readonly others: readonly string[];
}

const wildcards = new Set(['::', '0.0.0.0']);
const loopbacks = /^(127\.|::1$)/;

/**
 * Browsers give camera and microphone to `localhost` and to HTTPS only, so plain HTTP counts for this
 * machine alone, unless a public URL says that TLS ends in front.
 *
 * @param addresses What media announces: other devices reach the pages there, too.
 */
export function pageOrigins(
  { host, publicUrl }: Pick<Config['server'], 'host' | 'publicUrl'>,
  ports: OpenPorts,
  addresses: readonly ListenAddress[],
): PageOrigins {
  const onLoopback = wildcards.has(host) || loopbacks.test(host);
  const local = onLoopback
    ? [origin('http', 'localhost', ports.http), origin('https', 'localhost', ports.https)]
    : [];
  const hosts = wildcards.has(host)
    ? addresses.map(({ ip, announcedAddress = ip }) => announcedAddress)
    : [host];
  const others = hosts
    .filter((name) => !loopbacks.test(name))
    .map((name) => origin('https', name, ports.https));
  const present = (value: string | undefined) => value !== undefined;
  return {
    local: local.filter(present).slice(0, 1),
    others: publicUrl === null ? [...new Set(others.filter(present))] : [publicUrl],
  };
}

function origin(scheme: 'http' | 'https', host: string, port: number | undefined): string | undefined {
  if (port === undefined) return undefined;
  return new URL(`${scheme}://${isIPv6(host) ? `[${host}]` : host}:${port}`).origin;
}
