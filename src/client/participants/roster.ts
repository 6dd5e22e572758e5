import { batch, type ReadonlySignal, signal } from '@preact/signals-core';
import type { Source } from '../../protocol/identifiers.ts';
import type { PeerInfo } from '../../protocol/room-state.ts';
import type { RemoteConsumer } from '../subscribe/remote-consumer.ts';
import { RemoteParticipant } from './remote-participant.ts';

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
  /** Tracks of people who have not been announced yet. */
  readonly #early = new Map<string, Map<Source, RemoteConsumer>>();

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
  begin(peers: readonly PeerInfo[]): void {
    this.#participants.value = peers.map((peer) => this.#make(peer));
  }

  add(peer: PeerInfo): void {
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
    this.#early.delete(peerId);
    if (participant === undefined) return;
    this.#participants.value = this.#participants.peek().filter((each) => each !== participant);
    this.#events.left(participant);
  }

  rename(peerId: string, displayName: string): void {
    this.get(peerId)?.rename(displayName);
  }

  /** Mends the difference to who is there, after an absence. */
  sync(peers: readonly PeerInfo[]): void {
    batch(() => {
      const present = new Set(peers.map(({ id }) => id));
      for (const { id } of this.#participants.peek()) if (!present.has(id)) this.remove(id);
      for (const peer of peers) this.add(peer);
    });
  }

  present(peerId: string, source: Source, track: RemoteConsumer | undefined): void {
    const participant = this.get(peerId);
    if (participant !== undefined) participant.present(source, track);
    else if (track === undefined) this.#early.get(peerId)?.delete(source);
    else {
      const tracks = this.#early.get(peerId) ?? new Map<Source, RemoteConsumer>();
      this.#early.set(peerId, tracks.set(source, track));
    }
  }

  clear(): void {
    this.#participants.value = [];
    this.#early.clear();
  }

  #make(peer: PeerInfo): RemoteParticipant {
    const participant = new RemoteParticipant(peer);
    for (const [source, track] of this.#early.get(peer.id) ?? []) participant.present(source, track);
    this.#early.delete(peer.id);
    return participant;
  }
}
