import { computed, type ReadonlySignal, signal } from '@preact/signals-core';
import type { types } from 'mediasoup-client';
import { type ErrorCode, ProtocolError } from '../../protocol/errors.ts';
import type { Source } from '../../protocol/identifiers.ts';
import type { ConsumerInfo } from '../../protocol/room-state.ts';
import type { RemoteTrack, TrackView } from '../api.ts';
import { backoff } from '../connection/reconnect.ts';
import type { RoomRequest } from '../connection/room-connection.ts';
import { changeDemand, type Delivery, type Demand, type DemandStep, nextDemandStep } from './demand.ts';
import { fullSize, largestView, layerForView, type Size } from './layer-choice.ts';

export interface RemoteConsumerOptions {
  readonly consumer: types.Consumer;
  readonly info: ConsumerInfo;
  /** The size that a full picture of this source should have, until one has been seen. */
  readonly expectedSize: Size;
  readonly request: RoomRequest;
  readonly problem: (error: Error) => void;
}

/** Milliseconds after which the frames that arrive are those of the layer that was announced. */
const layersSettle = 2_000;
const attempts = 5;
/** In a row, about two seconds from one to the next. */
const mostKeyFramesAsked = 15;
const mendedElsewhere: ReadonlySet<ErrorCode> = new Set([
  'unreachable',
  'consumer-not-found',
  'transport-not-found',
]);

type Layers = { spatial: number; temporal: number };

/**
 * A track of somebody else. The server sends video only as long, and only as much of it, as its views
 * need; audio always. The local consumer is never paused: that would renegotiate, and the server's
 * pause alone already stops the packets.
 */
