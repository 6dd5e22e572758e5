import type { Bytes } from '../../e2ee/bytes.ts';
import { digestOf, type SentFrame } from '../../e2ee/group/beacon.ts';
import { BeaconWatch } from '../../e2ee/group/beacon-watch.ts';

export interface SenderWatchEvents {
  /** Frames were shown in this participant's name that its device did not make. Told once. */
  readonly forged: (sender: string) => void;
  /** Whether the participant still gives its word for what is shown. Told at each change. */
  readonly confirmed: (sender: string, isConfirmed: boolean) => void;
}

interface Watched {
  readonly watch: BeaconWatch;
  isTold: boolean;
  isConfirmed: boolean;
}

/** Watches over everyone whose frames are opened here. */
export class SenderWatches {
  readonly #events: SenderWatchEvents;
  readonly #now: () => number;
  readonly #watched = new Map<string, Watched>();

  /** @param now Milliseconds of a clock that does not go back. */
  constructor(events: SenderWatchEvents, now: () => number) {
    this.#events = events;
    this.#now = now;
  }

  isForged(sender: string): boolean {
    return this.#watched.get(sender)?.watch.isForged ?? false;
  }

  /** A frame is about to be decoded. To be called before its bytes are let go. */
  opened(sender: string, frame: { sealed: Bytes; kid: bigint; counter: bigint }): void {
    const now = this.#now();
    void digestOf(frame.sealed).then((digest) => {
      this.#of(sender).watch.noteFrame(
        { kid: Number(frame.kid), counter: Number(frame.counter), digest },
        now,
      );
      this.#review(sender);
    });
  }

  beacon(sender: string, frames: readonly SentFrame[]): void {
    this.#of(sender).watch.noteBeacon(frames, this.#now());
    this.#review(sender);
  }

  /** A participant has said something else than which frames are its own. */
  word(sender: string): void {
    this.#of(sender).watch.noteWord(this.#now());
    this.#review(sender);
  }

  /** Nobody could be heard until now, or one of them. */
  forgive(sender: string | undefined): void {
    for (const each of sender === undefined ? this.#watched.keys() : [sender]) {
      this.#of(each).watch.forgive(this.#now());
      this.#review(each);
    }
  }

  #of(sender: string): Watched {
    const known = this.#watched.get(sender);
    if (known !== undefined) return known;
    const made: Watched = { watch: new BeaconWatch(), isTold: false, isConfirmed: true };
    this.#watched.set(sender, made);
    return made;
  }

  #review(sender: string): void {
    const watched = this.#of(sender);
    const { watch } = watched;
    if (watch.isForged && !watched.isTold) {
      watched.isTold = true;
      this.#events.forged(sender);
    }
    const isConfirmed = !watch.isUnconfirmed(this.#now());
    if (isConfirmed === watched.isConfirmed) return;
    watched.isConfirmed = isConfirmed;
    this.#events.confirmed(sender, isConfirmed);
  }
}
