import { batch, type ReadonlySignal, signal } from '@preact/signals-core';
import type { Source } from '../../protocol/identifiers.ts';
import type { RemoteConsumer } from '../subscribe/remote-consumer.ts';
import { type Named, RemoteParticipant } from './remote-participant.ts';

export interface RosterEvents {
  readonly joined: (participant: RemoteParticipant) => void;
  readonly left: (participant: RemoteParticipant) => void;
}

/**
 * Everyone else in the room, in the order in which they came. It outlives reconnections: whoever is
 * still there afterwards stays the same object, so that views keep their place.
 */
export class Roster {
  readonly #events: RosterEvents;
  readonly #participants = signal<readonly RemoteParticipant[]>([]);
  /** What arrives, also of people who are not shown yet, or no more. */
  readonly #tracks = new Map<string, Map<Source, RemoteConsumer>>();

  constructor(events: RosterEvents) {
    this.#events = events;
  }

  get participants(): ReadonlySignal<readonly RemoteParticipant[]> {
    return this.#participants;
  }

  get(peerId: string): RemoteParticipant | undefined {
    return this.#participants.peek().find(({ id }) => id === peerId);
  }

  /** Takes the list of who is inside when this person enters: nobody of them joins now. */
  begin(peers: readonly Named[]): void {
    this.#participants.value = peers.map((peer) => this.#make(peer));
  }

  add(peer: Named): void {
    const known = this.get(peer.id);
    if (known !== undefined && known.role === peer.role) {
      known.rename(peer.displayName);
      return;
    }
    if (known !== undefined) this.remove(peer.id);
    const participant = this.#make(peer);
    this.#participants.value = [...this.#participants.peek(), participant];
    this.#events.joined(participant);
  }

  remove(peerId: string): void {
    const participant = this.get(peerId);
    if (participant === undefined) return;
    this.#participants.value = this.#participants.peek().filter((each) => each !== participant);
    this.#events.left(participant);
  }

  rename(peerId: string, displayName: string): void {
    this.get(peerId)?.rename(displayName);
  }

  /** Mends the difference to who is there, after an absence. */
  sync(peers: readonly Named[]): void {
    batch(() => {
      const present = new Set(peers.map(({ id }) => id));
      for (const { id } of this.#participants.peek()) if (!present.has(id)) this.remove(id);
      for (const peer of peers) this.add(peer);
    });
  }

  present(peerId: string, source: Source, track: RemoteConsumer | undefined): void {
    const tracks = this.#tracks.get(peerId) ?? new Map<Source, RemoteConsumer>();
    if (track === undefined) tracks.delete(source);
    else tracks.set(source, track);
    if (tracks.size === 0) this.#tracks.delete(peerId);
    else this.#tracks.set(peerId, tracks);
    this.get(peerId)?.present(source, track);
  }

  clear(): void {
    this.#participants.value = [];
    this.#tracks.clear();
  }

  #make(peer: Named): RemoteParticipant {
    const participant = new RemoteParticipant(peer);
    for (const [source, track] of this.#tracks.get(peer.id) ?? []) participant.present(source, track);
    return participant;
  }
}
