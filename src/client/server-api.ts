import type { z } from 'zod';
import { ProtocolError } from '../protocol/errors.ts';
import {
  type Bootstrap,
  bootstrapSchema,
  type CreatedRoom,
  createdRoomSchema,
  type RoomSummary,
  roomControlPath,
  roomSummarySchema,
  type TokenRequest,
  type TokenResponse,
  tokenResponseSchema,
} from '../protocol/room-token.ts';
import { readError, unreadable } from './http-answers.ts';

/** A room before one is inside. People whose names cannot be read are counted, not listed. */
export interface RoomPreview extends Omit<RoomSummary, 'participants'> {
  readonly participants: readonly { readonly displayName: string }[];
}

/**
 * The HTTP side of a Sottovoce server. Every method rejects with a `ProtocolError`: the server's own,
 * `unreachable` where no answer came, or `unexpected-answer` where it could not be read.
 *
 * @example
 * const server = new ServerApi(location.origin);
 * const { roomId, moderatorKey } = await server.createRoom();
 */
export class ServerApi {
  readonly #baseUrl: URL;
  readonly #patience: number;
  #bootstrap: Promise<Bootstrap> | undefined;

  /**
   * @param baseUrl The server's origin, such as `https://calls.example.org`.
   * @param options.patience Milliseconds after which a server that does not answer is unreachable.
   */
  constructor(baseUrl: string, { patience = 10_000 }: { patience?: number } = {}) {
    this.#baseUrl = new URL(baseUrl);
    this.#patience = patience;
  }

  /** What the server tells its apps about itself; asked once and kept, unless it failed. */
  bootstrap(): Promise<Bootstrap> {
    this.#bootstrap ??= this.#request('GET', '/api/bootstrap', bootstrapSchema).catch((error: unknown) => {
      this.#bootstrap = undefined;
      throw error;
    });
    return this.#bootstrap;
  }

  /** An encrypted room: no server learns its invitation, which the caller makes. */
  createRoom(): Promise<CreatedRoom> {
    return this.#request('POST', '/api/rooms', createdRoomSchema);
  }

  /**
   * What is worth knowing before joining.
   *
   * @param invitation Of an encrypted room: opens the names of those inside. What does not open has no name.
   */
  async room(roomId: string, invitation?: string): Promise<RoomPreview> {
    const path = `/api/rooms/${encodeURIComponent(roomId)}`;
    const { participants, ...summary } = await this.#request('GET', path, roomSummarySchema);
    // What opens names loads with the first room that is looked at.
    const { namesOf } = await import('./room-names.ts');
    const names = await namesOf(participants, roomId, invitation);
    return { ...summary, participants: names.map((displayName) => ({ displayName })) };
  }

  /** A token for one entry into a room. */
  token(roomId: string, request: TokenRequest): Promise<TokenResponse> {
    const path = `/api/rooms/${encodeURIComponent(roomId)}/tokens`;
    return this.#request('POST', path, tokenResponseSchema, request);
  }

  /** The WebSocket address of room control, to enter with a token or to resume after a cut. */
  roomControlUrl(credential: { token: string } | { resume: string }): string {
    const url = new URL(roomControlPath, this.#baseUrl);
    url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
    for (const [name, value] of Object.entries(credential)) url.searchParams.set(name, value);
    return url.href;
  }

  async #request<T>(method: 'GET' | 'POST', path: string, schema: z.ZodType<T>, body?: object): Promise<T> {
    const signal = AbortSignal.timeout(this.#patience);
    const init: RequestInit = { method, signal, headers: { accept: 'application/json' } };
    if (body !== undefined) {
      init.headers = { accept: 'application/json', 'content-type': 'application/json' };
      init.body = JSON.stringify(body);
    }
    const response = await fetch(new URL(path, this.#baseUrl), init).catch((cause: unknown) => {
      throw new ProtocolError('unreachable', undefined, { cause });
    });
    const answer: unknown = await response.json().catch((cause: unknown) => {
      throw unreadable(signal.aborted ? 504 : response.status, cause);
    });
    if (!response.ok) throw readError(response.status, answer);
    const parsed = schema.safeParse(answer);
    if (!parsed.success) throw unreadable(response.status, parsed.error);
    return parsed.data;
  }
}
