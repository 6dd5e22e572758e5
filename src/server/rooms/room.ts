import { ProtocolError } from '../../protocol/errors.ts';
import type { Source } from '../../protocol/identifiers.ts';
import type { PeerInfo } from '../../protocol/room-state.ts';
import type { RoomTokenClaims } from '../../protocol/room-token.ts';
import type { RtpCapabilities } from '../../protocol/rtp.ts';
import type { EndReason, Notification, NotificationData } from '../../protocol/server-messages.ts';
import type { PeerMedia } from '../media/peer-media.ts';
import type { Publication } from '../media/publication.ts';
import type { RoomMedia } from '../media/room-media.ts';
import { GroupDelivery, type GroupDeliveryLimits } from './group-delivery.ts';
import { forwardMediaEvents } from './media-events.ts';
import { describeConsumer, Peer } from './peer.ts';
import type { RoomMetrics } from './room-metrics.ts';
import type { Session, SessionEnd } from './session.ts';
import { SpeakerSelection, type SpeakerSelectionSettings } from './speaker-selection.ts';

export interface RoomOptions {
  readonly id: string;
  readonly media: RoomMedia;
  /** What every client is offered, whichever worker serves it. */
  readonly rtpCapabilities: RtpCapabilities;
  readonly capacity: number;
  /** Names come sealed, and keys are agreed in a group; the room was made so, and nothing changes it. */
  readonly encrypted: boolean;
  readonly groupLimits: GroupDeliveryLimits;
  readonly speakerSelection: SpeakerSelectionSettings;
  readonly metrics: RoomMetrics;
  /** Makes the session of a peer, bound to the requests that it may make of this room. */
  readonly createSession: (room: Room, peer: () => Peer, peerId: string) => Session;
  readonly onEmpty: (room: Room) => void;
}

/**
 * The people in one room and what they tell each other. It lives from the first entry to the last
 * leave. Closing it ends every session and closes its media.
 */
export class Room {
  readonly id: string;
  readonly media: RoomMedia;
  readonly rtpCapabilities: RtpCapabilities;
  readonly capacity: number;
  readonly encrypted: boolean;
  readonly metrics: RoomMetrics;
  /** Orders and relays what encrypts the call, for members only. */
  readonly group: GroupDelivery;
  readonly #options: RoomOptions;
  readonly #speakers: SpeakerSelection;
  readonly #peers = new Map<string, Peer>();
  /** Who was removed by a moderator and may not come back. */
  readonly #removed = new Set<string>();
  /** Who was inside when the room was locked and may come back after a failure. */
  #insideWhenLocked: ReadonlySet<string> = new Set();
  #locked = false;
  #closed = false;

  constructor(options: RoomOptions) {
    this.id = options.id;
    this.media = options.media;
    this.rtpCapabilities = options.rtpCapabilities;
    this.capacity = options.capacity;
    this.encrypted = options.encrypted;
    this.metrics = options.metrics;
    this.group = new GroupDelivery(options.groupLimits, (peerId, notification, data) =>
      this.find(peerId)?.session.notify(notification, data),
    );
    this.#speakers = new SpeakerSelection(options.speakerSelection);
    this.#options = options;
  }

  get locked(): boolean {
    return this.#locked;
  }

  /** Whether only the microphones of those who spoke last are forwarded. */
  get selectsSpeakers(): boolean {
    return this.#speakers.isActive;
  }

  get peers(): Iterable<Peer> {
    return this.#peers.values();
  }

  get size(): number {
    return this.#peers.size;
  }

  /** Everyone who has joined, but for one. */
  others(than?: Peer): PeerInfo[] {
    return [...this.#peers.values()].flatMap((peer) =>
      peer === than || peer.info === undefined ? [] : [peer.info],
    );
  }

  find(peerId: string): Peer | undefined {
    return this.#peers.get(peerId);
  }

  /** @throws ProtocolError `peer-not-found`. */
  peer(peerId: string): Peer {
    const peer = this.find(peerId);
    if (peer === undefined) {
      throw new ProtocolError('peer-not-found');
    }
    return peer;
  }

