export { type ErrorCode, ProtocolError } from '../protocol/errors.ts';
export { formatRoomCode, parseRoomCode, type Role, type Source } from '../protocol/identifiers.ts';
export type { Bootstrap, CreatedRoom, RoomSummary } from '../protocol/room-token.ts';
export type { EndReason } from '../protocol/server-messages.ts';
export type * from './api.ts';
export { createCall } from './call/room-call.ts';
export { createLocalMedia } from './devices/local-media.ts';
export { createInvitation, isInvitation } from './invitation.ts';
export { ServerApi } from './server-api.ts';
