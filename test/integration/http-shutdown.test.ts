import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Router } from 'express';
import { pino } from 'pino';
import { createHttpServers } from '../../src/server/http/servers.ts';
import { HttpShell, testConfig } from '../harness/http-shell.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(60_000);

let shell: HttpShell | undefined;
afterEach(async () => {
  await shell?.close();
  shell = undefined;
});

/** A route that answers when the test says so. */
function slowRoute() {
  const entered = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const router = Router();
  router.get('/api/slow', async (_, response) => {
    entered.resolve();
    await answer.promise;
    response.json({ done: true });
  });
  return { router, entered: entered.promise, answer: answer.resolve };
}

describe('HTTP servers', () => {
  it('let an answer finish, take nobody new, and end idle connections', async () => {
    const { router, entered, answer } = slowRoute();
    shell = await HttpShell.start({ routers: [router] });
    const port = shell.ports.http ?? 0;
    const agent = new Agent({ keepAlive: true });
    const idle = get({ port, host: '127.0.0.1', path: '/health/live', agent });
    const [first]: IncomingMessage[] = await once(idle, 'response');
    const idleSocket = first?.socket;
    first?.resume();
    const slow = get({ port, host: '127.0.0.1', path: '/api/slow', agent: new Agent({ keepAlive: true }) });
    const slowAnswer = once(slow, 'response');
    await entered;

    const closed = shell.servers.close(60);
    if (idleSocket !== undefined && !idleSocket.destroyed) await once(idleSocket, 'close');
    const refused = connect({ port, host: '127.0.0.1' });
    const [error] = await once(refused, 'error');
    expect(error.code).toBe('ECONNREFUSED');
    answer();
    const [response]: IncomingMessage[] = await slowAnswer;
    const chunks = await response?.toArray();
    expect(Buffer.concat(chunks ?? []).toString()).toBe('{"done":true}');
    // Without waiting for its keep-alive to run out.
    await closed;
  });

  it('do not wait for connections that never asked for anything', async () => {
    shell = await HttpShell.start();
    const { http = 0, https = 0 } = shell.ports;
    const [plainServer, secureServer] = shell.servers.servers;
    if (plainServer === undefined || secureServer === undefined) throw new Error('a server is missing');
    const accepted = Promise.all([once(plainServer, 'connection'), once(secureServer, 'secureConnection')]);
    const plain = connect({ port: http, host: '127.0.0.1' });
    const secure = tlsConnect({ port: https, host: '127.0.0.1', rejectUnauthorized: false });
    const ended = Promise.all([once(plain, 'close'), once(secure, 'close')]);
    await accepted;
    await shell.servers.close(600);
    await ended;
  });

  it('cut at the deadline what does not end, upgraded connections among it', async () => {
    const { router, entered } = slowRoute();
    shell = await HttpShell.start({ routers: [router] });
    const port = shell.ports.http ?? 0;
    for (const server of shell.servers.servers) {
      server.on('upgrade', (_, socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n'));
    }
    const upgraded = connect({ port, host: '127.0.0.1' });
    upgraded.write(
      'GET /room-control HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    await once(upgraded, 'data');
    const slow = get({ port, host: '127.0.0.1', path: '/api/slow', agent: false });
    const cut = Promise.all([once(slow, 'error'), once(upgraded, 'close')]);
    await entered;
    await shell.servers.close(0.05);
    const [[error]] = await cut;
    expect(error.code).toBe('ECONNRESET');
  });

  it('may be closed twice, and before they listened', async () => {
    shell = await HttpShell.start();
    await Promise.all([shell.servers.close(0), shell.servers.close(0)]);
    const never = await createHttpServers(
      () => undefined,
      { ...(await testConfig()), dataDirectory: shell.folder },
      pino({ level: 'silent' }),
    );
    await never.close(0);
  });

  it('say which port is taken, and leave none open', async () => {
    shell = await HttpShell.start({ settings: 'server: { https: { enabled: false } }' });
    const settings = `server: { host: 127.0.0.1, https: { port: ${shell.ports.http} } }`;
    const config = { ...(await testConfig(settings)), dataDirectory: shell.folder };
    const second = await createHttpServers(() => undefined, config, pino({ level: 'silent' }));
    await expect(second.listen()).rejects.toThrow(
      `Cannot listen on port ${shell.ports.http} of 127.0.0.1 (server.https.port): another program uses it. End that program or choose another port.`,
    );
    expect(second.servers.map(({ listening }) => listening)).toEqual([false, false]);
  });
});
