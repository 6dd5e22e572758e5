import { computed, type ReadonlySignal, signal } from '@preact/signals-core';
import type { Device } from 'mediasoup-client';
import type { ResponseData } from '../../protocol/client-requests.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { PeerName, Source } from '../../protocol/identifiers.ts';
import type { PeerInfo, RoomState } from '../../protocol/room-state.ts';
import type { Bootstrap } from '../../protocol/room-token.ts';
import { rtpCapabilitiesSchema } from '../../protocol/rtp.ts';
import type { CallOptions } from '../api.ts';
import { type Interruption, interruptionOf } from '../connection/interruption.ts';
import type { OpenProtooSocket } from '../connection/protoo-socket.ts';
import { backoff, type Outage } from '../connection/reconnect.ts';
import { RoomConnection, type RoomHandlers, type RoomRequest } from '../connection/room-connection.ts';
import type { VisitKeys, VisitKeysOptions } from '../group/visit-keys.ts';
import { MediaSession } from '../media/media-session.ts';
import { toDeviceCapabilities } from '../media/wire-types.ts';
import type { SubscriberOptions } from '../subscribe/subscriber.ts';

/** What a visit tells the call that it belongs to. */
export interface VisitHost {
  readonly present: SubscriberOptions['present'];
  /** The name as the room is to carry it. */
  nameFor(displayName: string): Promise<PeerName>;
  admitted(answer: ResponseData<'join'>): void;
  /** After a cut: who is there now. */
  synced(state: RoomState): void;
  /** The visit was under way and is no more. */
  interrupted(interruption: Interruption): void;
  peerJoined(peer: PeerInfo): void;
  peerLeft(peerId: string): void;
  /** In a room without encryption: elsewhere members say it themselves. */
  peerRenamed(peerId: string, displayName: string | undefined): void;
  lockChanged(locked: boolean): void;
  speakerSelectionChanged(selectsSpeakers: boolean): void;
  muteRequested(source: Source, byPeerId: string): void;
  problem(error: Error): void;
}

export interface VisitOptions {
  readonly call: CallOptions;
  readonly displayName: string;
  readonly openSocket: OpenProtooSocket;
  /** Throws where this browser has no WebRTC that mediasoup-client knows. */
  readonly createDevice: () => Device;
  /** Agrees on keys with the others; there is none in a room without encryption. */
  readonly openKeys?: OpenKeys | undefined;
  readonly host: VisitHost;
}

/** What a session tells whoever agrees on its keys. */
export type OpenKeys = (
  session: Pick<VisitKeysOptions, 'displayName' | 'request' | 'lost' | 'problem'>,
) => Promise<VisitKeys>;

/** How to come back into a session: with this token, until this moment of `Date.now()`. */
export type Resumption = NonNullable<Outage['resume']>;

const rebuildAttempts = 5;

/**
 * One session in the room, from a token to its end, over as many connections as it takes. Owns its
 * connection and its media; both are closed with it.
 */
export class Visit {
  readonly #options: VisitOptions;
  readonly #session = signal<MediaSession | undefined>(undefined);
  #connection: RoomConnection | undefined;
  #device: Device | undefined;
  #policy: Bootstrap | undefined;
  #opening: Promise<MediaSession> | undefined;
  #resumption: Resumption | undefined;
  #keys: VisitKeys | undefined;
  #hasJoined = false;
  #networkChanged = false;
  #rebuilds = 0;
  #rebuildTimer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  /** False while media has no route, or is being rebuilt. */
  readonly mediaConnected: ReadonlySignal<boolean> = computed(
    () => this.#session.value?.transports.connected.value ?? false,
  );

  constructor(options: VisitOptions) {
    this.#options = options;
  }

  get media(): MediaSession | undefined {
    return this.#session.peek();
  }

  /** How to come back after a cut; `undefined` where there is no session yet. */
  get resumption(): Resumption | undefined {
    return this.#hasJoined ? this.#resumption : undefined;
  }

  readonly request: RoomRequest = (method, data, patience) =>
    this.#connection === undefined
      ? Promise.reject(new ProtocolError('unreachable'))
      : this.#connection.request(method, data, patience);

  /** The keys of this session; `undefined` in a room without encryption. */
  get keys(): VisitKeys | undefined {
    return this.#keys;
  }

  /** Enters the room; gives what prevented it, or `undefined` once inside. */
  async enter(): Promise<Interruption | undefined> {
    const { moderatorKey, peerSecret, roomId, server } = this.#options.call;
    try {
      const [policy, { token, peerId }] = await Promise.all([
        server.bootstrap(),
        server.token(roomId, { peerSecret, moderatorKey }),
        this.#openKeys(),
      ]);
      this.#keys?.prepare(peerId);
      return await this.#connect(server.roomControlUrl({ token }), () => this.#admit(policy));
    } catch (error) {
      return interruptionOf(error);
    }
  }

