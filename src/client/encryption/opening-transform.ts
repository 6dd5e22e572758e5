import type { Bytes } from '../../e2ee/bytes.ts';
import type { FrameOpener, FrameRefusal, OpenedFrame } from '../../e2ee/frames/frame-opener.ts';
import type { EncodedFrame, FrameSink } from './encoded-frame.ts';
import type { KeyArrivals } from './key-arrivals.ts';
import type { SenderWatches } from './sender-watches.ts';
import type { TrackTallier } from './track-tally.ts';

/** Why a frame is not decoded. `removed`: its receiver was taken away. `forged`: its sender was seen to be forged. */
export type OpeningRefusal = FrameRefusal | 'removed' | 'forged';

export interface OpeningTransformOptions {
  /** The participant whose frames these are. */
  readonly sender: string;
  readonly opener: FrameOpener;
  readonly tallier: TrackTallier<OpeningRefusal>;
  readonly arrivals: KeyArrivals;
  readonly watches: SenderWatches;
}

/**
 * Opens each frame between the depacketizer and the decoder.
 *
 * Invariant: what passes was opened. As the transformer of a `TransformStream` it is given one frame at a
 * time, so that the frames keep their order.
 */
export class OpeningTransform<Frame extends EncodedFrame> {
  readonly #options: OpeningTransformOptions;
  #isClosed = false;

  constructor(options: OpeningTransformOptions) {
    this.#options = options;
  }

  async transform(frame: Frame, sink: FrameSink<Frame>): Promise<void> {
    const opened = await this.#open(new Uint8Array(frame.data));
    // It may have been closed while the frame was being opened.
    const { sender, tallier, watches } = this.#options;
    if (this.#isClosed) tallier.refuse('removed');
    else if (opened.kind === 'refused') tallier.refuse(opened.reason);
    else if (watches.isForged(sender)) tallier.refuse('forged');
    else {
      watches.opened(sender, opened);
      frame.data = ownMemory(opened.encoded);
      tallier.pass();
      sink.enqueue(frame);
    }
  }

  /** A frame of an epoch that its sender came to first waits for the key: one that is lost would freeze the picture. */
  async #open(sealed: Bytes): Promise<OpenedFrame> {
    const { arrivals, opener } = this.#options;
    for (;;) {
      const opened = await opener.open(sealed);
      const isEarly = opened.kind === 'refused' && opened.reason === 'key-on-its-way';
      if (!isEarly || this.#isClosed || !(await arrivals.next())) return opened;
    }
  }

  /** No frame passes from here on. Idempotent. */
  close(): void {
    this.#isClosed = true;
  }
}

/** Only padded audio stands in larger memory than its own: a few hundred bytes to copy. */
function ownMemory(bytes: Bytes): ArrayBuffer {
  const { buffer, byteLength, byteOffset } = bytes;
  return byteLength === buffer.byteLength ? buffer : buffer.slice(byteOffset, byteOffset + byteLength);
}
