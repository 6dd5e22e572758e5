import { Device, type types } from 'mediasoup-client';
import * as fakeParameters from 'mediasoup-client/fakeParameters';
import { FakeHandler } from 'mediasoup-client/handlers/FakeHandler';
import type { ProtocolError } from '../../protocol/errors.ts';
import type { Source } from '../../protocol/identifiers.ts';
import type { ConsumerInfo, PeerInfo, ProducerInfo } from '../../protocol/room-state.ts';
import type { Bootstrap, TokenResponse } from '../../protocol/room-token.ts';
import { ServerApi } from '../server-api.ts';
import { ScriptedSocket } from './scripted-socket.ts';

const bootstrap: Bootstrap = {
  version: '0.0.0',
  shareOrigin: 'https://test',
  video: { codec: 'vp8', width: 1280, height: 720, frameRate: 30, maxBitrate: 1_500_000 },
  screen: { frameRate: 15, maxBitrate: 2_500_000 },
  audio: { dtx: false, maxBitrate: 40_000 },
  accounts: { registration: 'open' },
};

/**
 * A server with one room in memory, as one client sees it: enough of one to test the client's side of
 * a call at any speed. The whole server is tested with the client in browsers.
 */
export class ScriptedRoom extends ServerApi {
  readonly sockets: ScriptedSocket[] = [];
  readonly devices: Device[] = [];
  /** Everyone else inside. */
  peers: PeerInfo[] = [];
  producers: ProducerInfo[] = [];
  consumers: ConsumerInfo[] = [];
  transportIds: string[] = [];
  tokens = 0;
  /** What a socket is refused with when it opens. */
  refusal: ProtocolError | undefined;
  /** Sockets that open now hear nothing. */
  isSilent = false;
  /** Answers in place of the usual ones. */
  readonly answers = new Map<string, (data: unknown) => unknown>();
  #count = 0;

  constructor() {
    super('https://test');
  }

  override async bootstrap(): Promise<Bootstrap> {
    return bootstrap;
  }

  override async token(): Promise<TokenResponse> {
    this.tokens += 1;
    return { token: `token-${this.tokens}`, peerId: 'me', role: 'moderator', expiresIn: 60 };
  }

  readonly openSocket = ScriptedSocket.opener(
    (method, data) => this.#answer(method, data),
    (socket) => this.#welcome(socket),
  );

  readonly createDevice = (): Device => {
    // Node has no RTCPeerConnection; this handler of mediasoup-client stands in for it.
    const device = new Device({ handlerFactory: FakeHandler.createFactory(fakeParameters) });
    this.devices.push(device);
    device.observer.on('newtransport', (transport) => this.transports.push(transport));
    return device;
  };

  /** Of the client, in the order in which it made them. */
  readonly transports: types.Transport[] = [];

  get socket(): ScriptedSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error('The client has opened no socket.');
    return socket;
  }

  /** The methods that the client has called on the present socket. */
  get methods(): string[] {
    return this.socket.asked.map(({ method }) => method);
  }

  /** The data of each request of this method on the present socket. */
  asked(method: string): unknown[] {
    return this.socket.asked.filter((each) => each.method === method).map(({ data }) => data);
  }

  enter(id: string, displayName = id): void {
    const peer: PeerInfo = { id, displayName, role: 'participant', device: {} };
    this.peers.push(peer);
    this.socket.notify('newPeer', peer);
  }

  goes(id: string): void {
    this.peers = this.peers.filter((peer) => peer.id !== id);
    this.socket.notify('peerClosed', { peerId: id });
  }

  /** Lets a peer send a source to the client. */
  consumer(peerId: string, source: Source, rest: Partial<ConsumerInfo> = {}): ConsumerInfo {
    this.#count += 1;
    const kind = source === 'microphone' || source === 'screen-audio' ? 'audio' : 'video';
    const codecMimeType = kind === 'audio' ? 'audio/opus' : 'video/VP8';
    const { rtpParameters } = fakeParameters.generateConsumerRemoteParameters({ codecMimeType });
    const layered = source === 'camera';
    const consumer: ConsumerInfo = {
      id: `consumer-${this.#count}`,
      peerId,
      producerId: `foreign-${this.#count}`,
      kind,
      type: layered ? 'simulcast' : 'simple',
      producerPaused: false,
      appData: { source },
      rtpParameters: JSON.parse(
        JSON.stringify({
          ...rtpParameters,
          encodings: [{ ssrc: this.#count, ...(layered && { scalabilityMode: 'L3T3' }) }],
        }),
      ),
      ...rest,
    };
    this.consumers.push(consumer);
    return consumer;
  }

  announce(consumer: ConsumerInfo): Promise<unknown> {
    return this.socket.request('newConsumer', consumer);
  }

  /** Drops what a worker that died takes with it. */
  dropMedia(): void {
    this.transportIds = [];
    this.producers = [];
    this.consumers = [];
  }

  #welcome(socket: ScriptedSocket): void {
    this.sockets.push(socket);
    if (this.isSilent) return;
    const { refusal } = this;
    // As over a network: nothing arrives before the client has its socket.
    queueMicrotask(() => {
      if (refusal !== undefined) {
        socket.notify('protocolError', { code: refusal.code, message: refusal.message });
        socket.hangUp();
        return;
      }
      const resumeToken = `resume-${this.sockets.length}`;
      socket.notify('session', {
        peerId: 'me',
        resumeToken,
        resumeWindow: 30,
        fresh: !socket.url.searchParams.has('resume'),
      });
    });
  }

  #answer(method: string, data: unknown): unknown {
    const special = this.answers.get(method);
    if (special !== undefined) return special(data);
    switch (method) {
      case 'getRouterRtpCapabilities':
        return { routerRtpCapabilities: fakeParameters.generateRouterRtpCapabilities() };
      case 'createWebRtcTransport':
        return this.#createTransport();
      case 'join':
        return { peerId: 'me', role: 'moderator', locked: false, selectsSpeakers: false, peers: this.peers };
      case 'produce':
        return this.#produce(data);
      case 'restartIce':
        return { iceParameters: { usernameFragment: 'new', password: 'new' } };
      case 'getRoomState': {
        const { consumers, peers, producers, transportIds } = this;
        return { locked: false, selectsSpeakers: false, peers, transportIds, producers, consumers };
      }
      default:
        return {};
    }
  }

  #createTransport(): unknown {
    this.#count += 1;
    const { iceCandidates, iceParameters } = fakeParameters.generateTransportRemoteParameters();
    const transportId = `transport-${this.#count}`;
    this.transportIds.push(transportId);
    const value = Array.from({ length: 32 }, () => 'AB').join(':');
    return {
      transportId,
      iceParameters,
      iceCandidates,
      dtlsParameters: { role: 'auto', fingerprints: [{ algorithm: 'sha-256', value }] },
    };
  }

  #produce(data: unknown): unknown {
    this.#count += 1;
    const { kind, appData, paused } = data as {
      kind: 'audio' | 'video';
      appData: { source: Source };
      paused: boolean;
    };
    const id = `producer-${this.#count}`;
    this.producers.push({ id, kind, source: appData.source, paused, wantedLayer: null });
    return { producerId: id };
  }
}
