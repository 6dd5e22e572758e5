import type { IncomingHttpHeaders } from 'node:http';

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i;

/**
 * The origin to put into links that are shared. What the operator set comes first; then the origin that
 * this browser uses itself, unless that is a name which only this machine understands: then the first
 * address at which others can reach the server.
 *
 * @param secure Whether the browser came over TLS, here or at a proxy in front.
 * @param reachable Origins for other devices, the best one first.
 */
export function shareOrigin(
  { host = 'localhost' }: Pick<IncomingHttpHeaders, 'host'>,
  secure: boolean,
  publicUrl: string | null,
  reachable: readonly string[],
): string {
  const own = `${secure ? 'https' : 'http'}://${host}`;
  return publicUrl ?? (loopback.test(host) ? (reachable[0] ?? own) : own);
}
