import { EpochKeys } from '../../e2ee/frames/epoch-keys.ts';
import { FrameOpener } from '../../e2ee/frames/frame-opener.ts';
import { FrameSealer } from '../../e2ee/frames/frame-sealer.ts';
import { BeaconJournal } from './beacon-journal.ts';
import type { EncodedFrame, FrameSink } from './encoded-frame.ts';
import { KeyArrivals } from './key-arrivals.ts';
import type {
  EpochSecrets,
  OpenedTrack,
  PageMessage,
  SealedTrack,
  TrackAddition,
  TrackStatistics,
  WorkerMessage,
} from './messages.ts';
import { type OpeningRefusal, OpeningTransform } from './opening-transform.ts';
import { type SealingRefusal, SealingTransform } from './sealing-transform.ts';
import { SenderWatches } from './sender-watches.ts';
import { TrackTallier } from './track-tally.ts';

/** The part of `RTCRtpScriptTransformer` that is needed: the way of one track's frames through the worker. */
export interface FrameTransformer {
  readonly readable: ReadableStream<EncodedFrame>;
  readonly writable: WritableStream<EncodedFrame>;
  readonly options: TrackAddition;
}

interface Pipeline {
  readonly transform: (frame: EncodedFrame, sink: FrameSink<EncodedFrame>) => Promise<void>;
  readonly statistics: () => TrackStatistics;
  /** Of senders only: receivers look their keys up. */
  readonly install?: (secrets: EpochSecrets) => void;
  /** Lets no frame pass any more. */
  readonly close: () => void;
}

/**
 * What the encryption worker does: one sealer for each sender, one opener for each receiver, and the keys
 * of both.
 *
 * A pipeline that is removed goes on to take frames, and drops them: the browser must never come to believe
 * that a track has no transform.
 */
export class WorkerSession {
  readonly #post: (message: WorkerMessage) => void;
  readonly #keys = new EpochKeys();
  readonly #pipelines = new Map<number, Pipeline>();
  /** What is sealed with: the latest epoch that was installed. */
  #present: EpochSecrets | undefined;
  readonly #arrivals = new KeyArrivals();
  readonly #journal = new BeaconJournal((frames) => this.#post({ kind: 'sealed', frames }));
  readonly #watches: SenderWatches;

  constructor(post: (message: WorkerMessage) => void) {
    this.#post = post;
    this.#watches = new SenderWatches(
      {
        forged: (sender) => post({ kind: 'forged', sender }),
        confirmed: (sender, isConfirmed) => post({ kind: 'confirmed', sender, isConfirmed }),
      },
      () => performance.now(),
    );
  }

  receive(message: PageMessage): void {
    switch (message.kind) {
      case 'install':
        this.#install(message.secrets);
        break;
      case 'retire':
        this.#keys.retire(message.epoch);
        break;
      case 'remove':
        this.#remove(message.id);
        break;
      case 'beacon':
        this.#watches.beacon(message.sender, message.frames);
        break;
      case 'word':
        this.#watches.word(message.sender);
        break;
      case 'forgive':
        this.#watches.forgive(message.sender);
        break;
      case 'read-statistics':
        this.#post({ kind: 'statistics', request: message.request, tracks: this.#statistics() });
        break;
    }
  }

  /**
   * Takes a track's frames from here on.
   *
   * @returns Resolves when the browser has ended the track's transform.
   */
  async attach({ options, readable, writable }: FrameTransformer): Promise<void> {
    const { id } = options;
    try {
      const pipeline =
        options.kind === 'add-sender' ? this.#sealing(id, options.track) : this.#opening(id, options.track);
      this.#pipelines.set(id, pipeline);
      const { transform } = pipeline;
      await readable.pipeThrough(new TransformStream({ transform })).pipeTo(writable);
    } catch (error) {
      this.#fail(id, error);
    }
    this.#remove(id);
    this.#post({ kind: 'ended', id });
  }

  #statistics(): TrackStatistics[] {
    return [...this.#pipelines.values()].map(({ statistics }) => statistics());
  }

  #install(secrets: EpochSecrets): void {
    try {
      this.#keys.install(secrets.epoch, secrets.baseKey, secrets.leaves);
      this.#present = secrets;
      for (const { install } of this.#pipelines.values()) install?.(secrets);
      this.#arrivals.arrived();
    } catch (error) {
      this.#fail(undefined, error);
    }
  }

  #sealing(id: number, track: SealedTrack): Pipeline {
    const sealer = new FrameSealer(track);
    const install = ({ epoch, baseKey, leaf }: EpochSecrets) => sealer.install(epoch, baseKey, leaf);
    if (this.#present !== undefined) install(this.#present);
    const tallier = new TrackTallier<SealingRefusal>((reason, count) =>
      this.#post({ kind: 'refused', refusal: { kind: 'not-sealed', id, reason, count } }),
    );
    const sealing = new SealingTransform<EncodedFrame>(sealer, tallier, this.#journal);
    return {
      transform: (frame, sink) => sealing.transform(frame, sink),
      statistics: () => ({ kind: 'sender', id, tally: tallier.tally }),
      install,
      close: () => sealer.close(),
    };
  }

  #opening(id: number, track: OpenedTrack): Pipeline {
    const opener = new FrameOpener({ ...track, keys: this.#keys });
    const tallier = new TrackTallier<OpeningRefusal>((reason, count) =>
      this.#post({ kind: 'refused', refusal: { kind: 'not-opened', id, reason, count } }),
    );
    const opening = new OpeningTransform<EncodedFrame>({
      sender: track.sender,
      opener,
      tallier,
      arrivals: this.#arrivals,
      watches: this.#watches,
    });
    return {
      transform: (frame, sink) => opening.transform(frame, sink),
      statistics: () => ({ kind: 'receiver', id, tally: tallier.tally }),
      close: () => opening.close(),
    };
  }

  #remove(id: number): void {
    this.#pipelines.get(id)?.close();
    this.#pipelines.delete(id);
  }

  #fail(id: number | undefined, error: unknown): void {
    this.#post({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  }
}
