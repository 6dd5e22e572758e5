import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from '@jest/globals';
import { readConfigFiles } from '../../config/files.ts';
import { loadConfig } from '../../config/load.ts';
import { mediaAddresses } from '../../server/media/addresses.ts';
import { checkMediaPorts } from './check-media-ports.ts';

const loopback = [{ ip: '127.0.0.1' }];

async function media(portBase: number, transports = { udp: true, tcp: true }) {
  const config = loadConfig({ env: {}, files: await readConfigFiles({ env: {} }) });
  return { ...config.media, portBase, transports };
}

async function check(options: Partial<Parameters<typeof checkMediaPorts>[0]>, portBase = 0) {
  const findings = await checkMediaPorts({
    media: await media(portBase),
    workers: 1,
    addresses: loopback,
    running: false,
    ...options,
  });
  return findings.map(({ status, message }) => `${status}: ${message}`);
}

describe('checkMediaPorts', () => {
  let taken: Server | undefined;
  afterEach(() => void taken?.close());

  async function take(): Promise<number> {
    taken = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  it('sends to itself through each address of this machine, over UDP and TCP', async () => {
    const { addresses } = mediaAddresses('auto', networkInterfaces());
    const findings = await check({ addresses });
    expect(findings.slice(0, -1)).toEqual(
      addresses.flatMap(({ ip }) => [
        `ok: UDP any port through ${ip}: reachable from this machine`,
        `ok: TCP any port through ${ip}: reachable from this machine`,
      ]),
    );
    expect(findings.at(-1)).toMatch(
      /^note: whether a firewall or NAT in front lets others in cannot be known/,
    );
  });

  it('looks at the ports of every worker, and only at the transports in use', async () => {
    const findings = await check({ workers: 3, media: await media(47_310, { udp: true, tcp: false }) });
    expect(findings).toHaveLength(2);
    expect(findings[0]).toBe('ok: UDP 47310-47312 through 127.0.0.1: reachable from this machine');
  });

  it('tells a port that another program uses', async () => {
    const port = await take();
    const findings = await check({}, port);
    expect(findings).toContain(`fail: TCP ${port} through 127.0.0.1: another program uses it`);
    expect(findings).toContain(`ok: UDP ${port} through 127.0.0.1: reachable from this machine`);
  });

  it('is content with a port that the running server uses', async () => {
    const port = await take();
    expect(await check({ running: true }, port)).toContain(
      `ok: TCP ${port} through 127.0.0.1: the running Sottovoce answers`,
    );
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const held = socket.address().port;
    expect(await check({ running: true }, held)).toContain(
      `ok: UDP ${held} through 127.0.0.1: the running Sottovoce holds it; stop it to test the way`,
    );
    socket.close();
  });

  it('tells an address that this machine does not have', async () => {
    expect(await check({ addresses: [{ ip: '203.0.113.5' }] })).toContain(
      'fail: UDP any port through 203.0.113.5: this machine has no address 203.0.113.5',
    );
  });

  it('only warns where what is announced does not lead back, as behind many NATs', async () => {
    // A loopback address where nothing listens stands for the NAT's outside.
    const findings = await check({ addresses: [{ ip: '127.0.0.1', announcedAddress: '127.0.0.2' }] });
    expect(findings.slice(0, 2)).toEqual([
      'warn: UDP any port through 127.0.0.2: does not lead back to this machine',
      'warn: TCP any port through 127.0.0.2: does not lead back to this machine',
    ]);
  });
});
