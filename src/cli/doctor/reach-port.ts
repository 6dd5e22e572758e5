import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, isIPv6 } from 'node:net';

/** What came of opening a port on one address and sending to it through another. */
export type PortOutcome = 'reachable' | 'in-use' | 'unreachable' | 'no-such-address' | 'not-permitted';

/** Milliseconds in which a machine reaches itself, or never does. */
const patience = 2000;

const outcomeByCode: Readonly<Record<string, PortOutcome>> = {
  EADDRINUSE: 'in-use',
  EADDRNOTAVAIL: 'no-such-address',
  EAFNOSUPPORT: 'no-such-address',
  EACCES: 'not-permitted',
};

/** Opens a UDP port on `listen` and sends a datagram to it through `announced`. */
export async function reachUdp(listen: string, announced: string, port: number): Promise<PortOutcome> {
  const receiver = createSocket(isIPv6(listen) ? 'udp6' : 'udp4');
  const sender = createSocket(isIPv6(announced) ? 'udp6' : 'udp4');
  try {
    receiver.bind({ address: listen, port, exclusive: true });
    await once(receiver, 'listening');
    const arrival = once(receiver, 'message', { signal: AbortSignal.timeout(patience) });
    sender.on('error', (error) => receiver.emit('error', error));
    sender.send('sottovoce', receiver.address().port, announced);
    await arrival;
    return 'reachable';
  } catch (error) {
    return outcomeOf(error);
  } finally {
    receiver.close();
    sender.close();
  }
}

/** Opens a TCP port on `listen` and connects to it through `announced`. */
export async function reachTcp(listen: string, announced: string, port: number): Promise<PortOutcome> {
  // To be accepted is all that counts.
  const server = createServer((socket) => socket.destroy());
  try {
    server.listen({ host: listen, port, exclusive: true });
    await once(server, 'listening');
    const address = server.address();
    const opened = typeof address === 'object' && address !== null ? address.port : port;
    return (await connects(announced, opened)) ? 'reachable' : 'unreachable';
  } catch (error) {
    return outcomeOf(error);
  } finally {
    server.close();
  }
}

/** Whether anything accepts TCP connections there. */
export async function connects(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(patience) });
    return true;
  } catch {
    // Refused, unroutable or unanswered: all the same to a caller.
    return false;
  } finally {
    socket.destroy();
  }
}

function outcomeOf(error: unknown): PortOutcome {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return outcomeByCode[code] ?? 'unreachable';
}
