import type { CreatedRoom } from '../../src/protocol/room-token.ts';
import { RoomApi, type TokenWish } from './room-api.ts';
import { RoomControlPeer } from './room-control-peer.ts';
import { sealedName } from './sealed-name.ts';
import type { ServerProcess } from './server-process.ts';

/** Rooms of one server with peers that have no browser; closes every peer that it let in. */
export class RoomControlRooms {
  readonly api: RoomApi;
  readonly #origin: string;
  readonly #peers: RoomControlPeer[] = [];

  constructor(server: ServerProcess) {
    this.#origin = server.origin;
    this.api = new RoomApi(server.origin);
  }

  /** Opens a connection with whatever token. */
  async connect(query: Record<string, string>): Promise<RoomControlPeer> {
    const peer = await RoomControlPeer.connect(this.#origin, query);
    this.#peers.push(peer);
    return peer;
  }

  /** Enters a room, without joining it. */
  async enter(room: Pick<CreatedRoom, 'roomId'>, wish: TokenWish = {}): Promise<EnteredPeer> {
    const { token, peerId } = await this.api.token(room.roomId, wish);
    const peer = await this.connect({ token });
    const { resumeToken } = await peer.notification('session');
    return { peer, peerId, resumeToken };
  }

  /** Enters a room and joins it, with both transports but no media. */
  async join(room: Pick<CreatedRoom, 'roomId'>, name: string, wish: TokenWish = {}): Promise<JoinedPeer> {
    const entered = await this.enter(room, wish);
    const { peer } = entered;
    const { routerRtpCapabilities } = await peer.request('getRouterRtpCapabilities');
    const send = await peer.request('createWebRtcTransport', { direction: 'producer' });
    const receive = await peer.request('createWebRtcTransport', { direction: 'consumer' });
    await peer.request('join', { sealedName: sealedName(name), rtpCapabilities: routerRtpCapabilities });
    return { ...entered, sendTransportId: send.transportId, receiveTransportId: receive.transportId };
  }

  async close(): Promise<void> {
    await Promise.all(this.#peers.map((peer) => peer.close()));
  }
}

export interface EnteredPeer {
  readonly peer: RoomControlPeer;
  readonly peerId: string;
  readonly resumeToken: string;
}

export interface JoinedPeer extends EnteredPeer {
  readonly sendTransportId: string;
  readonly receiveTransportId: string;
}
