import type { types } from 'mediasoup';
import type { MediaMetrics } from './media-metrics.ts';
import type { PeerMedia } from './peer-media.ts';

/** Cumulative figures of one transport or stream at the last reading. */
type Reading = Record<string, number>;

/**
 * Reads the media server's own counters at intervals and adds what is new to the metrics. mediasoup
 * keeps them per transport and stream; Prometheus wants sums that outlive both.
 */
export class MediaStatistics {
  readonly #metrics: MediaMetrics;
  readonly #peers: () => Iterable<PeerMedia>;
  readonly #timer: NodeJS.Timeout;
  readonly #last = new WeakMap<object, Reading>();
  #reading = false;

  constructor(metrics: MediaMetrics, peers: () => Iterable<PeerMedia>, intervalSeconds: number) {
    this.#metrics = metrics;
    this.#peers = peers;
    this.#timer = setInterval(() => void this.read(), intervalSeconds * 1000);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** One reading of everything. A reading that takes longer than the interval lets the next one pass. */
  async read(): Promise<void> {
    if (this.#reading) {
      return;
    }
    this.#reading = true;
    try {
      for (const media of this.#peers()) {
        await this.#readPeer(media);
      }
    } finally {
      this.#reading = false;
    }
  }

  async #readPeer(media: PeerMedia): Promise<void> {
    const consumers = [...media.subscriptions.values()].map(({ consumer }) => consumer);
    // What closes between the question and the answer has no more figures to give.
    await Promise.allSettled([
      ...[...media.transports.values()].map((transport) => this.#readTransport(transport)),
      ...[...media.producers.values()].map((producer) => this.#readProducer(producer)),
      ...consumers.map((consumer) => this.#readConsumer(consumer)),
    ]);
  }

  async #readTransport(transport: types.WebRtcTransport): Promise<void> {
    const [stat] = await transport.getStats();
    if (stat !== undefined) {
      const { rtpBytesReceived, rtpBytesSent } = stat;
      const added = this.#advance(transport, { rtpBytesReceived, rtpBytesSent });
      this.#metrics.receivedBytes.inc(added('rtpBytesReceived'));
      this.#metrics.sentBytes.inc(added('rtpBytesSent'));
    }
  }

  async #readProducer(producer: types.Producer): Promise<void> {
    const stats = await producer.getStats();
    const added = this.#advance(producer, sums(stats));
    this.#metrics.receivedPackets.inc(added('packets'));
    this.#metrics.receivedLostPackets.inc(added('lost'));
  }

  async #readConsumer(consumer: types.Consumer): Promise<void> {
    const stats = (await consumer.getStats()).filter((stat) => stat.type === 'outbound-rtp');
    const added = this.#advance(consumer, sums(stats));
    this.#metrics.sentPackets.inc(added('packets'));
    this.#metrics.sentLostPackets.inc(added('lost'));
    for (const { roundTripTime } of stats) {
      if (roundTripTime !== undefined && roundTripTime > 0) {
        this.#metrics.roundTripTime.observe(roundTripTime / 1000);
      }
    }
  }

  /** Remembers a reading and returns how much each figure grew since the last one. */
  #advance(of: object, reading: Reading): (figure: string) => number {
    const last = this.#last.get(of) ?? {};
    // Losses are corrected downwards when a late packet comes; a counter cannot be.
    const highest = Object.fromEntries(
      Object.entries(reading).map(([figure, value]) => [figure, Math.max(value, last[figure] ?? 0)]),
    );
    this.#last.set(of, highest);
    return (figure) => (highest[figure] ?? 0) - (last[figure] ?? 0);
  }
}

function sums(stats: readonly { packetCount: number; packetsLost: number }[]): Reading {
  const sum = (pick: (stat: { packetCount: number; packetsLost: number }) => number) =>
    stats.reduce((total, stat) => total + pick(stat), 0);
  return { packets: sum((stat) => stat.packetCount), lost: sum((stat) => stat.packetsLost) };
}
