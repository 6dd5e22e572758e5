import { randomBytes } from 'node:crypto';
import { createInvitation } from '../../src/client/invitation.ts';
import {
  type CreatedRoom,
  createdRoomSchema,
  type RoomSummary,
  roomSummarySchema,
  type TokenResponse,
  tokenResponseSchema,
} from '../../src/protocol/room-token.ts';

export interface TokenWish {
  readonly peerSecret?: string;
  readonly moderatorKey?: string;
}

/** A room with the invitation that its maker gave it, of which the server knows nothing. */
export interface InvitedRoom extends CreatedRoom {
  readonly invitation: string;
}

/** The server's HTTP interface, as far as a client needs it to enter a room. */
export class RoomApi {
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  async createRoom(wish: { encrypted?: boolean } = {}): Promise<InvitedRoom> {
    const created = createdRoomSchema.parse(await this.#fetch('/api/rooms', 'POST', wish));
    return { ...created, invitation: createInvitation() };
  }

  async summary(roomId: string): Promise<RoomSummary> {
    return roomSummarySchema.parse(await this.#fetch(`/api/rooms/${roomId}`, 'GET'));
  }

  /** A token for a new peer, or for the peer of a secret. */
  async token(roomId: string, wish: TokenWish = {}): Promise<TokenResponse> {
    const body = { peerSecret: newPeerSecret(), ...wish };
    return tokenResponseSchema.parse(await this.#fetch(`/api/rooms/${roomId}/tokens`, 'POST', body));
  }

  async #fetch(path: string, method: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.#origin}${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
}

/** What a browser keeps to be the same peer again. */
export function newPeerSecret(): string {
  return randomBytes(16).toString('base64url');
}
