import { z } from 'zod';
import { peerIdSchema, peerNameShape, roleSchema, roomIdSchema } from './identifiers.ts';
import { registrationModeSchema } from './registration-mode.ts';

/** The path of the room control WebSocket; `?token=` enters, `?resume=` comes back after a cut. */
export const roomControlPath = '/room-control';

/** Claims of a room token (a JWT, RFC 7519): one entry of one peer into one room. */
export const roomTokenClaimsSchema = z.object({
  iss: z.literal('sottovoce'),
  aud: z.literal('room-control'),
  room: roomIdSchema,
  sub: peerIdSchema,
  role: roleSchema,
  jti: z.string().min(16).max(64),
  iat: z.int(),
  exp: z.int(),
});

export type RoomTokenClaims = z.infer<typeof roomTokenClaimsSchema>;

/** The body of `POST /api/rooms`, which may be left out. */
export const roomRequestSchema = z.object({
  /** `false` makes a room for other software's clients, where the operator allows that. */
  encrypted: z.boolean().default(true),
});

/** The answer to `POST /api/rooms`. */
export const createdRoomSchema = z.object({
  roomId: roomIdSchema,
  /** Proves that its holder made the room; to be kept on the device that made it. */
  moderatorKey: z.string(),
});

/** The answer to `GET /api/rooms/:roomId`: what the page before joining shows. */
export const roomSummarySchema = z.object({
  roomId: roomIdSchema,
  /** Whether this room is end-to-end encrypted: it was made so, and nothing changes it. */
  encrypted: z.boolean(),
  participants: z.array(z.object(peerNameShape)),
  participantCount: z.int().min(0),
  capacity: z.int().min(1),
  locked: z.boolean(),
});

/** The body of `POST /api/rooms/:roomId/tokens`. */
export const tokenRequestSchema = z.object({
  /** Random, kept by this browser: the same secret gives the same peer in the same room. */
  peerSecret: z.string().regex(/^[0-9A-Za-z_-]{22,64}$/, 'expected at least 128 random bits in base64url'),
  moderatorKey: z.string().max(128).optional(),
});

export const tokenResponseSchema = z.object({
  token: z.string(),
  peerId: peerIdSchema,
  role: roleSchema,
  /** Seconds until the token expires. */
  expiresIn: z.int().min(1),
});

/** The answer to `GET /api/bootstrap`: what the web app needs to know of its server. */
export const bootstrapSchema = z.object({
  version: z.string(),
  /** Origin to put into links that are shared with others. */
  shareOrigin: z.string(),
  video: z.object({
    codec: z.enum(['vp8', 'vp9', 'av1', 'h264']),
    width: z.int().min(160),
    height: z.int().min(90),
    frameRate: z.int().min(1).max(60),
    maxBitrate: z.int().min(50_000),
  }),
  screen: z.object({ frameRate: z.int().min(1).max(60), maxBitrate: z.int().min(50_000) }),
  audio: z.object({ dtx: z.boolean(), maxBitrate: z.int().min(6_000) }),
  accounts: z.object({ registration: registrationModeSchema }),
});

/** The body of every HTTP error. */
export const errorBodySchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), retryAfter: z.number().optional() }),
});

export type CreatedRoom = z.infer<typeof createdRoomSchema>;
export type RoomSummary = z.infer<typeof roomSummarySchema>;
export type TokenRequest = z.infer<typeof tokenRequestSchema>;
export type TokenResponse = z.infer<typeof tokenResponseSchema>;
export type Bootstrap = z.infer<typeof bootstrapSchema>;
