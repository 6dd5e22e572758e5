import type { Bytes } from '../../e2ee/bytes.ts';
import { digestOf, type SentFrame } from '../../e2ee/group/beacon.ts';

/** How often what was sealed is signed for; milliseconds. */
const beaconInterval = 1_000;
/** So many digests make a message of 11 kB: `limits.group.messageBytes` is 16,384 by default. */
const mostFramesPerBeacon = 600;

/** What {@link BeaconJournal} needs of a frame that was sealed. */
export interface Sealed {
  readonly sealed: Bytes;
  readonly kid: bigint;
  readonly counter: bigint;
}

/** Collects what this device has sealed, on all of its tracks and layers, for the beacons that sign for it. */
export class BeaconJournal {
  readonly #tell: (frames: readonly SentFrame[]) => void;
  #pending: Promise<SentFrame>[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tell: (frames: readonly SentFrame[]) => void) {
    this.#tell = tell;
  }

  /** To be called before the frame is let through: its bytes go away with it. */
  note({ sealed, kid, counter }: Sealed): void {
    const entry = digestOf(sealed).then((digest) => ({ kid: Number(kid), counter: Number(counter), digest }));
    this.#pending.push(entry);
    this.#timer ??= setTimeout(() => void this.#flush(), beaconInterval);
  }

  async #flush(): Promise<void> {
    this.#timer = undefined;
    const pending = this.#pending;
    this.#pending = [];
    const frames = await Promise.all(pending);
    for (let at = 0; at < frames.length; at += mostFramesPerBeacon) {
      this.#tell(frames.slice(at, at + mostFramesPerBeacon));
    }
  }
}
