import type { types } from 'mediasoup';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Source } from '../../protocol/identifiers.ts';
import type { WorkerPool } from './worker-pool.ts';

/** Counts what happens to media, without a label that names a room or a person. */
export class MediaMetrics {
  readonly #transports: Gauge;
  readonly #producers: Gauge<'kind' | 'source'>;
  readonly #consumers: Gauge<'kind'>;
  readonly #ice: Counter<'outcome' | 'protocol'>;
  readonly #dtls: Counter<'outcome'>;
  readonly receivedBytes: Counter;
  readonly sentBytes: Counter;
  readonly receivedPackets: Counter;
  readonly sentPackets: Counter;
  readonly receivedLostPackets: Counter;
  readonly sentLostPackets: Counter;
  readonly roundTripTime: Histogram;

  constructor(registry: Registry) {
    const registers = [registry];
    const counter = (name: string, help: string) =>
      new Counter({ name: `sottovoce_${name}`, help, registers });
    this.#transports = new Gauge({
      name: 'sottovoce_transports',
      help: 'Open WebRTC transports.',
      registers,
    });
    this.#producers = new Gauge({
      name: 'sottovoce_producers',
      help: 'Open producers by kind and source.',
      labelNames: ['kind', 'source'],
      registers,
    });
    this.#consumers = new Gauge({
      name: 'sottovoce_consumers',
      help: 'Open consumers by kind.',
      labelNames: ['kind'],
      registers,
    });
    this.#ice = new Counter({
      name: 'sottovoce_ice_connections_total',
      help: 'Outcomes of ICE by transport protocol; failed: never connected though asked to, unused: never asked to.',
      labelNames: ['outcome', 'protocol'],
      registers,
    });
    this.#dtls = new Counter({
      name: 'sottovoce_dtls_connections_total',
      help: 'Outcomes of DTLS handshakes.',
      labelNames: ['outcome'],
      registers,
    });
    this.receivedBytes = counter('rtp_received_bytes_total', 'RTP bytes received from peers.');
    this.sentBytes = counter('rtp_sent_bytes_total', 'RTP bytes sent to peers.');
    this.receivedPackets = counter('rtp_received_packets_total', 'RTP packets received from peers.');
    this.sentPackets = counter('rtp_sent_packets_total', 'RTP packets sent to peers.');
    this.receivedLostPackets = counter(
      'rtp_received_lost_packets_total',
      'RTP packets lost on the way from peers.',
    );
    this.sentLostPackets = counter('rtp_sent_lost_packets_total', 'RTP packets lost on the way to peers.');
    this.roundTripTime = new Histogram({
      name: 'sottovoce_round_trip_seconds',
      help: 'Round-trip times to peers, as RTCP reports them.',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6],
      registers,
    });
  }

  /** Reads the state of the workers at each scrape. */
  observeWorkers(registry: Registry, pool: WorkerPool): void {
    const registers = [registry];
    new Gauge({
      name: 'sottovoce_workers',
      help: 'Workers alive.',
      registers,
      collect() {
        this.set(pool.alive.length);
      },
    });
    new Gauge({
      name: 'sottovoce_worker_cpu_ratio',
      help: 'Share of one core that each worker uses.',
      labelNames: ['worker'],
      registers,
      collect() {
        this.reset();
        for (const worker of pool.alive) {
          this.set({ worker: String(worker.index) }, worker.load.ratio);
        }
      },
    });
    new Counter({
      name: 'sottovoce_worker_restarts_total',
      help: 'Workers that were started again after they died.',
      registers,
      collect() {
        this.reset();
        this.inc(pool.restarts);
      },
    });
  }

  /** @param wasAsked Whether the client has asked to connect the transport. */
  transportOpened(transport: types.WebRtcTransport, wasAsked: () => boolean): void {
    this.#transports.inc();
    let connected = false;
    transport.on('icestatechange', (state) => {
      if (state === 'connected' || state === 'disconnected') {
        connected = true;
        this.#ice.inc({ outcome: state, protocol: transport.iceSelectedTuple?.protocol ?? 'none' });
      }
    });
    transport.on('dtlsstatechange', (state) => {
      if (state === 'connected' || state === 'failed') {
        this.#dtls.inc({ outcome: state });
      }
    });
    transport.observer.once('close', () => {
      this.#transports.dec();
      if (!connected) {
        this.#ice.inc({ outcome: wasAsked() ? 'failed' : 'unused', protocol: 'none' });
      }
    });
  }

  producerOpened(producer: types.Producer, source: Source): void {
    const labels = { kind: producer.kind, source };
    this.#producers.inc(labels);
    producer.observer.once('close', () => this.#producers.dec(labels));
  }

  consumerOpened(consumer: types.Consumer): void {
    const labels = { kind: consumer.kind };
    this.#consumers.inc(labels);
    consumer.observer.once('close', () => this.#consumers.dec(labels));
  }
}
