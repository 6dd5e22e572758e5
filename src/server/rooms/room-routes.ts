import { type RequestHandler, Router } from 'express';
import type { z } from 'zod';
import { ProtocolError } from '../../protocol/errors.ts';
import { type Role, roomIdSchema } from '../../protocol/identifiers.ts';
import {
  type CreatedRoom,
  type RoomSummary,
  roomRequestSchema,
  type TokenResponse,
  tokenRequestSchema,
} from '../../protocol/room-token.ts';
import type { RoomCodes, RoomKind } from './room-codes.ts';
import type { RoomRegistry } from './room-registry.ts';
import type { RoomTokens } from './room-tokens.ts';

export interface RoomRoutesOptions {
  readonly rooms: RoomRegistry;
  readonly codes: RoomCodes;
  readonly tokens: RoomTokens;
  readonly limitRooms: RequestHandler;
  readonly limitTokens: RequestHandler;
}

/** Making rooms, looking before joining, and tokens to enter. */
export function roomRoutes({ rooms, codes, tokens, limitRooms, limitTokens }: RoomRoutesOptions): Router {
  const router = Router();

  router.post('/api/rooms', limitRooms, (request, response) => {
    const { encrypted } = parseBody(roomRequestSchema, request.body ?? {});
    const roomId = codes.create(encrypted ? 'encrypted' : 'unencrypted');
    const created: CreatedRoom = { roomId, moderatorKey: codes.moderatorKey(roomId) };
    response.status(201).json(created);
  });

  router.get('/api/rooms/:roomId', limitTokens, (request, response) => {
    const { roomId, kind } = genuineRoom(codes, request.params.roomId);
    const summary: RoomSummary = rooms.summary(roomId, kind === 'encrypted');
    response.json(summary);
  });

  router.post('/api/rooms/:roomId/tokens', limitTokens, async (request, response) => {
    const { roomId } = genuineRoom(codes, request.params.roomId);
    const { peerSecret, moderatorKey } = parseBody(tokenRequestSchema, request.body);
    if (moderatorKey !== undefined && !codes.isModeratorKey(roomId, moderatorKey)) {
      throw new ProtocolError('forbidden', 'This moderator key is not of this room.');
    }
    const role: Role = moderatorKey === undefined ? 'participant' : 'moderator';
    const peerId = codes.peerId(roomId, peerSecret);
    const answer: TokenResponse = {
      token: await tokens.sign({ room: roomId, peerId, role }, Math.floor(Date.now() / 1000)),
      peerId,
      role,
      expiresIn: tokens.lifetime,
    };
    response.json(answer);
  });

  return router;
}

/** @throws ProtocolError `room-not-found`. */
function genuineRoom(
  codes: RoomCodes,
  roomId: string | string[] | undefined,
): { roomId: string; kind: RoomKind } {
  const parsed = roomIdSchema.safeParse(roomId);
  const kind = parsed.success ? codes.kindOf(parsed.data) : undefined;
  if (!parsed.success || kind === undefined) {
    throw new ProtocolError('room-not-found');
  }
  return { roomId: parsed.data, kind };
}

/** @throws ProtocolError `bad-request`. */
function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ProtocolError('bad-request', `${issue?.path.join('.')}: ${issue?.message}`);
  }
  return parsed.data;
}
