import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ServerApi } from './server-api.ts';

/** A real HTTP server that gives one answer to everything and remembers what it was asked. */
async function serverThatAnswers(status: number, body: string) {
  const asked: { method: string | undefined; url: string | undefined; body: string }[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on('end', () => {
      asked.push({ method: request.method, url: request.url, body: text });
      response.writeHead(status, { connection: 'close' }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  const { port } = server.address() as AddressInfo;
  return { asked, api: new ServerApi(`http://127.0.0.1:${port}`) };
}

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    await new Promise((resolve) => server.close(resolve));
  }
});

const bootstrap = {
  version: '1.2.3',
  shareOrigin: 'https://calls.example.org',
  video: { codec: 'vp8', width: 1280, height: 720, frameRate: 30, maxBitrate: 1_500_000 },
  screen: { frameRate: 15, maxBitrate: 2_500_000 },
  audio: { dtx: false, maxBitrate: 40_000 },
  accounts: { registration: 'open' },
};

describe('ServerApi', () => {
  it('parses an answer and drops what its schema does not know', async () => {
    const { api } = await serverThatAnswers(200, JSON.stringify({ ...bootstrap, extra: 1 }));
    expect(await api.bootstrap()).toEqual(bootstrap);
  });

  it('asks for the bootstrap once', async () => {
    const { api, asked } = await serverThatAnswers(200, JSON.stringify(bootstrap));
    await Promise.all([api.bootstrap(), api.bootstrap()]);
    await api.bootstrap();
    expect(asked).toHaveLength(1);
  });

  it('asks for the bootstrap again after a failure', async () => {
    const { api, asked } = await serverThatAnswers(500, '{}');
    await expect(api.bootstrap()).rejects.toMatchObject({ code: 'unreachable' });
    await expect(api.bootstrap()).rejects.toMatchObject({ code: 'unreachable' });
    expect(asked).toHaveLength(2);
  });

  it('sends a token request as JSON', async () => {
    const answer = { token: 't', peerId: 'p', role: 'moderator', expiresIn: 60 };
    const { api, asked } = await serverThatAnswers(200, JSON.stringify(answer));
    expect(await api.token('k7mw3xqpv9td', { peerSecret: 's'.repeat(22) })).toEqual(answer);
    expect(asked).toEqual([
      { method: 'POST', url: '/api/rooms/k7mw3xqpv9td/tokens', body: `{"peerSecret":"${'s'.repeat(22)}"}` },
    ]);
  });

  it('rejects with the error that the server names', async () => {
    const error = { code: 'rate-limited', message: 'Slow down.', retryAfter: 7 };
    const { api } = await serverThatAnswers(429, JSON.stringify({ error }));
    await expect(api.createRoom()).rejects.toMatchObject({
      name: 'ProtocolError',
      code: 'rate-limited',
      message: 'Slow down.',
      retryAfter: 7,
    });
  });

  it.each([
    [200, '{"roomId":"no"}', 'unexpected-answer'],
    [200, 'not json', 'unexpected-answer'],
    [404, '{"error":{"code":"never-heard-of","message":"?"}}', 'unexpected-answer'],
    [502, '<html>bad gateway</html>', 'unreachable'],
  ])('names the error of a %i with the body %s', async (status, body, code) => {
    const { api } = await serverThatAnswers(status, body);
    await expect(api.room('k7mw3xqpv9td')).rejects.toMatchObject({ code });
  });

  it('says that the server is unreachable where nothing listens', async () => {
    const { api } = await serverThatAnswers(200, '{}');
    await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
    await expect(api.createRoom()).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('does not wait for ever', async () => {
    const silent = createServer();
    servers.push(silent);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const api = new ServerApi(`http://127.0.0.1:${port}`, { patience: 20 });
    await expect(api.createRoom()).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('addresses room control on the same host', () => {
    const api = new ServerApi('https://calls.example.org');
    expect(api.roomControlUrl({ token: 'a.b' })).toBe('wss://calls.example.org/room-control?token=a.b');
    expect(new ServerApi('http://localhost:3000').roomControlUrl({ resume: 'r' })).toBe(
      'ws://localhost:3000/room-control?resume=r',
    );
  });
});