  /**
   * Lets a peer in, though not yet seen by the others. A session of the same peer that is still here
   * ends: the person is now elsewhere, or has reloaded.
   *
   * @throws ProtocolError `removed`, `room-locked` or `room-full`.
   */
  enter({ sub: peerId, role }: RoomTokenClaims): Peer {
    if (this.#removed.has(peerId)) {
      throw new ProtocolError('removed');
    }
    if (this.#locked && role !== 'moderator' && !this.#insideWhenLocked.has(peerId)) {
      throw new ProtocolError('room-locked');
    }
    const old = this.#peers.get(peerId);
    if (old === undefined && this.#peers.size >= this.capacity) {
      throw new ProtocolError('room-full');
    }
    const peer: Peer = new Peer(
      peerId,
      role,
      this.#options.createSession(this, () => peer, peerId),
      performance.now(),
    );
    peer.session.on('resumed', () => this.metrics.resumed('resumed'));
    peer.session.once('ended', (how) => this.#leave(peer, how));
    // In this order, so that the room is never empty in between.
    old?.session.end('duplicate-session');
    this.#peers.set(peerId, peer);
    return peer;
  }

  /** Tells everyone who has joined, but for one. */
  broadcast<N extends Notification>(notification: N, data: NotificationData<N>, except?: Peer): void {
    for (const peer of this.#peers.values()) {
      if (peer !== except && peer.membership !== undefined) {
        peer.session.notify(notification, data);
      }
    }
  }

  /** The peer's media, placed on a worker if it has none yet. */
  mediaOf(peer: Peer): Promise<PeerMedia> {
    peer.media ??= this.#place(peer).catch((error: unknown) => {
      peer.media = undefined;
      throw error;
    });
    return peer.media;
  }

  /** Lets a peer consume everything that it does not consume yet. */
  subscribeToAll(peer: Peer): void {
    for (const publication of this.media.publications) {
      void this.#subscribe(peer, publication);
    }
  }

  /** Lets everybody else consume a new publication. */
  announce(publication: Publication): void {
    for (const peer of this.#peers.values()) {
      void this.#subscribe(peer, publication);
    }
  }

  /** To be called whenever somebody has joined or left. */
  reviewSize(): void {
    const joined = [...this.#peers.values()].filter(({ membership }) => membership !== undefined).length;
    if (this.#speakers.resize(joined)) {
      this.broadcast('speakerSelectionChanged', { selectsSpeakers: this.selectsSpeakers });
      this.#holdMicrophones();
    }
  }

  setSpeaking(peer: Peer, speaking: boolean): void {
    if (this.#speakers.speak(peer.id, speaking)) {
      this.#holdMicrophones();
    }
  }

  setLocked(locked: boolean): void {
    this.#locked = locked;
    this.#insideWhenLocked = new Set(locked ? this.#peers.keys() : []);
    this.broadcast('roomLockChanged', { locked });
  }

  /** @throws ProtocolError `peer-not-found`. */
  remove(peerId: string): void {
    const peer = this.peer(peerId);
    this.#removed.add(peerId);
    peer.session.end('removed');
  }

  close(reason: EndReason): void {
    if (this.#closed) {
      return;
    }
    for (const peer of [...this.#peers.values()]) {
      peer.session.end(reason);
    }
    this.#closeIfEmpty();
  }

  async #place(peer: Peer): Promise<PeerMedia> {
    const media = await this.media.place(peer.id);
    if (peer.session.ended) {
      this.media.remove(media);
      throw new ProtocolError('conflict', 'The session is over.');
    }
    peer.placed = media;
    forwardMediaEvents(media, peer.session);
    media.once('lost', () => {
      peer.placed = undefined;
      peer.media = undefined;
      peer.session.notify('mediaReset', { reason: 'worker-died' });
    });
    return media;
  }

  async #subscribe(peer: Peer, publication: Publication): Promise<void> {
    const { membership, placed: media } = peer;
    const { id: producerId } = publication.producer;
    if (
      membership === undefined ||
      media?.consumerTransport === undefined ||
      publication.peerId === peer.id ||
      media.subscribed.has(producerId)
    ) {
      return;
    }
    media.subscribed.add(producerId);
    try {
      const consumer = await this.media.subscribe(media, publication, membership.rtpCapabilities);
      if (consumer === undefined) {
        return;
      }
      consumer.observer.once('close', () => media.subscribed.delete(producerId));
      const answer = await peer.session.request(
        'newConsumer',
        describeConsumer({ consumer, ...publication }),
      );
      if (answer !== undefined && answer.paused !== true && !consumer.closed) {
        const flow = media.flowOf(consumer.id);
        await flow.hold(this.#isHeld(publication));
        await flow.want(true);
        this.media.reviewDemand(media, consumer);
      }
    } catch (error) {
      media.subscribed.delete(producerId);
      if (!media.closed && !publication.producer.closed) {
        this.metrics.refused(
          error instanceof ProtocolError ? error : new ProtocolError('internal', undefined, { cause: error }),
        );
      }
    }
  }

  #isHeld({ peerId, source }: { peerId: string; source: Source }): boolean {
    return source === 'microphone' && !this.#speakers.isForwarded(peerId);
  }

  #holdMicrophones(): void {
    for (const { placed } of this.#peers.values()) {
      for (const subscription of placed?.subscriptions.values() ?? []) {
        subscription.flow.hold(this.#isHeld(subscription)).catch((error: unknown) => {
          // Who leaves takes its consumers along; whatever else fails is a fault.
          if (!subscription.consumer.closed) {
            this.metrics.refused(new ProtocolError('internal', undefined, { cause: error }));
          }
        });
      }
    }
  }

  #leave(peer: Peer, how: SessionEnd): void {
    this.metrics.ended(how);
    if (how === 'expired') {
      this.metrics.resumed('expired');
    }
    if (this.#peers.get(peer.id) === peer) {
      this.#peers.delete(peer.id);
    }
    if (peer.placed !== undefined) {
      this.media.remove(peer.placed);
      peer.placed = undefined;
    }
    if (peer.membership !== undefined) {
      this.broadcast('peerClosed', { peerId: peer.id });
    }
    this.group.left(peer.id);
    if (this.#speakers.forget(peer.id)) {
      this.#holdMicrophones();
    }
    this.reviewSize();
    // A peer that enters again takes its own place in the same turn.
    if (how !== 'duplicate-session') {
      this.#closeIfEmpty();
    }
  }

  #closeIfEmpty(): void {
    if (this.#peers.size === 0 && !this.#closed) {
      this.#closed = true;
      this.media.close();
      this.#options.onEmpty(this);
    }
  }
}
