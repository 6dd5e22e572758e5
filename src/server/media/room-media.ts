import type { types } from 'mediasoup';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Source } from '../../protocol/identifiers.ts';
import type { MediaKind, RtpCapabilities, RtpParameters } from '../../protocol/rtp.ts';
import type { MediaMetrics } from './media-metrics.ts';
import type { MediaWorker } from './media-worker.ts';
import { PeerMedia, type PeerMediaLimits } from './peer-media.ts';
import { Pipes } from './pipes.ts';
import { chooseWorker, type PlacementPolicy } from './placement.ts';
import { Publication } from './publication.ts';
import type { WorkerPool } from './worker-pool.ts';

export interface RoomMediaOptions {
  readonly pool: WorkerPool;
  readonly mediaCodecs: types.RouterRtpCodecCapability[];
  readonly placement: PlacementPolicy;
  readonly limits: PeerMediaLimits;
  readonly metrics: MediaMetrics;
}

/**
 * The media of one room: a router on each worker that the room uses, its peers' media on them, and the
 * pipes between. It knows nothing of signalling.
 */
export class RoomMedia {
  readonly #options: RoomMediaOptions;
  readonly #routers = new Map<MediaWorker, Promise<types.Router>>();
  readonly #peers = new Set<PeerMedia>();
  readonly #publications = new Map<string, Publication>();
  readonly #pipes = new Pipes();
  readonly #onWorkerDied = (worker: MediaWorker) => this.#lose(worker);
  #closed = false;

  constructor(options: RoomMediaOptions) {
    this.#options = options;
    options.pool.on('died', this.#onWorkerDied);
  }

  get publications(): Iterable<Publication> {
    return this.#publications.values();
  }

  publicationsOf(peerId: string): Publication[] {
    return [...this.#publications.values()].filter((publication) => publication.peerId === peerId);
  }

  get peers(): Iterable<PeerMedia> {
    return this.#peers;
  }

  get routerCount(): number {
    return this.#routers.size;
  }

  get pipeCount(): number {
    return this.#pipes.count;
  }

  /**
   * Gives a peer its place on a worker.
   *
   * @throws ProtocolError `media-unavailable` where no worker is alive.
   */
  async place(peerId: string): Promise<PeerMedia> {
    await this.#options.pool.available();
    const worker = this.#choose();
    // Counted before the router exists: peers that are placed meanwhile must see this one.
    worker.peers += 1;
    try {
      const router = await this.#router(worker);
      if (this.#closed || worker.closed) {
        throw new ProtocolError('media-unavailable');
      }
      const media = new PeerMedia(peerId, worker, router, this.#options.limits, this.#options.metrics);
      this.#peers.add(media);
      return media;
    } catch (error) {
      worker.peers -= 1;
      throw error instanceof ProtocolError
        ? error
        : new ProtocolError('media-unavailable', undefined, { cause: error });
    }
  }

  /** Closes a peer's media, and the router where it was the last one there. */
  remove(media: PeerMedia): void {
    if (!this.#peers.delete(media)) {
      return;
    }
    media.worker.peers -= 1;
    media.close();
    if (![...this.#peers].some(({ worker }) => worker === media.worker)) {
      this.#routers.delete(media.worker);
      media.router.close();
    }
  }

  async publish(
    media: PeerMedia,
    options: {
      transportId: string;
      kind: MediaKind;
      rtpParameters: RtpParameters;
      paused: boolean;
      source: Source;
    },
  ): Promise<Publication> {
    const producer = await media.produce(options);
    const publication = new Publication(
      { producer, peerId: media.peerId, source: options.source, router: media.router },
      (wanted) => media.emit('layersWanted', producer.id, wanted),
    );
    this.#publications.set(producer.id, publication);
    producer.observer.once('close', () => this.#publications.delete(producer.id));
    return publication;
  }

  /**
   * Lets a peer consume a publication, through a pipe where the two are on different workers. The
   * consumer starts paused.
   *
   * @returns `undefined` where the peer cannot decode it, or where one of the two has gone meanwhile.
   */
  async subscribe(
    media: PeerMedia,
    publication: Publication,
    rtpCapabilities: RtpCapabilities,
  ): Promise<types.Consumer | undefined> {
    const { producer, router } = publication;
    const piped = router !== media.router;
    const unpipe = () => {
      if (piped) {
        this.#pipes.release(producer.id, media.router);
      }
    };
    let consumer: types.Consumer | undefined;
    try {
      if (piped) {
        await this.#pipes.acquire(producer.id, router, media.router);
      }
      consumer = await media.consume(producer.id, publication, rtpCapabilities);
    } catch (error) {
      unpipe();
      // Whoever closed the one or the other meanwhile has told everyone.
      if (media.closed || producer.closed) {
        return undefined;
      }
      throw error;
    }
    if (consumer === undefined || consumer.closed) {
      unpipe();
      return undefined;
    }
    const { id } = consumer;
    publication.setDemand(id, { paused: true, spatialLayer: undefined });
    consumer.observer.once('close', () => {
      publication.dropDemand(id);
      unpipe();
    });
    return consumer;
  }

  /**
   * Tells the publisher's side what a peer's consumer now shows; to be called after each pause, resume or
   * layer change.
   */
  reviewDemand(media: PeerMedia, consumer: types.Consumer): void {
    const { id, paused, preferredLayers, producerId } = consumer;
    this.#publications
      .get(producerId)
      ?.setDemand(id, { paused, spatialLayer: preferredLayers?.spatialLayer });
    if (!paused) {
      this.#pipes.wake(producerId, media.router);
    }
  }

  close(): void {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    this.#options.pool.off('died', this.#onWorkerDied);
    for (const media of [...this.#peers]) {
      this.remove(media);
    }
  }

  #choose(): MediaWorker {
    const { pool, placement } = this.#options;
    const snapshots = pool.alive.map((worker) => ({
      index: worker.index,
      load: worker.load.ratio,
      peers: worker.peers,
      roomPeers: [...this.#peers].filter((media) => media.worker === worker).length,
    }));
    const index = chooseWorker(snapshots, placement);
    const worker = pool.alive.find((candidate) => candidate.index === index);
    if (worker === undefined) {
      throw new ProtocolError('media-unavailable');
    }
    return worker;
  }

  #router(worker: MediaWorker): Promise<types.Router> {
    let router = this.#routers.get(worker);
    if (router === undefined) {
      router = worker.createRouter(this.#options.mediaCodecs);
      this.#routers.set(worker, router);
      router.catch(() => this.#routers.delete(worker));
    }
    return router;
  }

  #lose(worker: MediaWorker): void {
    this.#routers.delete(worker);
    for (const media of [...this.#peers]) {
      if (media.worker === worker) {
        this.#peers.delete(media);
        media.lose();
      }
    }
  }
}
