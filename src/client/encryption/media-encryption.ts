import { EventEmitter } from 'eventemitter3';
import { encodeTrackContext } from '../../e2ee/frames/track-context.ts';
import type { SentFrame } from '../../e2ee/group/beacon.ts';
import { EncryptionUnavailable, TrackContextReused } from './encryption-errors.ts';
import type {
  EpochSecrets,
  OpenedTrack,
  PageMessage,
  Refusal,
  SealedTrack,
  TrackAddition,
  TrackStatistics,
  WorkerMessage,
} from './messages.ts';

export interface MediaEncryptionEvents {
  /** Frames are dropped. Fires at the 1st, 2nd, 4th, 8th, … frame of a track and a reason. */
  refused: [refusal: Refusal];
  /** What was sealed since the last time: to be signed for. */
  sealed: [frames: readonly SentFrame[]];
  /** A participant's frames were not made by its device; none of them is opened any more. */
  forged: [sender: string];
  /** Whether a participant gives its word for what is shown in its name. */
  confirmed: [sender: string, isConfirmed: boolean];
  /** Something went wrong that is no frame's fault; what cannot be sealed or opened any more does not pass. */
  failed: [error: EncryptionUnavailable];
}

/** A track whose frames pass through the worker. */
export interface ProtectedTrack {
  /** As in refusals and statistics. */
  readonly id: number;
  /** No frame of it passes from here on, sealed or not. Idempotent. */
  close(): void;
}

interface PendingStatistics {
  readonly resolve: (tracks: readonly TrackStatistics[]) => void;
  readonly reject: (error: EncryptionUnavailable) => void;
}

/** What a page has to do with its worker. */
export type EncryptionWorker = Pick<
  Worker,
  'postMessage' | 'terminate' | 'addEventListener' | 'removeEventListener'
>;

export interface MediaEncryptionOptions {
  /** The worker that is just starting, instead of a new one. It is terminated on `close`. */
  readonly worker?: EncryptionWorker;
  /** The browser's `RTCRtpScriptTransform`, unless given. */
  readonly createTransform?: (worker: EncryptionWorker, addition: TrackAddition) => RTCRtpScriptTransform;
}

/**
 * Encrypts what a page sends and decrypts what it receives, in a worker. Owns the worker and every transform.
 *
 * Fails closed: without a key, without its worker and after `close`, no frame passes.
 *
 * @example
 * const encryption = await MediaEncryption.open();
 * encryption.install({ epoch, baseKey: await importBaseKey(exporterSecret), leaf, leaves });
 * await transport.produce({ track, onRtpSender: (sender) => encryption.protectSender(sender, { context, codec }) });
 */
export class MediaEncryption {
  readonly #worker: EncryptionWorker;
  readonly #createTransform: NonNullable<MediaEncryptionOptions['createTransform']>;
  readonly #emitter = new EventEmitter<MediaEncryptionEvents>();
  readonly #waiting = new Map<number, PendingStatistics>();
  /** A source and an incarnation each; no epoch brings one back, since counters are not remembered. */
  readonly #usedContexts = new Set<number>();
  #lastId = 0;
  #isClosed = false;

