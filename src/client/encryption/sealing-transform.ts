import { FrameCounterExhausted, FrameKeyMissing } from '../../e2ee/frames/frame-errors.ts';
import type { FrameSealer } from '../../e2ee/frames/frame-sealer.ts';
import type { BeaconJournal } from './beacon-journal.ts';
import type { EncodedFrame, FrameSink } from './encoded-frame.ts';
import type { TrackTallier } from './track-tally.ts';

/** Why a frame is not sent. */
export type SealingRefusal = 'no-key' | 'counter-exhausted';

/**
 * Seals each frame between the encoder and the packetizer.
 *
 * Invariant: what passes is sealed. As the transformer of a `TransformStream` it is given one frame at a
 * time, so that the frames keep their order.
 */
export class SealingTransform<Frame extends EncodedFrame> {
  readonly #sealer: FrameSealer;
  readonly #tallier: TrackTallier<SealingRefusal>;
  readonly #journal: BeaconJournal;

  constructor(sealer: FrameSealer, tallier: TrackTallier<SealingRefusal>, journal: BeaconJournal) {
    this.#sealer = sealer;
    this.#tallier = tallier;
    this.#journal = journal;
  }

  async transform(frame: Frame, sink: FrameSink<Frame>): Promise<void> {
    try {
      const sealed = await this.#sealer.seal(new Uint8Array(frame.data), frame.type === 'key');
      this.#journal.note(sealed);
      // The sealer gives each frame memory of its own, and fills all of it.
      frame.data = sealed.frame.buffer;
    } catch (error) {
      this.#tallier.refuse(refusalOf(error));
      return;
    }
    this.#tallier.pass();
    sink.enqueue(frame);
  }
}

function refusalOf(error: unknown): SealingRefusal {
  if (error instanceof FrameKeyMissing) return 'no-key';
  if (error instanceof FrameCounterExhausted) return 'counter-exhausted';
  throw error;
}
