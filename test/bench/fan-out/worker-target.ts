import { on } from 'node:events';
import { createWorker, type types } from 'mediasoup';
import { z } from 'zod';
import { rtpParametersSchema } from '../../../src/protocol/rtp.ts';
import { BenchProcess } from '../bench-process.ts';
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

const { payloadType, ssrc } = fanOutVideo;
const sentSchema = z.object({ sent: z.literal(true) });

/** A worker alone: a plain source, and receivers on its WebRTC transports. */
export class WorkerTarget implements FanOutTarget {
  readonly #worker: types.Worker;
  readonly #source = new BenchProcess(new URL('plain-source.ts', import.meta.url));
  readonly #receivers = new ReceiverGroup();
  #sourcePort = 0;

  private constructor(worker: types.Worker) {
    this.#worker = worker;
  }

  /** @param workerBin The worker's program; by default the one that mediasoup finds. */
  static async open(receivers: number, workerBin?: string): Promise<WorkerTarget> {
    const worker = await createWorker({
      logLevel: 'warn',
      ...(workerBin === undefined ? {} : { workerBin }),
    });
    const target = new WorkerTarget(worker);
    try {
      await target.#connect(receivers);
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
    const request = { port: this.#sourcePort, payloadType, ssrc, packetBytes, packetsPerSecond };
    return measureTarget(load, {
      send: async (packets) => {
        await this.#source.ask({ ...request, packets }, sentSchema, 60_000);
      },
      received: (expected) => this.#receivers.received(expected),
      cpuSeconds: async () => {
        const usage = await this.#worker.getResourceUsage();
        return (usage.ru_utime + usage.ru_stime) / 1000;
      },
    });
  }

  async close(): Promise<void> {
    this.#worker.close();
    await Promise.all([this.#source.close(), this.#receivers.close()]);
  }

  async #connect(count: number): Promise<void> {
    const server = await this.#worker.createWebRtcServer({
      listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }],
    });
    const router = await this.#worker.createRouter({ mediaCodecs: [fanOutCodec] });
    const inbound = await router.createPlainTransport({
      listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
      comedia: true,
      rtcpMux: true,
    });
    this.#sourcePort = inbound.tuple.localPort;
    const producer = await inbound.produce({
      kind: 'video',
      rtpParameters: fanOutStream,
    });
    for (let index = 0; index < count; index += 1) await this.#addReceiver(router, server, producer);
  }

  async #addReceiver(
    router: types.Router,
    webRtcServer: types.WebRtcServer,
    producer: types.Producer,
  ): Promise<void> {
    const transport = await router.createWebRtcTransport({ webRtcServer });
    const consumer = await transport.consume({
      producerId: producer.id,
      rtpCapabilities: { codecs: [fanOutCodec] },
    });
    const offer = describeTransport('offer', transport, rtpParametersSchema.parse(consumer.rtpParameters));
    const fingerprint = await this.#receivers.connect(offer);
    const states = on(transport, 'dtlsstatechange', { signal: AbortSignal.timeout(10_000) });
    await transport.connect({
      dtlsParameters: { role: 'client', fingerprints: [{ algorithm: 'sha-256', value: fingerprint }] },
    });
    for await (const [state] of states) {
      if (state === 'connected') return;
      if (state !== 'connecting') throw new Error(`The DTLS handshake of a receiver is ${state}.`);
    }
  }
}
