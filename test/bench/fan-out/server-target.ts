import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { TransportInfo } from '../../../src/protocol/transport.ts';
import { RoomApi } from '../../harness/room-api.ts';
import { sealedName } from '../../harness/sealed-name.ts';
import { ServerProcess } from '../../harness/server-process.ts';
import { BenchProcess } from '../bench-process.ts';
import { RoomControl } from '../room-control.ts';
import {
  type FanOutTarget,
  fanOutCodec,
  fanOutStream,
  fanOutVideo,
  measureTarget,
} from './fan-out-target.ts';
import type { FanOutCost, FanOutLoad } from './load.ts';
import { ReceiverGroup } from './receiver-group.ts';
import { describeTransport } from './session-description.ts';

const fingerprintSchema = z.object({ fingerprint: z.string() });
const connectedSchema = z.object({ connected: z.literal(true) });
const sentSchema = z.object({ sent: z.literal(true) });

/** Milliseconds. */
const watchLimit = 10_000;

/** The whole server with one worker: a room with one publisher and many who only watch. */
export class ServerTarget implements FanOutTarget {
  readonly #server: ServerProcess;
  readonly #api: RoomApi;
  readonly #source = new BenchProcess(new URL('webrtc-source.ts', import.meta.url));
  readonly #receivers = new ReceiverGroup();
  readonly #connections: RoomControl[] = [];

  private constructor(server: ServerProcess) {
    this.#server = server;
    this.#api = new RoomApi(server.origin);
  }

  static async open(receivers: number): Promise<ServerTarget> {
    const server = await ServerProcess.start({
      media: { workers: 1 },
      rooms: { maxPeersPerRoom: receivers + 1 },
      limits: { connectionsPerAddress: 10_000 },
    });
    const target = new ServerTarget(server);
    try {
      const { roomId } = await target.#api.createRoom();
      await target.#publish(roomId);
      for (let index = 0; index < receivers; index += 1) await target.#watch(roomId);
    } catch (error) {
      await target.close();
      throw error;
    }
    return target;
  }

  srtpSuite(): Promise<string> {
    return this.#receivers.srtpSuite();
  }

  measure(load: FanOutLoad): Promise<FanOutCost> {
    const { packetBytes, packetsPerSecond } = load;
    return measureTarget(load, {
      send: async (packets) => {
        const request = { ask: 'send', ...fanOutVideo, packetBytes, packetsPerSecond, packets };
        await this.#source.ask(request, sentSchema, 60_000);
      },
      received: (expected) => this.#receivers.received(expected),
      cpuSeconds: () => this.#workerCpuSeconds(),
    });
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) connection.close();
    await Promise.all([this.#source.close(), this.#receivers.close()]);
    await this.#server.close();
  }

  async #publish(roomId: string): Promise<void> {
    const control = await RoomControl.enter(this.#server.origin, this.#api, roomId);
    this.#connections.push(control);
    const transport = await control.request('createWebRtcTransport', { direction: 'producer' });
    const { fingerprint } = await this.#source.ask({ ask: 'offer', ...fanOutVideo }, fingerprintSchema);
    await connect(control, transport, fingerprint);
    await this.#source.ask(
      { ask: 'connect', answer: describeTransport('answer', transport, fanOutStream) },
      connectedSchema,
    );
    await control.request('join', { sealedName: sealedName('Source'), rtpCapabilities: {} });
    const { transportId } = transport;
    await control.request('produce', { transportId, kind: 'video', rtpParameters: fanOutStream });
  }

  /** Resolves when the receiver's consumer has been set up. */
  async #watch(roomId: string): Promise<void> {
    const watching = Promise.withResolvers<void>();
    const control = await RoomControl.enter(this.#server.origin, this.#api, roomId, async (consumer) => {
      const offer = describeTransport('offer', transport, consumer.rtpParameters);
      const connected = this.#receivers.connect(offer).then((own) => connect(control, transport, own));
      connected.then(watching.resolve, watching.reject);
      await connected;
    });
    this.#connections.push(control);
    // Consumers come once a peer has joined and has a transport for them, so never before this one is known.
    const transport = await control.request('createWebRtcTransport', { direction: 'consumer' });
    const deadline = setTimeout(() => watching.reject(new Error('A receiver got no consumer.')), watchLimit);
    try {
      const join = control.request('join', {
        sealedName: sealedName('Receiver'),
        rtpCapabilities: { codecs: [fanOutCodec] },
      });
      await Promise.all([join, watching.promise]);
    } finally {
      clearTimeout(deadline);
    }
  }

  /** The time for which the worker's main thread, which does all the media, was on a core (sched-stats(7)). */
  async #workerCpuSeconds(): Promise<number> {
    const [pid] = await this.#server.workerPids();
    const nanoseconds = (await readFile(`/proc/${pid}/schedstat`, 'utf8')).split(' ')[0];
    return Number(nanoseconds) / 1e9;
  }
}

/** The peer starts the handshake (RFC 8842): its role is that of the DTLS client. */
async function connect(
  control: RoomControl,
  { transportId }: TransportInfo,
  fingerprint: string,
): Promise<void> {
  await control.request('connectWebRtcTransport', {
    transportId,
    dtlsParameters: { role: 'client', fingerprints: [{ algorithm: 'sha-256', value: fingerprint }] },
  });
}
