import protooClient from 'protoo-client';
import {
  type ClientRequest,
  clientRequests,
  type RequestInput,
  type ResponseData,
} from '../../src/protocol/client-requests.ts';
import { ProtocolError } from '../../src/protocol/errors.ts';
import type { ConsumerInfo } from '../../src/protocol/room-state.ts';
import { roomControlPath } from '../../src/protocol/room-token.ts';
import { isNotification, notifications, serverRequests } from '../../src/protocol/server-messages.ts';
import type { AnyNotification } from '../harness/group/tell.ts';
import type { RoomApi } from '../harness/room-api.ts';

/** A connection for room control that takes no longer than it must: the tests' own one looks for answers now and then. */
export class RoomControl {
  readonly #peer: protooClient.Peer;

  private constructor(peer: protooClient.Peer) {
    this.#peer = peer;
  }

  /**
   * Enters a room with a token of its own.
   *
   * @param onConsumer Told of each consumer; it starts when this resolves.
   * @param token Of a peer that has one already.
   */
  static async enter(
    origin: string,
    api: RoomApi,
    roomId: string,
    onConsumer?: (consumer: ConsumerInfo) => Promise<void>,
    token?: string,
  ): Promise<RoomControl> {
    token ??= (await api.token(roomId)).token;
    const url = new URL(`${roomControlPath}?token=${token}`, origin.replace(/^http/, 'ws'));
    const peer = new protooClient.Peer(
      new protooClient.WebSocketTransport(url.toString(), { retry: { retries: 0 } }),
    );
    if (onConsumer !== undefined) {
      peer.on('request', (request, accept, reject) => {
        onConsumer(serverRequests.newConsumer.request.parse(request.data)).then(
          () => accept(),
          (error: unknown) => reject(500, String(error)),
        );
      });
    }
    await new Promise<void>((resolve, reject) => {
      peer.on('open', resolve);
      peer.on('failed', () => reject(new Error('The connection for room control could not be opened.')));
      peer.on('close', () => reject(new Error('The server closed the connection for room control.')));
    });
    return new RoomControl(peer);
  }

  async request<M extends ClientRequest>(method: M, data: RequestInput<M>): Promise<ResponseData<M>> {
    const answer: unknown = await this.#peer.request(method, data).catch((error: unknown) => {
      throw error instanceof Error ? ProtocolError.fromReason(error.message) : error;
    });
    return clientRequests[method].response.parse(answer) as ResponseData<M>;
  }

  /** Tells of each notification from now on. */
  follow(listener: (notification: AnyNotification) => void): void {
    this.#peer.on('notification', ({ method, data }) => {
      if (isNotification(method))
        listener({ name: method, data: notifications[method].parse(data) } as AnyNotification);
    });
  }

  close(): void {
    this.#peer.close();
  }
}
