import protooClient from 'protoo-client';
import {
  type ClientRequest,
  clientRequests,
  type RequestInput,
  type ResponseData,
} from '../../../src/protocol/client-requests.ts';
import { roomControlPath } from '../../../src/protocol/room-token.ts';
import type { RoomApi } from '../../harness/room-api.ts';

/** A peer that has joined a room with both transports, and neither sends nor receives. */
export class IdlePeer {
  readonly #peer: protooClient.Peer;

  private constructor(peer: protooClient.Peer) {
    this.#peer = peer;
  }

  /** Does all that a browser does until it is in the room: token, connection, transports, join. */
  static async join(origin: string, api: RoomApi, roomId: string): Promise<IdlePeer> {
    const { token } = await api.token(roomId);
    const url = new URL(`${roomControlPath}?token=${token}`, origin.replace(/^http/, 'ws'));
    const connection = new protooClient.Peer(
      new protooClient.WebSocketTransport(url.toString(), { retry: { retries: 0 } }),
    );
    const idle = new IdlePeer(connection);
    try {
      await opened(connection);
      const { routerRtpCapabilities } = await idle.#request('getRouterRtpCapabilities', {});
      await idle.#request('createWebRtcTransport', { direction: 'producer' });
      await idle.#request('createWebRtcTransport', { direction: 'consumer' });
      await idle.#request('join', { displayName: 'Idle', rtpCapabilities: routerRtpCapabilities });
    } catch (error) {
      idle.close();
      throw error;
    }
    return idle;
  }

  close(): void {
    this.#peer.close();
  }

  async #request<M extends ClientRequest>(method: M, data: RequestInput<M>): Promise<ResponseData<M>> {
    const answer: unknown = await this.#peer.request(method, data);
    return clientRequests[method].response.parse(answer) as ResponseData<M>;
  }
}

function opened(peer: protooClient.Peer): Promise<void> {
  return new Promise((resolve, reject) => {
    peer.on('open', resolve);
    peer.on('failed', () => reject(new Error('The connection for room control could not be opened.')));
    peer.on('close', () => reject(new Error('The server closed the connection for room control.')));
  });
}
