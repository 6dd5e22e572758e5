import type { EncodedFrame } from '../../../src/client/encryption/encoded-frame.ts';
import type { WorkerMessage } from '../../../src/client/encryption/messages.ts';
import type { FrameTransformer } from '../../../src/client/encryption/worker-session.ts';
import type { Source } from '../../../src/protocol/identifiers.ts';

/** A copy of what passes a sender's transform. */
export interface TappedFrame {
  readonly kind: 'tapped';
  readonly source: Source;
  /** As the encoder gave it, or as it goes to the packetizer. */
  readonly point: 'encoded' | 'sent';
  /** All of an encoded frame; of a sent one its last bytes, by which it is known again. */
  readonly data: ArrayBuffer;
}

/** The global scope of a dedicated worker with encoded transforms (WebRTC Encoded Transform, section 5). */
interface TappedWorkerScope {
  postMessage(message: WorkerMessage | TappedFrame): void;
  onmessage: ((event: MessageEvent) => void) | null;
  onrtctransform: ((event: { readonly transformer: FrameTransformer }) => void) | null;
}

export const workerScope = globalThis as unknown as TappedWorkerScope;

/** A sent frame is known by its end: there stands its tag, which no other frame has. */
export const markLength = 8;

/** Puts a tap before and one behind whatever is done to a sender's frames; receivers are left as they are. */
export function tapped(transformer: FrameTransformer): FrameTransformer {
  const { options, readable, writable } = transformer;
  if (options.kind !== 'add-sender') return transformer;
  const { source } = options.track.context;
  const before = tap(source, 'encoded');
  const behind = tap(source, 'sent');
  void behind.readable.pipeTo(writable);
  return { options, readable: readable.pipeThrough(before), writable: behind.writable };
}

function tap(source: Source, point: TappedFrame['point']): TransformStream<EncodedFrame, EncodedFrame> {
  return new TransformStream({
    transform(frame, sink) {
      const data = point === 'encoded' ? frame.data.slice(0) : frame.data.slice(-markLength);
      workerScope.postMessage({ kind: 'tapped', source, point, data });
      sink.enqueue(frame);
    },
  });
}