  private constructor(
    worker: EncryptionWorker,
    createTransform: NonNullable<MediaEncryptionOptions['createTransform']>,
  ) {
    this.#worker = worker;
    this.#createTransform = createTransform;
    worker.addEventListener('message', this.#onMessage);
    worker.addEventListener('error', this.#onError);
  }

  /**
   * Starts the worker, and waits until it listens: a transform that is made earlier may be missed.
   *
   * @throws EncryptionUnavailable where the browser has no encoded transforms, or the worker does not start.
   */
  static async open(options: MediaEncryptionOptions = {}): Promise<MediaEncryption> {
    const { worker = startWorker(), createTransform = createScriptTransform } = options;
    try {
      await listening(worker);
    } catch (error) {
      worker.terminate();
      throw error;
    }
    return new MediaEncryption(worker, createTransform);
  }

  on<E extends keyof MediaEncryptionEvents>(
    event: E,
    listener: (...args: MediaEncryptionEvents[E]) => void,
  ): () => void {
    this.#emitter.on(event, listener);
    return () => this.#emitter.off(event, listener);
  }

  /**
   * Seals with this epoch's key from here on, and opens with it too. Epochs only go up: an earlier one
   * is reported as `failed`, and changes nothing.
   */
  install(secrets: EpochSecrets): void {
    this.#post({ kind: 'install', secrets });
  }

  /** Opens no more frames of this epoch. */
  retire(epoch: bigint): void {
    this.#post({ kind: 'retire', epoch });
  }

  /** A participant's device has signed for these frames, as the group says. */
  noteBeacon(sender: string, frames: readonly SentFrame[]): void {
    this.#post({ kind: 'beacon', sender, frames });
  }

  /** A participant has said something else, as the group says. */
  noteWord(sender: string): void {
    this.#post({ kind: 'word', sender });
  }

  /** Until now nobody could be heard, or this one: nobody is to be judged by what was not heard. */
  forgive(sender?: string): void {
    this.#post({ kind: 'forgive', sender });
  }

  /**
   * Seals what a sender sends. To be called before it is negotiated: mediasoup-client's `onRtpSender`.
   *
   * @throws RangeError for an incarnation outside of its limits; TrackContextReused; EncryptionUnavailable
   * after `close`.
   */
  protectSender(sender: Pick<RTCRtpSender, 'transform'>, track: SealedTrack): ProtectedTrack {
    this.#assertOpen();
    const context = encodeTrackContext(track.context);
    if (this.#usedContexts.has(context)) {
      const { source, incarnation } = track.context;
      throw new TrackContextReused(`Incarnation ${incarnation} of the ${source} was used before.`);
    }
    this.#usedContexts.add(context);
    return this.#protect(sender, { kind: 'add-sender', id: this.#nextId(), track });
  }

  /**
   * Opens what a receiver receives. To be called before frames can arrive: mediasoup-client's `onRtpReceiver`.
   *
   * @throws EncryptionUnavailable after `close`.
   */
  protectReceiver(receiver: Pick<RTCRtpReceiver, 'transform'>, track: OpenedTrack): ProtectedTrack {
    this.#assertOpen();
    return this.#protect(receiver, { kind: 'add-receiver', id: this.#nextId(), track });
  }

  /** The frames of all tracks that are there. @throws EncryptionUnavailable where it is closed before they are told. */
  statistics(): Promise<readonly TrackStatistics[]> {
    if (this.#isClosed) return Promise.reject(closedError());
    const request = this.#nextId();
    return new Promise((resolve, reject) => {
      this.#waiting.set(request, { resolve, reject });
      this.#post({ kind: 'read-statistics', request });
    });
  }

  /** Ends the worker: no frame passes any more. Idempotent. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#worker.removeEventListener('message', this.#onMessage);
    this.#worker.removeEventListener('error', this.#onError);
    this.#worker.terminate();
    this.#emitter.removeAllListeners();
    for (const { reject } of this.#waiting.values()) reject(closedError());
    this.#waiting.clear();
  }

  #protect(end: { transform: RTCRtpScriptTransform | null }, addition: TrackAddition): ProtectedTrack {
    const { id } = addition;
    end.transform = this.#createTransform(this.#worker, addition);
    return { id, close: () => this.#post({ kind: 'remove', id }) };
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  #assertOpen(): void {
    if (this.#isClosed) throw closedError();
  }

  #post(message: PageMessage): void {
    if (!this.#isClosed) this.#worker.postMessage(message);
  }

  // Only the library's own worker speaks here, so there is nothing to parse.
  readonly #onMessage = ({ data }: MessageEvent<WorkerMessage>): void => {
    switch (data.kind) {
      case 'refused':
        this.#emitter.emit('refused', data.refusal);
        break;
      case 'statistics':
        this.#waiting.get(data.request)?.resolve(data.tracks);
        this.#waiting.delete(data.request);
        break;
      case 'sealed':
        this.#emitter.emit('sealed', data.frames);
        break;
      case 'forged':
        this.#emitter.emit('forged', data.sender);
        break;
      case 'confirmed':
        this.#emitter.emit('confirmed', data.sender, data.isConfirmed);
        break;
      case 'failed':
        this.#emitter.emit('failed', new EncryptionUnavailable(data.message));
        break;
      case 'ready':
      case 'ended':
        break;
    }
  };

  readonly #onError = ({ message }: ErrorEvent): void => {
    this.#emitter.emit('failed', new EncryptionUnavailable(message));
  };
}

/**
 * The bundler recognises this very form, and makes a file of the worker that the server's policy allows. The
 * name is that of the built library, where the compiler leaves it as it is; the bundler finds the source by it.
 */
function startWorker(): Worker {
  if (typeof RTCRtpScriptTransform === 'undefined') {
    throw new EncryptionUnavailable('This browser cannot encrypt calls: it has no encoded transforms.');
  }
  return new Worker(new URL('./encryption-worker.js', import.meta.url), { type: 'module' });
}

function createScriptTransform(worker: EncryptionWorker, addition: TrackAddition): RTCRtpScriptTransform {
  if (!(worker instanceof Worker)) throw new TypeError('A script transform runs in a worker');
  return new RTCRtpScriptTransform(worker, addition);
}

function listening(worker: EncryptionWorker): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      worker.removeEventListener('message', onMessage);
      worker.removeEventListener('error', onError);
    };
    const onMessage = ({ data }: MessageEvent<WorkerMessage>): void => {
      if (data.kind !== 'ready') return;
      settle();
      resolve();
    };
    const onError = ({ message }: ErrorEvent): void => {
      settle();
      // A file that could not be loaded gives no message.
      reject(new EncryptionUnavailable(`The encryption worker did not start. ${message ?? ''}`.trim()));
    };
    worker.addEventListener('message', onMessage);
    worker.addEventListener('error', onError);
  });
}

function closedError(): EncryptionUnavailable {
  return new EncryptionUnavailable('Media encryption is closed.');
}
