import { EventEmitter } from 'node:events';
import type { types } from 'mediasoup';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Source } from '../../protocol/identifiers.ts';
import type { MediaKind, RtpCapabilities, RtpParameters } from '../../protocol/rtp.ts';
import type { DtlsParameters, IceParameters } from '../../protocol/transport.ts';
import { ConsumerFlow } from './consumer-flow.ts';
import type { MediaMetrics } from './media-metrics.ts';
import { asRefusedParameters } from './media-refusal.ts';
import type { MediaWorker } from './media-worker.ts';
import type { WantedLayer } from './wanted-layers.ts';

export type TransportDirection = 'producer' | 'consumer';

export interface PeerMediaLimits {
  readonly transports: number;
  readonly producers: number;
  /** Bits per second, per transport. */
  readonly maxIncomingBitrate: number;
  readonly initialOutgoingBitrate: number;
  /** What the estimate of a receiver's bandwidth never falls below. */
  readonly minOutgoingBitrate: number;
}

export interface PeerMediaEvents {
  /** The worker died: everything here is closed, and the peer needs a new place. */
  lost: [];
  layersWanted: [producerId: string, wanted: WantedLayer];
  producerScore: [producerId: string, scores: types.ProducerScore[]];
  consumerClosed: [consumerId: string];
  consumerPaused: [consumerId: string];
  consumerResumed: [consumerId: string];
  consumerScore: [consumerId: string, score: types.ConsumerScore];
  consumerLayersChanged: [consumerId: string, layers: types.ConsumerLayers | undefined];
}

/** A consumer with what is needed to describe it to its peer. */
export interface Subscription {
  readonly consumer: types.Consumer;
  readonly peerId: string;
  readonly source: Source;
  readonly flow: ConsumerFlow;
}

/**
 * Milliseconds between two requests for a key frame. Browsers ignore a request that comes within 300 ms of
 * the one before (libwebrtc's least interval between key frames), and nobody repeats it: who begins to
 * watch just then would wait for somebody else's. With a delay the later request is sent after it.
 */
const keyFrameRequestDelay = 500;

/**
 * The transports, producers and consumers of one peer, all on one worker. Closing it closes them all;
 * it is never moved, only replaced.
 */
export class PeerMedia extends EventEmitter<PeerMediaEvents> {
  readonly peerId: string;
  readonly worker: MediaWorker;
  readonly router: types.Router;
  readonly transports = new Map<string, types.WebRtcTransport>();
  readonly producers = new Map<string, types.Producer>();
  readonly subscriptions = new Map<string, Subscription>();
  /** Producers that are consumed here or are about to be, so that none is consumed twice. */
  readonly subscribed = new Set<string>();
  readonly #limits: PeerMediaLimits;
  readonly #metrics: MediaMetrics;
  /** Transports that have the browser's fingerprint; they take it once. */
  readonly #connected = new Set<string>();
  #consumerTransport: types.WebRtcTransport | undefined;
  #closed = false;
  /** Slots are taken before the media server answers, so that requests in parallel cannot pass a limit. */
  #transportsPending = 0;
  #producersPending = 0;

