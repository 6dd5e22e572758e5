import { BlockList } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import type { Config } from '../../config/schema.ts';
import { ipv6Network } from '../network/ipv6-network.ts';
import type { ListenAddress } from './media-worker.ts';

/** What `os.networkInterfaces()` gives. */
export type NetworkInterfaces = NodeJS.Dict<readonly NetworkInterfaceInfo[]>;

export type MediaAddresses = {
  readonly addresses: readonly ListenAddress[];
  /** Why browsers on other machines may not reach these, in a sentence; `undefined` where they may. */
  readonly warning: string | undefined;
};

/** Bridges and pairs that containers and virtual machines bring; other devices cannot reach them. */
const virtualInterface =
  /^(docker|br-|veth|virbr|vmnet|vboxnet|lxcbr|lxdbr|podman|cni|cali|flannel|kube-|tunl)/;

const linkLocal = new BlockList();
linkLocal.addSubnet('169.254.0.0', 16, 'ipv4');
linkLocal.addSubnet('fe80::', 10, 'ipv6');

/**
 * Decides on which addresses media listens and what clients are told.
 *
 * Addresses that the operator lists are taken as they are. Else every address of the machine that other
 * devices can reach; else those of virtual interfaces; else loopback, with a warning.
 */
export function mediaAddresses(
  configured: Config['media']['addresses'],
  interfaces: NetworkInterfaces,
): MediaAddresses {
  if (configured !== 'auto') {
    const addresses = configured.map(({ listen, announce }) =>
      announce === undefined ? { ip: listen } : { ip: listen, announcedAddress: announce },
    );
    return { addresses, warning: undefined };
  }
  const names = Object.keys(interfaces);
  const addressesOf = (wanted: (name: string) => boolean) =>
    names.filter(wanted).flatMap((name) => reachable(interfaces[name] ?? []));

  const physical = addressesOf((name) => !virtualInterface.test(name));
  if (physical.length > 0) return { addresses: physical, warning: undefined };
  const virtual = addressesOf((name) => virtualInterface.test(name));
  if (virtual.length > 0) {
    const warning =
      'This machine has addresses on virtual interfaces only; other devices may not reach them.';
    return { addresses: virtual, warning };
  }
  const warning = 'This machine has no network address but loopback; only browsers on this machine can call.';
  return { addresses: [{ ip: '127.0.0.1' }], warning };
}

function reachable(infos: readonly NetworkInterfaceInfo[]): ListenAddress[] {
  const outside = infos.filter(
    ({ internal, address, family }) =>
      !internal && !linkLocal.check(address, family === 'IPv6' ? 'ipv6' : 'ipv4'),
  );
  // One IPv6 address of each network, the last: a host may hold temporary ones too (RFC 8981), which Linux
  // lists before the stable one and which vanish after a day.
  const byNetwork = new Map(
    outside.map(({ address, family }) => [family === 'IPv6' ? ipv6Network(address) : address, address]),
  );
  return [...byNetwork.values()].map((ip) => ({ ip }));
}