  /** Comes back into the same session; gives what prevented it, or `undefined` once inside. */
  async resume(token: string): Promise<Interruption | undefined> {
    const url = this.#options.call.server.roomControlUrl({ resume: token });
    const interruption = await this.#connect(url, () => this.#sync());
    // Whatever a resumed session is refused for, a new one may be granted.
    return interruption?.kind === 'refused' && this.#hasJoined
      ? {
          kind: 'refused',
          error: new ProtocolError('session-expired', undefined, { cause: interruption.error }),
        }
      : interruption;
  }

  /** Takes the connection for cut, and restarts ICE once it is back: the addresses have changed. */
  networkChanged(): void {
    this.#networkChanged = true;
    this.#connection?.abandon();
  }

  /** Tells the room, and closes without waiting for an answer: what was sent still goes out. */
  leave(): void {
    // Where the request fails the room finds out by itself, once the session is not resumed.
    this.request('leave', {}).catch(() => undefined);
    this.close();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#rebuildTimer);
    this.#connection?.close();
    this.#closeMedia();
    this.#keys?.close();
  }

  async #connect(url: string, proceed: () => Promise<void>): Promise<Interruption | undefined> {
    this.#connection?.close();
    if (this.#closed) return { kind: 'cut' };
    const connection = new RoomConnection(this.#options.openSocket, url, this.#handlers());
    this.#connection = connection;
    const opened = await connection.opened;
    if (opened.kind !== 'open') return opened;
    const { resumeToken: token, resumeWindow } = opened.session;
    this.#resumption = { token, until: Number.POSITIVE_INFINITY };
    // The server keeps the session from the moment of the cut on.
    void connection.lost.then(() => {
      this.#resumption = { token, until: Date.now() + resumeWindow * 1000 };
    });
    const interruption = await Promise.race([
      proceed().then(() => undefined, interruptionOf),
      connection.lost,
    ]);
    if (interruption !== undefined) {
      connection.close();
      return interruption;
    }
    void connection.lost.then((lost) => {
      if (!this.#closed && this.#connection === connection) this.#options.host.interrupted(lost);
    });
    return undefined;
  }

  async #admit(policy: Bootstrap): Promise<void> {
    const { createDevice, displayName, host } = this.#options;
    const device = makeDevice(createDevice);
    const { routerRtpCapabilities } = await this.request('getRouterRtpCapabilities', {});
    await device.load({ routerRtpCapabilities: toDeviceCapabilities(routerRtpCapabilities) });
    this.#device = device;
    this.#policy = policy;
    const opening = this.#openMedia(device, policy);
    const rtpCapabilities = rtpCapabilitiesSchema.parse(device.recvRtpCapabilities);
    const name = await host.nameFor(displayName);
    const joining = this.request('join', {
      ...name,
      device: { name: device.handlerName },
      rtpCapabilities,
    });
    // Taken at once: the next message may be about one of these people.
    const joined = joining.then((answer) => {
      this.#hasJoined = true;
      host.admitted(answer);
      this.#keys?.begin(answer.peers.map(({ id }) => id));
    });
    const [session] = await Promise.all([opening, joined]);
    session.publish();
  }

  async #openKeys(): Promise<void> {
    const { displayName, host, openKeys } = this.#options;
    this.#keys = await openKeys?.({
      displayName,
      request: this.request,
      lost: () => this.#abandon(new ProtocolError('session-expired')),
      problem: host.problem,
    });
    if (this.#closed) this.#keys?.close();
  }

  /** Gives this session up for a new one. */
  #abandon(error: ProtocolError): void {
    if (this.#closed) return;
    this.#connection?.close();
    this.#options.host.interrupted({ kind: 'refused', error });
  }

  async #sync(): Promise<void> {
    const state = await this.request('getRoomState', {});
    this.#options.host.synced(state);
    this.#keys?.sync(state.peers.map(({ id }) => id));
    const session = this.#session.peek();
    if (session === undefined || !session.isKnownTo(state)) {
      this.#rebuildMedia();
      return;
    }
    session.sync(state);
    if (this.#networkChanged) session.transports.networkChanged();
    else session.transports.signallingRestored();
    this.#networkChanged = false;
  }

  #openMedia(device: Device, policy: Bootstrap): Promise<MediaSession> {
    this.#closeMedia();
    const { call, host } = this.#options;
    const opening = MediaSession.open({
      device,
      policy,
      request: this.request,
      media: call.media,
      present: host.present,
      protection: this.#keys?.protection,
      lost: () => this.#rebuildMedia(),
      problem: host.problem,
    }).then((session) => {
      if (this.#opening !== opening || this.#closed) {
        session.close();
        throw new ProtocolError('unreachable');
      }
      this.#session.value = session;
      return session;
    });
    this.#opening = opening;
    return opening;
  }

  /** Makes all media anew, after the server lost it. */
  #rebuildMedia(): void {
    clearTimeout(this.#rebuildTimer);
    const [device, policy] = [this.#device, this.#policy];
    if (device === undefined || policy === undefined || this.#closed) return;
    this.#openMedia(device, policy).then(
      (session) => {
        this.#rebuilds = 0;
        session.publish();
      },
      (error: unknown) => this.#onRebuildFailure(error),
    );
  }

  #onRebuildFailure(error: unknown): void {
    const interruption = interruptionOf(error);
    // After a cut the state of the room shows that media is missing; that begins anew then.
    if (interruption.kind === 'cut' || this.#closed) return;
    this.#rebuilds += 1;
    if (this.#rebuilds >= rebuildAttempts) {
      this.#abandon(new ProtocolError('media-unavailable'));
      return;
    }
    this.#rebuildTimer = setTimeout(() => this.#rebuildMedia(), backoff(this.#rebuilds, 1));
  }

  #closeMedia(): void {
    this.#opening = undefined;
    this.#session.peek()?.close();
    this.#session.value = undefined;
  }

  /** Acts on media in the order of the messages, even where it is still being opened. */
  #withMedia(act: (session: MediaSession) => void): void {
    const session = this.#session.peek();
    if (session !== undefined) act(session);
    else this.#opening?.then(act, () => undefined);
  }

  #handlers(): RoomHandlers {
    const { host } = this.#options;
    return {
      notification: {
        newPeer: (peer) => {
          this.#keys?.session.peerJoined(peer.id);
          host.peerJoined(peer);
        },
        peerClosed: ({ peerId }) => {
          this.#keys?.session.peerLeft(peerId);
          host.peerLeft(peerId);
        },
        peerDisplayNameChanged: ({ peerId, displayName }) => host.peerRenamed(peerId, displayName),
        consumerClosed: ({ consumerId }) =>
          this.#withMedia(({ subscriber }) => subscriber.remove(consumerId)),
        consumerPaused: ({ consumerId }) =>
          this.#withMedia(({ subscriber }) => subscriber.setMuted(consumerId, true)),
        consumerResumed: ({ consumerId }) =>
          this.#withMedia(({ subscriber }) => subscriber.setMuted(consumerId, false)),
        consumerLayersChanged: ({ consumerId, spatialLayer, temporalLayer }) => {
          const layers =
            spatialLayer === null ? undefined : { spatial: spatialLayer, temporal: temporalLayer ?? 0 };
          this.#withMedia(({ subscriber }) => subscriber.setLayers(consumerId, layers));
        },
        producerLayersWanted: ({ producerId, spatialLayer }) =>
          this.#withMedia((session) => session.layersWanted(producerId, spatialLayer)),
        mediaReset: () => this.#rebuildMedia(),
        muteRequested: ({ source, byPeerId }) => host.muteRequested(source, byPeerId),
        roomLockChanged: ({ locked }) => host.lockChanged(locked),
        speakerSelectionChanged: ({ selectsSpeakers }) => host.speakerSelectionChanged(selectsSpeakers),
        // Quality is measured here, from what the browser sees; the server's scores add nothing to that.
        consumerScore: () => undefined,
        producerScore: () => undefined,
        admissionRequested: (admission) => this.#keys?.session.admissionRequested(admission),
        admissionWithdrawn: (withdrawal) => this.#keys?.session.admissionWithdrawn(withdrawal),
        groupCommitted: (commit) => this.#keys?.session.committed(commit),
        groupWelcome: (welcome) => this.#keys?.session.welcomed(welcome),
        groupMessage: (message) => this.#keys?.session.received(message),
      },
      request: {
        newConsumer: async (info) => {
          const session = this.#session.peek() ?? (await this.#opening);
          if (session === undefined) throw new ProtocolError('media-unavailable');
          return session.subscriber.add(info);
        },
      },
      problem: (error) => host.problem(error),
    };
  }
}

function makeDevice(createDevice: () => Device): Device {
  try {
    return createDevice();
  } catch (cause) {
    throw new ProtocolError('unsupported-browser', undefined, { cause });
  }
}
