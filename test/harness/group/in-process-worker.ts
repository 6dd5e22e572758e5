import type { EncodedFrame } from '../../../src/client/encryption/encoded-frame.ts';
import { type EncryptionWorker, MediaEncryption } from '../../../src/client/encryption/media-encryption.ts';
import type {
  EpochSecrets,
  PageMessage,
  TrackAddition,
  WorkerMessage,
} from '../../../src/client/encryption/messages.ts';
import { WorkerSession } from '../../../src/client/encryption/worker-session.ts';

/** One track's way through the worker: what a test writes comes out sealed or opened, or not at all. */
export interface TrackStream {
  readonly addition: TrackAddition;
  write(frame: EncodedFrame): Promise<void>;
  readonly passed: EncodedFrame[];
}

/**
 * The encryption worker's own session, in the same thread: Node has neither RTCRtpScriptTransform nor a worker that a
 * page could hand its streams. Browser suites run the real one.
 */
export class InProcessWorker extends EventTarget implements EncryptionWorker {
  readonly tracks: TrackStream[] = [];
  /** The keys of the present epoch. */
  secrets: EpochSecrets | undefined;
  readonly #session = new WorkerSession((data) => {
    this.dispatchEvent(new MessageEvent('message', { data }));
  });

  postMessage(message: PageMessage): void {
    if (message.kind === 'install') this.secrets = message.secrets;
    this.#session.receive(message);
  }

  /** How many frames of a track were dropped so far, by reason. */
  refusals({ addition }: TrackStream): Readonly<Record<string, number>> {
    const told: WorkerMessage[] = [];
    const listen = (event: Event): void => {
      told.push((event as MessageEvent<WorkerMessage>).data);
    };
    this.addEventListener('message', listen);
    this.#session.receive({ kind: 'read-statistics', request: 0 });
    this.removeEventListener('message', listen);
    const tracks = told.flatMap((message) => (message.kind === 'statistics' ? message.tracks : []));
    return { ...tracks.find(({ id }) => id === addition.id)?.tally.refused };
  }

  terminate(): void {
    this.tracks.length = 0;
  }

  async open(): Promise<MediaEncryption> {
    const opening = MediaEncryption.open({
      worker: this,
      createTransform: (_, addition) => this.#attach(addition),
    });
    this.dispatchEvent(new MessageEvent('message', { data: { kind: 'ready' } }));
    return opening;
  }

  #attach(addition: TrackAddition): RTCRtpScriptTransform {
    const input = new TransformStream<EncodedFrame, EncodedFrame>();
    const writer = input.writable.getWriter();
    const passed: EncodedFrame[] = [];
    const writable = new WritableStream<EncodedFrame>({ write: (frame) => void passed.push(frame) });
    void this.#session.attach({ readable: input.readable, writable, options: addition });
    this.tracks.push({ addition, passed, write: (frame) => writer.write(frame) });
    return {} as RTCRtpScriptTransform;
  }
}
