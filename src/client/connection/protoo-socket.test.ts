import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Peer, Room, WebSocketServer, type WebSocketTransport } from 'protoo-server';
import { ProtocolError } from '../../protocol/errors.ts';
import { openProtooSocket, type ProtooSocket, type ProtooSocketHandlers } from './protoo-socket.ts';

/** A real protoo server on the loopback address, with the one peer that connected to it. */
let server: Server;
let protoo: WebSocketServer;
let url: string;
let arrival: PromiseWithResolvers<{ peer: Peer; transport: WebSocketTransport; wire: Socket }>;
let socket: ProtooSocket | undefined;

beforeEach(async () => {
  server = createServer();
  protoo = new WebSocketServer(server, {});
  arrival = Promise.withResolvers();
  protoo.on('connectionrequest', (info, accept) => {
    const transport = accept();
    arrival.resolve({ peer: new Room().createPeer('peer', transport), transport, wire: info.socket });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  socket?.close();
  protoo.stop();
  await new Promise((resolve) => server.close(resolve));
});

/** Opens a socket and waits until both sides have it: the server says hello, as it does with `session`. */
async function connected(handlers: Partial<ProtooSocketHandlers> = {}) {
  const closed = Promise.withResolvers<'server' | 'network'>();
  const hello = Promise.withResolvers<void>();
  const opened = openProtooSocket(url, {
    request: async () => ({}),
    closed: closed.resolve,
    ...handlers,
    notification: (method, data) => {
      if (method === 'hello') hello.resolve();
      else handlers.notification?.(method, data);
    },
  });
  socket = opened;
  const server = await arrival.promise;
  await server.peer.notify('hello');
  await hello.promise;
  return { ...server, socket: opened, closed: closed.promise };
}

describe('openProtooSocket', () => {
  it('asks and is answered', async () => {
    const { peer, socket } = await connected();
    peer.on('request', (request, accept) => accept({ echo: request.data }));
    expect(await socket.request('join', { a: 1 })).toEqual({ echo: { a: 1 } });
  });

  it('reads an error answer back by its code', async () => {
    const { peer, socket } = await connected();
    peer.on('request', (_request, _accept, reject) => reject(409, 'room-full: The room is full.'));
    await expect(socket.request('join', {})).rejects.toMatchObject({
      code: 'room-full',
      message: 'The room is full.',
    });
  });

  it('hands notifications over', async () => {
    const heard = Promise.withResolvers<unknown>();
    const { peer } = await connected({ notification: (method, data) => heard.resolve({ method, data }) });
    await peer.notify('newPeer', { id: 'p' });
    expect(await heard.promise).toEqual({ method: 'newPeer', data: { id: 'p' } });
  });

  it('answers requests of the server, and names its refusals', async () => {
    const { peer } = await connected({
      request: async (method) => {
        if (method === 'newConsumer') return { paused: true };
        throw new ProtocolError('unknown-method');
      },
    });
    expect(await peer.request('newConsumer', {})).toEqual({ paused: true });
    await expect(peer.request('dance', {})).rejects.toMatchObject({
      message: 'unknown-method: There is no such method.',
    });
  });

  it('tells a cut from a close by the server, and rejects what was pending', async () => {
    const { closed, socket, wire } = await connected();
    const pending = socket.request('join', {});
    wire.destroy();
    expect(await closed).toBe('network');
    await expect(pending).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('says that the server closed it after the code 4000', async () => {
    const { closed, socket, transport } = await connected();
    transport.close();
    expect(await closed).toBe('server');
    await expect(socket.request('join', {})).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('is closed by the network where nobody listens', async () => {
    await new Promise((resolve) => server.close(resolve));
    const closed = Promise.withResolvers<'server' | 'network'>();
    socket = openProtooSocket(url, {
      notification: () => undefined,
      request: async () => ({}),
      closed: closed.resolve,
    });
    expect(await closed.promise).toBe('network');
  });

  it('does not announce its own close, and closes twice', async () => {
    let announced = false;
    const { peer, socket } = await connected({
      closed: () => {
        announced = true;
      },
    });
    const gone = new Promise<void>((resolve) => peer.on('close', () => resolve()));
    socket.close();
    socket.close();
    await gone;
    expect(announced).toBe(false);
  });
});
