import { networkInterfaces } from 'node:os';

/**
 * An IPv4 address of this machine that is not a loopback one: Firefox refuses ICE with 127.0.0.1.
 *
 * @throws {Error} on a machine without one, with the way out.
 */
export function mediaAddress(): string {
  const own = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find((address) => address.family === 'IPv4' && !address.internal);
  if (own === undefined) {
    throw new Error(
      'This machine has no address but the loopback, with which Firefox makes no call. Run the tests in a ' +
        'network of their own: node test/harness/private-network.ts npm test',
    );
  }
  return own.address;
}
