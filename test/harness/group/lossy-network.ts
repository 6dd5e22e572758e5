import { ProtocolError } from '../../../src/protocol/errors.ts';
import type { GroupRoom } from './group-room.ts';

export interface LossOptions {
  /** From 0 to 1, of each message in either direction. */
  readonly loss: number;
  /** How long a connection stays cut; milliseconds. */
  readonly outage: number;
  /** From 0 to 1. */
  readonly random: () => number;
}

/**
 * Connections that break. Signalling runs over a stream, in which no single message is lost: with the one that is, all
 * that follow are, until the peer has come back and asks what it missed.
 */
export class LossyNetwork {
  /** So many times a connection broke. */
  cuts = 0;
  readonly #room: GroupRoom;
  readonly #options: LossOptions;
  readonly #cut = new Map<string, ReturnType<typeof setTimeout>>();
  #isOver = false;

  constructor(room: GroupRoom, options: LossOptions) {
    this.#room = room;
    this.#options = options;
    room.intercept = (delivery) => (this.#passes(delivery.to) ? [delivery] : []);
    room.interceptRequest = ({ from }, answer) => {
      if (!this.#passes(from)) throw new ProtocolError('unreachable');
      const answered = answer();
      // The room has done what was asked, and nobody hears of it.
      if (!this.#passes(from)) throw new ProtocolError('unreachable');
      return answered;
    };
  }

  /** Nothing more is lost; who is cut comes back in its time. */
  end(): void {
    this.#isOver = true;
  }

  #passes(peerId: string): boolean {
    if (this.#cut.has(peerId)) return false;
    if (this.#isOver || this.#options.random() >= this.#options.loss) return true;
    this.cuts += 1;
    this.#cut.set(
      peerId,
      setTimeout(() => this.#resume(peerId), this.#options.outage),
    );
    return false;
  }

  #resume(peerId: string): void {
    this.#cut.delete(peerId);
    const person = this.#room.people.get(peerId);
    person?.keys.sync([...this.#room.people.keys()].filter((id) => id !== peerId));
  }
}
