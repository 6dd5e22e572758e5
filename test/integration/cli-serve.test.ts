import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Command } from '../harness/command.ts';
import { until } from '../harness/condition.ts';
import { mediaAddress } from '../harness/media-address.ts';

jest.setTimeout(60_000);

describe('sottovoce serve', () => {
  let folder: string;
  let command: Command | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sottovoce-serve-'));
  });
  afterEach(async () => {
    await command?.close();
    command = undefined;
    await rm(folder, { recursive: true });
  });

  function serve(env: Record<string, string> = {}): Command {
    command = new Command(['serve'], {
      SOTTOVOCE_ENV: 'test',
      SOTTOVOCE_DATA_DIRECTORY: folder,
      SOTTOVOCE_MEDIA__WORKERS: '1',
      SOTTOVOCE_LOG__PRETTY: 'auto',
      ...env,
    });
    return command;
  }

  it('tells which page to open here and elsewhere, and serves it', async () => {
    const server = serve();
    const [, local = ''] = await server.says(/On this machine +(http:\/\/localhost:\d+)\n/);
    await server.says(/From other devices +https:\/\//);
    await server.says(/asks once whether to go on/);
    const [, internal = ''] = await server.says(/Metrics and health +(http:\/\/127\.0\.0\.1:\d+)\n/);
    await server.says(/Press Ctrl\+C to stop/);
    expect((await fetch(`${local}/health/ready`)).status).toBe(200);
    expect(await (await fetch(`${internal}/health/ready`)).json()).toMatchObject({ ready: true });
    server.kill('SIGTERM');
    expect(await server.end).toMatchObject({ code: 0, signal: null, stderr: '' });
  });

  it('writes nothing but log lines where logs are for machines', async () => {
    const server = serve({ SOTTOVOCE_LOG__PRETTY: 'false', SOTTOVOCE_LOG__LEVEL: 'info' });
    await server.says(/"msg":"server started"/);
    server.kill('SIGINT');
    const { code, stdout } = await server.end;
    expect(code).toBe(0);
    const lines = stdout.trim().split('\n');
    expect(() => lines.map((line): unknown => JSON.parse(line))).not.toThrow();
    // At info no line holds an address.
    expect(stdout).not.toMatch(/\d+\.\d+\.\d+\.\d+|fd00:/);
  });

  it('ends at once at the second signal', async () => {
    const server = serve({ SOTTOVOCE_SERVER__SHUTDOWN_GRACE_SECONDS: '600', SOTTOVOCE_LOG__LEVEL: 'debug' });
    const [, port] = await server.says(/On this machine +http:\/\/localhost:(\d+)\n/);
    const [, internal = ''] = await server.says(/Metrics and health +(http:\/\/127\.0\.0\.1:\d+)\n/);
    // A request that never ends holds the first, orderly end up.
    const client = connect({ host: '127.0.0.1', port: Number(port) });
    client.on('error', () => client.destroy());
    const request = [
      'POST /api/bootstrap HTTP/1.1',
      'Host: localhost',
      'Content-Type: application/json',
      'Content-Length: 9',
      'Expect: 100-continue',
    ];
    client.write(`${request.join('\r\n')}\r\n\r\n`);
    // The server has read the head and waits for the body.
    await once(client, 'data');
    server.kill('SIGINT');
    await until('the server to drain', async () => (await fetch(`${internal}/health/ready`)).status === 503);
    server.kill('SIGINT');
    expect((await server.end).code).toBe(130);
    client.destroy();
  });

  it('says in one sentence that a port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      const { code, stderr } = await serve({
        SOTTOVOCE_SERVER__HOST: '127.0.0.1',
        SOTTOVOCE_SERVER__HTTP_PORT: String(port),
      }).end;
      expect(stderr).toBe(
        `Cannot listen on port ${port} of 127.0.0.1 (server.httpPort): another program uses it. End that program or choose another port.\n`,
      );
      expect(code).toBe(1);
    } finally {
      other.close();
    }
  });

  it('says the same of a port for media', async () => {
    const other = createSocket('udp4').bind(0, mediaAddress());
    await once(other, 'listening');
    const { port } = other.address();
    try {
      const { code, stderr } = await serve({
        SOTTOVOCE_MEDIA__PORT_BASE: String(port),
        SOTTOVOCE_MEDIA__ADDRESSES: `[{listen: "${mediaAddress()}"}]`,
      }).end;
      expect(stderr).toBe(
        `Cannot listen on port ${port} of ${mediaAddress()} (media.portBase): another program uses it. End that program or choose another port.\n`,
      );
      expect(code).toBe(1);
    } finally {
      other.close();
    }
  });

  it('says in one sentence that the media worker does not load', async () => {
    const file = path.join(folder, 'none');
    const { code, stderr } = await serve({ MEDIASOUP_WORKER_BIN: file }).end;
    expect(stderr).toBe(
      `The media worker does not load: ${file}: there is no such file. Run \`npm start\`, which fetches or builds it, or set MEDIASOUP_WORKER_BIN.\n`,
    );
    expect(code).toBe(1);
  });
});
