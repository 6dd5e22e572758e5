/**
 * The /64 network of an IPv6 address, as its first four groups: one site's, by RFC 4291, 2.5.4, so that
 * two addresses of one host or household compare as equal.
 *
 * @param address An IPv6 address without a zone, in any notation.
 * @example ipv6Network('2001:db8::1') // '2001:db8:0:0::/64'
 */
export function ipv6Network(address: string): string {
  // The URL parser turns every notation, also that with an IPv4 address at its end, into hexadecimal groups.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = new Array<string>(tail === undefined ? 0 : 8 - left.length - right.length).fill('0');
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`;
}