export class RemoteConsumer implements RemoteTrack {
  readonly source: Source;
  readonly peerId: string;
  readonly track: MediaStreamTrack;
  /** This track while its sender sends it; as a signal of its own, so that views can follow it. */
  readonly unmuted: ReadonlySignal<RemoteTrack | undefined> = computed(() =>
    this.#muted.value ? undefined : this,
  );
  readonly #options: RemoteConsumerOptions;
  readonly #spatialLayers: number;
  readonly #muted = signal(false);
  readonly #layers = signal<Layers | undefined>(undefined);
  #layersSince = 0;
  #fullSize: Size;
  readonly #views = new Map<TrackView, Size | undefined>();
  #demand: Demand;
  #delivery: Delivery;
  #wantedAt: number | undefined;
  /** The server had layers to send and has none now. */
  #isStarved = false;
  #running = false;
  #failures = 0;
  #keyFramesAsked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: RemoteConsumerOptions) {
    const { consumer, info } = options;
    this.#options = options;
    this.source = info.appData.source;
    this.peerId = info.peerId;
    this.track = consumer.track;
    this.#spatialLayers = spatialLayersOf(info);
    this.#fullSize = options.expectedSize;
    this.#muted.value = info.producerPaused;
    // Sound is always wanted, and the server sends it as soon as it is told that the track is ready.
    const isAudio = info.kind === 'audio';
    this.#demand = { spatialLayer: isAudio ? 0 : undefined, loweredAt: 0 };
    this.#delivery = { paused: !isAudio, spatialLayer: this.#onlyLayer() };
    if (isAudio) this.#wantedAt = Date.now();
  }

  get kind(): 'audio' | 'video' {
    return this.#options.info.kind;
  }

  get muted(): ReadonlySignal<boolean> {
    return this.#muted;
  }

  get layers(): ReadonlySignal<Layers | undefined> {
    return this.#layers;
  }

  /** Since when its media has been wanted here, in milliseconds of `Date.now()`. */
  get wantedAt(): number | undefined {
    return this.#muted.peek() ? undefined : this.#wantedAt;
  }

  /** How many spatial layers it arrives below what its views could show. */
  get layersMissing(): number {
    const { spatialLayer } = this.#demand;
    if (spatialLayer === undefined || this.#options.info.type === 'simple') return 0;
    const arriving = this.#layers.peek()?.spatial ?? (this.#isStarved ? -1 : spatialLayer);
    return Math.max(0, spatialLayer - arriving);
  }

  openView(): TrackView {
    const view: TrackView = {
      setSize: (size) => {
        if (!this.#views.has(view)) return;
        this.#views.set(view, size);
        this.#review();
      },
      close: () => {
        if (this.#views.delete(view)) this.#review();
      },
    };
    this.#views.set(view, undefined);
    return view;
  }

  setMuted(muted: boolean): void {
    if (this.#muted.peek() && !muted && this.#wantedAt !== undefined) this.#wantedAt = Date.now();
    this.#muted.value = muted;
  }

  setLayers(layers: Layers | undefined): void {
    this.#isStarved = layers === undefined && this.#layers.peek() !== undefined;
    this.#layers.value = layers;
    this.#layersSince = Date.now();
  }

  /** Learns how large the sender's picture really is, from the frames that arrive in a layer. */
  observeFrame(frame: Size): void {
    const layers = this.#layers.peek();
    // Right after a change, frames of the former layer are still on their way.
    if (layers === undefined || Date.now() - this.#layersSince < layersSettle) return;
    this.#fullSize = fullSize(frame, layers.spatial, this.#spatialLayers);
    this.#review();
  }

  /**
   * Asks for a key frame where a picture that is wanted does not come. Whoever should have asked may have been unheard:
   * a sender ignores requests that follow each other closely, and nobody on the way repeats them for long.
   */
  noteStall(isStalled: boolean): void {
    if (!isStalled) this.#keyFramesAsked = 0;
    else if (this.#delivery.paused === false && this.#keyFramesAsked < mostKeyFramesAsked) {
      this.#keyFramesAsked += 1;
      this.#options
        .request('requestConsumerKeyFrame', { consumerId: this.#options.info.id })
        .catch((error: unknown) => {
          if (error instanceof ProtocolError && mendedElsewhere.has(error.code)) return;
          this.#options.problem(error instanceof Error ? error : new Error(String(error)));
        });
    }
  }

  /**
   * Says again what the server may not have heard before a cut. It makes consumers paused: only that
   * one runs can be news to it.
   */
  restate(): void {
    if (this.#delivery.paused === false) this.#delivery = { ...this.#delivery, paused: undefined };
    this.#reconcile();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#views.clear();
    this.#options.consumer.close();
  }

  /** A track without layers is always in its only one. */
  #onlyLayer(): number | undefined {
    return this.#options.info.type === 'simple' ? 0 : undefined;
  }

  #review(): void {
    if (this.kind === 'audio' || this.#closed) return;
    const view = largestView(this.#views.values());
    const layer = view === undefined ? undefined : layerForView(view, this.#fullSize, this.#spatialLayers);
    const now = Date.now();
    this.#demand = changeDemand(this.#demand, layer, now);
    this.#wantedAt = layer === undefined ? undefined : (this.#wantedAt ?? now);
    this.#reconcile();
  }

  #reconcile(): void {
    clearTimeout(this.#timer);
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      for (let step = this.#nextStep(); step !== undefined; step = this.#nextStep()) {
        if (step.kind === 'wait') {
          this.#retryAfter(step.until - Date.now());
          return;
        }
        await this.#take(step);
        this.#failures = 0;
      }
    } catch (error) {
      this.#onFailure(error);
    } finally {
      this.#running = false;
    }
  }

  #nextStep(): DemandStep | undefined {
    return this.#closed ? undefined : nextDemandStep(this.#demand, this.#delivery, Date.now());
  }

  async #take(step: Exclude<DemandStep, { kind: 'wait' }>): Promise<void> {
    const { info, request } = this.#options;
    const consumerId = info.id;
    switch (step.kind) {
      case 'prefer': {
        const { spatialLayer } = step;
        await request('setConsumerPreferredLayers', { consumerId, spatialLayer });
        this.#delivery = { ...this.#delivery, spatialLayer };
        return;
      }
      case 'resume':
        await request('resumeConsumer', { consumerId });
        this.#delivery = { ...this.#delivery, paused: false };
        return;
      case 'pause':
        await request('pauseConsumer', { consumerId });
        this.#delivery = { ...this.#delivery, paused: true };
        return;
    }
  }

  /** A consumer that is gone, or a cut, is mended elsewhere; anything else is worth knowing. */
  #onFailure(error: unknown): void {
    if (this.#closed) return;
    this.#delivery = { paused: undefined, spatialLayer: this.#onlyLayer() };
    if (error instanceof ProtocolError && mendedElsewhere.has(error.code)) return;
    this.#options.problem(error instanceof Error ? error : new Error(String(error)));
    this.#failures += 1;
    if (this.#failures < attempts) this.#retryAfter(backoff(this.#failures + 1, 1));
  }

  #retryAfter(delay: number): void {
    this.#timer = setTimeout(() => this.#reconcile(), delay);
  }
}

/** mediasoup writes a consumer's layers as a scalability mode, such as `L3T3` or `S3T3`. */
function spatialLayersOf(info: ConsumerInfo): number {
  const mode = info.rtpParameters.encodings?.[0]?.scalabilityMode ?? '';
  return Number(/^[LS](\d)T\d/.exec(mode)?.[1] ?? 1);
}
