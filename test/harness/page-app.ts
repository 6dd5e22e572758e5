import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import express from 'express';
import { securityHeaders } from '../../src/server/http/security-headers.ts';

const run = promisify(execFile);
const document = '<!doctype html><title>Test page</title><script type="module" src="/page.js"></script>';

/**
 * A test page in the place of the web app: built as that one is, sent with the same security headers, and
 * with a real server's interfaces on the same origin.
 */
export class PageApp {
  readonly origin: string;
  readonly #server: Server;
  readonly #folder: string;
  readonly #sockets: Set<Socket>;

  private constructor(server: Server, folder: string, sockets: Set<Socket>) {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('an HTTP server has a port');
    this.origin = `http://127.0.0.1:${address.port}`;
    this.#server = server;
    this.#folder = folder;
    this.#sockets = sockets;
  }

  /**
   * @param path The page's module, relative to this folder.
   * @param targetPort Where the server listens.
   */
  static async open(path: string, targetPort: number): Promise<PageApp> {
    const folder = await mkdtemp(join(tmpdir(), 'sottovoce-page-'));
    const builder = fileURLToPath(new URL('build-page-app.ts', import.meta.url));
    await run(process.execPath, [builder, path, folder]);
    const app = express();
    app.use(['/page', '/page.js', '/assets'], securityHeaders({ publicUrl: null }));
    app.get('/page', (_, response) => void response.type('html').send(document));
    app.use(express.static(folder, { index: false }));
    app.use((incoming, response) => forward(incoming, response, targetPort));
    const server = createServer(app).listen(0, '127.0.0.1');
    const sockets = new Set<Socket>();
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    server.on('upgrade', (incoming, socket, head) => tunnel(incoming, socket as Socket, head, targetPort));
    await once(server, 'listening');
    return new PageApp(server, folder, sockets);
  }

  /** Can be called twice. */
  async close(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function forward(incoming: IncomingMessage, response: ServerResponse, port: number): void {
  const { headers, method, url: path } = incoming;
  const outgoing = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  incoming.pipe(outgoing);
}

function tunnel({ headers, method, url }: IncomingMessage, near: Socket, head: Buffer, port: number): void {
  const far = connect(port, '127.0.0.1');
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  far.write([`${method} ${url} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
  far.write(head);
  near.pipe(far).pipe(near);
  // Whoever ends the connection, both sides of it go.
  near.on('error', () => far.destroy()).on('close', () => far.destroy());
  far.on('error', () => near.destroy()).on('close', () => near.destroy());
}
