import type { Config } from '../../config/schema.ts';
import type { ListenAddress } from '../../server/media/media-worker.ts';
import type { Finding } from './finding.ts';
import { connects, type PortOutcome, reachTcp, reachUdp } from './reach-port.ts';

const check = 'media ports';

export interface MediaPortsOptions {
  readonly media: Config['media'];
  readonly workers: number;
  readonly addresses: readonly ListenAddress[];
  /** Whether this server runs already, so that its ports are rightly in use. */
  readonly running: boolean;
}

type Protocol = 'udp' | 'tcp';

/** Whether each worker's ports can be opened and reached through the addresses that clients are told. */
export async function checkMediaPorts({
  media,
  workers,
  addresses,
  running,
}: MediaPortsOptions): Promise<Finding[]> {
  const { portBase } = media;
  const ports = portBase === 0 ? [0] : Array.from({ length: workers }, (_, index) => portBase + index);
  const protocols = (['udp', 'tcp'] as const).filter((protocol) => media.transports[protocol]);
  const findings: Finding[] = [];
  for (const address of addresses) {
    for (const protocol of protocols) {
      const byOutcome = new Map<PortOutcome, number[]>();
      for (const port of ports) {
        const outcome = await reach(protocol, address, port, running);
        byOutcome.set(outcome, [...(byOutcome.get(outcome) ?? []), port]);
      }
      for (const [outcome, affected] of byOutcome) {
        findings.push(judge({ outcome, protocol, address, ports: affected, running }));
      }
    }
  }
  findings.push(firewallNote(protocols, ports));
  return findings;
}

async function reach(
  protocol: Protocol,
  { ip, announcedAddress = ip }: ListenAddress,
  port: number,
  running: boolean,
): Promise<PortOutcome> {
  if (protocol === 'udp') return reachUdp(ip, announcedAddress, port);
  const outcome = await reachTcp(ip, announcedAddress, port);
  // The running server itself can answer, over TCP.
  if (outcome !== 'in-use' || !running) return outcome;
  return (await connects(announcedAddress, port)) ? 'in-use' : 'unreachable';
}

function judge({
  outcome,
  protocol,
  address: { ip, announcedAddress = ip },
  ports,
  running,
}: {
  outcome: PortOutcome;
  protocol: Protocol;
  address: ListenAddress;
  ports: readonly number[];
  running: boolean;
}): Finding {
  const what = `${protocol.toUpperCase()} ${range(ports)} through ${announcedAddress}`;
  switch (outcome) {
    case 'reachable':
      return { check, status: 'ok', message: `${what}: reachable from this machine` };
    case 'in-use':
      if (!running) {
        return {
          check,
          status: 'fail',
          message: `${what}: another program uses it`,
          advice: `End that program (ss -lpn shows it) or choose another media.portBase.`,
        };
      }
      return protocol === 'tcp'
        ? { check, status: 'ok', message: `${what}: the running Sottovoce answers` }
        : {
            check,
            status: 'ok',
            message: `${what}: the running Sottovoce holds it; stop it to test the way`,
          };
    case 'no-such-address':
      return {
        check,
        status: 'fail',
        message: `${what}: this machine has no address ${ip}`,
        advice: 'Correct `listen` in media.addresses.',
      };
    case 'not-permitted':
      return {
        check,
        status: 'fail',
        message: `${what}: this user may not open it`,
        advice: 'Choose a media.portBase from 1024 on.',
      };
    case 'unreachable':
      return announcedAddress === ip
        ? {
            check,
            status: 'fail',
            message: `${what}: opened, but nothing that this machine sends to it arrives`,
            advice: 'Look for a firewall on this machine (nft list ruleset).',
          }
        : {
            check,
            status: 'warn',
            message: `${what}: does not lead back to this machine`,
            advice: 'Many NATs never lead back to the inside: test from outside, with the port forwarded.',
          };
  }
}

function firewallNote(protocols: readonly Protocol[], ports: readonly number[]): Finding {
  const which = protocols.map((protocol) => protocol.toUpperCase()).join(' and ');
  return {
    check,
    status: 'note',
    message: 'whether a firewall or NAT in front lets others in cannot be known from inside',
    advice:
      ports[0] === 0
        ? 'media.portBase is 0: ports change at each start, so none can be opened in a firewall.'
        : `Open ${which} ${range(ports)}, and test a call from another network.`,
  };
}

function range(ports: readonly number[]): string {
  const [first, last] = [ports[0], ports.at(-1)];
  if (first === 0) return 'any port';
  const gapless = first !== undefined && last !== undefined && last - first === ports.length - 1;
  return ports.length > 1 && gapless ? `${first}-${last}` : ports.join(', ');
}
