import type { types } from 'mediasoup';
import type { Source } from '../../protocol/identifiers.ts';
import { type Demand, isIncrease, type WantedLayer, wantedLayer } from './wanted-layers.ts';

/**
 * A decrease is told only after this, so that scrolling through pages of a grid or a short flap of
 * bandwidth does not stop and start encoders. Milliseconds.
 */
const decreaseDelay = 2_000;

/** One producer in a room, and what its consumers on all workers want of it. */
export class Publication {
  readonly producer: types.Producer;
  readonly peerId: string;
  readonly source: Source;
  readonly router: types.Router;
  readonly #onWanted: (wanted: WantedLayer) => void;
  readonly #demands = new Map<string, Demand>();
  readonly #topLayer: number;
  #told: WantedLayer;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    { producer, peerId, source, router }: Pick<Publication, 'producer' | 'peerId' | 'source' | 'router'>,
    onWanted: (wanted: WantedLayer) => void,
  ) {
    this.producer = producer;
    this.peerId = peerId;
    this.source = source;
    this.router = router;
    this.#onWanted = onWanted;
    this.#topLayer = Math.max(0, producer.consumableRtpParameters.encodings?.length ?? 1) - 1;
    this.#told = this.#topLayer;
    producer.observer.once('close', () => clearTimeout(this.#timer));
    this.#review();
  }

  /** The highest layer that the publisher should send now, as it was last told. */
  get wanted(): WantedLayer {
    return this.#told;
  }

  setDemand(consumerId: string, demand: Demand): void {
    this.#demands.set(consumerId, demand);
    this.#review();
  }

  dropDemand(consumerId: string): void {
    if (this.#demands.delete(consumerId)) {
      this.#review();
    }
  }

  #review(): void {
    // Silence must be heard at once when it ends, so audio is always sent.
    if (this.producer.kind === 'audio' || this.producer.closed) {
      return;
    }
    const wanted = wantedLayer(this.#demands.values(), this.#topLayer);
    clearTimeout(this.#timer);
    if (isIncrease(this.#told, wanted)) {
      this.#tell(wanted);
    } else if (wanted !== this.#told) {
      this.#timer = setTimeout(() => this.#tell(wanted), decreaseDelay);
    }
  }

  #tell(wanted: WantedLayer): void {
    this.#told = wanted;
    this.#onWanted(wanted);
  }
}
