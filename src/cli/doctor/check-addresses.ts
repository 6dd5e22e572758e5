import { lookup } from 'node:dns/promises';
import { BlockList, isIP, isIPv6 } from 'node:net';
import type { MediaAddresses } from '../../server/media/addresses.ts';
import type { Finding } from './finding.ts';

const check = 'media address';

/** Networks that the Internet does not route: RFC 1918, 6598, 4193. */
const privateNetworks = new BlockList();
privateNetworks.addSubnet('10.0.0.0', 8, 'ipv4');
privateNetworks.addSubnet('172.16.0.0', 12, 'ipv4');
privateNetworks.addSubnet('192.168.0.0', 16, 'ipv4');
privateNetworks.addSubnet('100.64.0.0', 10, 'ipv4');
privateNetworks.addSubnet('fc00::', 7, 'ipv6');
privateNetworks.addSubnet('127.0.0.0', 8, 'ipv4');

/** Whether clients are told addresses to which they can send. */
export async function checkAddresses({ addresses, warning }: MediaAddresses): Promise<Finding[]> {
  const findings: Finding[] = [];
  const announced = addresses.map(({ ip, announcedAddress = ip }) => announcedAddress);
  for (const { ip, announcedAddress } of addresses) {
    const told = announcedAddress ?? ip;
    const behind = announcedAddress === undefined ? '' : ` (listening on ${ip})`;
    findings.push(
      (await resolves(told))
        ? { check, status: 'ok', message: `clients are told ${told}${behind}` }
        : {
            check,
            status: 'fail',
            message: `${told} is no IP address, and no name that this machine can resolve`,
            advice: 'Correct media.addresses.',
          },
    );
  }
  if (warning !== undefined) {
    findings.push({
      check,
      status: 'warn',
      message: warning,
      advice: 'Connect the machine to a network, or list the addresses in media.addresses.',
    });
  }
  if (announced.every(isPrivate)) {
    findings.push({
      check,
      status: 'note',
      message:
        'only devices of this private network can reach these; whether a NAT leads here cannot be known',
      advice: 'For calls from the Internet set media.addresses: [{listen: PRIVATE, announce: PUBLIC}].',
    });
  }
  return findings;
}

function isPrivate(address: string): boolean {
  return isIP(address) !== 0 && privateNetworks.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

async function resolves(host: string): Promise<boolean> {
  if (isIP(host) !== 0) return true;
  try {
    await lookup(host);
    return true;
  } catch {
    // Whatever the resolver says, clients could not find it either.
    return false;
  }
}