  constructor(
    peerId: string,
    worker: MediaWorker,
    router: types.Router,
    limits: PeerMediaLimits,
    metrics: MediaMetrics,
  ) {
    super();
    this.peerId = peerId;
    this.worker = worker;
    this.router = router;
    this.#limits = limits;
    this.#metrics = metrics;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The transport on which this peer receives, once it has made one. */
  get consumerTransport(): types.WebRtcTransport | undefined {
    return this.#consumerTransport;
  }

  /** @throws ProtocolError `limit-reached`. */
  async createTransport(direction: TransportDirection, forceTcp: boolean): Promise<types.WebRtcTransport> {
    if (this.transports.size + this.#transportsPending >= this.#limits.transports) {
      throw new ProtocolError('limit-reached', 'You have as many transports as are allowed.');
    }
    this.#transportsPending += 1;
    try {
      const transport = await this.router.createWebRtcTransport({
        webRtcServer: this.worker.webRtcServer,
        enableUdp: !forceTcp,
        enableTcp: true,
        preferUdp: true,
        initialAvailableOutgoingBitrate: this.#limits.initialOutgoingBitrate,
        appData: { direction },
      });
      this.#adopt(transport, direction);
      if (direction === 'producer') {
        await transport.setMaxIncomingBitrate(this.#limits.maxIncomingBitrate);
      } else {
        await transport.setMinOutgoingBitrate(this.#limits.minOutgoingBitrate);
      }
      return transport;
    } finally {
      this.#transportsPending -= 1;
    }
  }

  /** @throws ProtocolError `transport-not-found`, or `conflict` where it is connected already. */
  async connectTransport(transportId: string, dtlsParameters: DtlsParameters): Promise<void> {
    const transport = this.transport(transportId);
    if (this.#connected.has(transportId)) {
      throw new ProtocolError('conflict', 'This transport is connected already.');
    }
    this.#connected.add(transportId);
    await transport.connect({ dtlsParameters });
  }

  restartIce(transportId: string): Promise<IceParameters> {
    return this.transport(transportId).restartIce();
  }

  /** @throws ProtocolError `transport-not-found`, `limit-reached`, or `codec-refused`. */
  async produce(options: {
    transportId: string;
    kind: MediaKind;
    rtpParameters: RtpParameters;
    paused: boolean;
    source: Source;
  }): Promise<types.Producer> {
    const transport = this.transport(options.transportId);
    if (transport.appData.direction !== 'producer') {
      throw new ProtocolError('conflict', 'This transport is for receiving.');
    }
    if (this.producers.size + this.#producersPending >= this.#limits.producers) {
      throw new ProtocolError('limit-reached', 'You send as many tracks as are allowed.');
    }
    this.#producersPending += 1;
    try {
      const producer = await transport.produce({
        kind: options.kind,
        rtpParameters: options.rtpParameters as types.RtpParameters,
        paused: options.paused,
        keyFrameRequestDelay,
        appData: { source: options.source },
      });
      this.producers.set(producer.id, producer);
      this.#metrics.producerOpened(producer, options.source);
      producer.observer.once('close', () => this.producers.delete(producer.id));
      producer.on('score', (scores) => this.emit('producerScore', producer.id, scores));
      return producer;
    } catch (error) {
      throw asRefusedParameters(error);
    } finally {
      this.#producersPending -= 1;
    }
  }

  /**
   * Consumes a producer that this peer's router knows. The consumer starts paused.
   *
   * @returns `undefined` where the peer cannot decode it, or has gone meanwhile.
   */
  async consume(
    producerId: string,
    of: { peerId: string; source: Source },
    rtpCapabilities: RtpCapabilities,
  ): Promise<types.Consumer | undefined> {
    const transport = this.#consumerTransport;
    const capabilities = rtpCapabilities as types.RtpCapabilities;
    if (transport === undefined || !this.router.canConsume({ producerId, rtpCapabilities: capabilities })) {
      return undefined;
    }
    const consumer = await transport.consume({ producerId, rtpCapabilities: capabilities, paused: true });
    const { peerId, source } = of;
    this.subscriptions.set(consumer.id, { consumer, peerId, source, flow: new ConsumerFlow(consumer) });
    this.#metrics.consumerOpened(consumer);
    consumer.observer.once('close', () => this.subscriptions.delete(consumer.id));
    consumer.on('producerclose', () => this.emit('consumerClosed', consumer.id));
    consumer.on('producerpause', () => this.emit('consumerPaused', consumer.id));
    consumer.on('producerresume', () => this.emit('consumerResumed', consumer.id));
    consumer.on('score', (score) => this.emit('consumerScore', consumer.id, score));
    consumer.on('layerschange', (layers) => this.emit('consumerLayersChanged', consumer.id, layers));
    return consumer;
  }

  /** @throws ProtocolError `transport-not-found`. */
  transport(transportId: string): types.WebRtcTransport {
    return found(this.transports.get(transportId), 'transport-not-found');
  }

  /** @throws ProtocolError `producer-not-found`. */
  producer(producerId: string): types.Producer {
    return found(this.producers.get(producerId), 'producer-not-found');
  }

  /** @throws ProtocolError `consumer-not-found`. */
  consumer(consumerId: string): types.Consumer {
    return found(this.subscriptions.get(consumerId), 'consumer-not-found').consumer;
  }

  /** @throws ProtocolError `consumer-not-found`. */
  flowOf(consumerId: string): ConsumerFlow {
    return found(this.subscriptions.get(consumerId), 'consumer-not-found').flow;
  }

  /** The worker is gone, and with it all that was here. */
  lose(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.emit('lost');
      this.removeAllListeners();
    }
  }

  close(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.removeAllListeners();
      this.transports.forEach((transport) => {
        transport.close();
      });
    }
  }

  #adopt(transport: types.WebRtcTransport, direction: TransportDirection): void {
    if (this.#closed) {
      transport.close();
      throw new ProtocolError('media-unavailable');
    }
    this.transports.set(transport.id, transport);
    if (direction === 'consumer') {
      this.#consumerTransport ??= transport;
    }
    this.#metrics.transportOpened(transport, () => this.#connected.has(transport.id));
    transport.observer.once('close', () => this.transports.delete(transport.id));
  }
}

function found<T>(
  value: T | undefined,
  code: 'transport-not-found' | 'producer-not-found' | 'consumer-not-found',
): T {
  if (value === undefined) {
    throw new ProtocolError(code);
  }
  return value;
}
