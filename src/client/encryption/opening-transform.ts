import type { Bytes } from '../../e2ee/bytes.ts';
import type { FrameOpener, FrameRefusal, OpenedFrame } from '../../e2ee/frames/frame-opener.ts';
import type { EncodedFrame, FrameSink } from './encoded-frame.ts';
import type { KeyArrivals } from './key-arrivals.ts';
import type { TrackTallier } from './track-tally.ts';

/** Why a frame is not decoded. `removed`: its receiver was taken away. */
export type OpeningRefusal = FrameRefusal | 'removed';

/**
 * Opens each frame between the depacketizer and the decoder.
 *
 * Invariant: what passes was opened. As the transformer of a `TransformStream` it is given one frame at a
 * time, so that the frames keep their order.
 */
export class OpeningTransform<Frame extends EncodedFrame> {
  readonly #opener: FrameOpener;
  readonly #tallier: TrackTallier<OpeningRefusal>;
  readonly #arrivals: KeyArrivals;
  #isClosed = false;

  constructor(opener: FrameOpener, tallier: TrackTallier<OpeningRefusal>, arrivals: KeyArrivals) {
    this.#opener = opener;
    this.#tallier = tallier;
    this.#arrivals = arrivals;
  }

  async transform(frame: Frame, sink: FrameSink<Frame>): Promise<void> {
    const opened = await this.#open(new Uint8Array(frame.data));
    // It may have been closed while the frame was being opened.
    if (this.#isClosed) this.#tallier.refuse('removed');
    else if (opened.kind === 'refused') this.#tallier.refuse(opened.reason);
    else {
      frame.data = ownMemory(opened.encoded);
      this.#tallier.pass();
      sink.enqueue(frame);
    }
  }

  /** A frame of an epoch that its sender came to first waits for the key: one that is lost would freeze the picture. */
  async #open(sealed: Bytes): Promise<OpenedFrame> {
    for (;;) {
      const opened = await this.#opener.open(sealed);
      const isEarly = opened.kind === 'refused' && opened.reason === 'key-on-its-way';
      if (!isEarly || this.#isClosed || !(await this.#arrivals.next())) return opened;
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
