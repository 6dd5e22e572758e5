import { on } from 'node:events';
import { createWorker, type types } from 'mediasoup';
import { z } from 'zod';
import { BenchProcess } from '../bench-process.ts';
import type { FanOutCost, FanOutLoad } from './load.ts';
import { writeOffer } from './offer.ts';

const video: types.RtpCodecCapability = {
  kind: 'video',
  mimeType: 'video/VP8',
  preferredPayloadType: 101,
  clockRate: 90_000,
  rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
};
const ssrc = 0x5077_0ce1;
const processesOfReceivers = 2;

const fingerprintSchema = z.object({ fingerprint: z.string() });
const countSchema = z.object({ received: z.int(), srtpSuite: z.string() });
const sentSchema = z.object({ sent: z.literal(true) });

/**
 * One worker with one plain source and many DTLS-SRTP receivers. The source and the receivers run in
 * processes of their own.
 */
export class FanOutSfu {
  readonly #worker: types.Worker;
  readonly #source = new BenchProcess(new URL('rtp-source.ts', import.meta.url));
  readonly #receivers: readonly BenchProcess[];
  #sourcePort = 0;

  private constructor(worker: types.Worker) {
    this.#worker = worker;
    const file = new URL('receivers.ts', import.meta.url);
    this.#receivers = Array.from({ length: processesOfReceivers }, () => new BenchProcess(file));
  }

  /**
   * @param workerBin The worker's program; by default the one that mediasoup finds.
   */
  static async open(receivers: number, workerBin?: string): Promise<FanOutSfu> {
    const worker = await createWorker({
      logLevel: 'warn',
      ...(workerBin === undefined ? {} : { workerBin }),
    });
    const sfu = new FanOutSfu(worker);
    try {
      await sfu.#connect(receivers);
    } catch (error) {
      await sfu.close();
      throw error;
    }
    return sfu;
  }

  async #connect(count: number): Promise<void> {
    const server = await this.#worker.createWebRtcServer({
      listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }],
    });
    const router = await this.#worker.createRouter({ mediaCodecs: [video] });
    const inbound = await router.createPlainTransport({
      listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
      comedia: true,
      rtcpMux: true,
    });
    this.#sourcePort = inbound.tuple.localPort;
    const producer = await inbound.produce({
      kind: 'video',
      rtpParameters: {
        codecs: [{ ...video, payloadType: 101 }],
        encodings: [{ ssrc }],
      },
    });
    for (let index = 0; index < count; index += 1) {
      const process = this.#receivers[index % this.#receivers.length];
      if (process !== undefined) await this.#addReceiver(router, server, producer, process);
    }
  }

  async #addReceiver(
    router: types.Router,
    webRtcServer: types.WebRtcServer,
    producer: types.Producer,
    process: BenchProcess,
  ): Promise<void> {
    const transport = await router.createWebRtcTransport({ webRtcServer });
    const consumer = await transport.consume({
      producerId: producer.id,
      rtpCapabilities: { codecs: [video] },
      ignoreDtx: true,
    });
    const { encodings, rtcp, codecs } = consumer.rtpParameters;
    const offer = writeOffer(transport, {
      payloadType: codecs[0]?.payloadType ?? 0,
      ssrc: encodings?.[0]?.ssrc ?? 0,
      cname: rtcp?.cname ?? 'source',
    });
    const { fingerprint } = await process.ask({ ask: 'connect', offer }, fingerprintSchema);
    const states = on(transport, 'dtlsstatechange', { signal: AbortSignal.timeout(10_000) });
    await transport.connect({
      dtlsParameters: { role: 'client', fingerprints: [{ algorithm: 'sha-256', value: fingerprint }] },
    });
    for await (const [state] of states) {
      if (state === 'connected') return;
      if (state !== 'connecting') throw new Error(`The DTLS handshake of a receiver is ${state}.`);
    }
  }

  /** Sends the load's packets through the worker and waits until they have arrived. */
  async measure(load: FanOutLoad): Promise<FanOutCost> {
    const warmUp = { ...load, packets: Math.ceil(load.packetsPerSecond / 4) };
    await this.#send(warmUp);
    await this.#count(warmUp.packets * load.receivers);
    const before = await this.#worker.getResourceUsage();
    await this.#send(load);
    const after = await this.#worker.getResourceUsage();
    const sent = load.packets * load.receivers;
    const { received } = await this.#count(sent);
    return {
      sent,
      received,
      cpuSeconds: (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / 1000,
    };
  }

  /** The SRTP protection profile (RFC 5764, RFC 7714) that the receivers and the worker agreed on. */
  async srtpSuite(): Promise<string> {
    return (await this.#count(0)).srtpSuite;
  }

  async #send(load: FanOutLoad): Promise<void> {
    const { packetBytes, packetsPerSecond, packets } = load;
    const request = {
      port: this.#sourcePort,
      payloadType: 101,
      ssrc,
      packetBytes,
      packetsPerSecond,
      packets,
    };
    await this.#source.ask(request, sentSchema, 60_000);
  }

  async #count(expected: number): Promise<z.infer<typeof countSchema>> {
    const counts = await Promise.all(
      this.#receivers.map((process) =>
        process.ask({ ask: 'count', expected: expected / this.#receivers.length }, countSchema),
      ),
    );
    const suites = new Set(counts.map(({ srtpSuite }) => srtpSuite).filter((suite) => suite !== ''));
    return {
      received: counts.reduce((sum, count) => sum + count.received, 0),
      srtpSuite: [...suites].join(', '),
    };
  }

  async close(): Promise<void> {
    this.#worker.close();
    await Promise.all([this.#source, ...this.#receivers].map((process) => process.close()));
  }
}
