import { parseRoomPath, type RoomAddress } from '../room/room-address.ts';

export type Route =
  | { kind: 'start' }
  | ({ kind: 'room' } & RoomAddress)
  /** An address of a room whose code cannot be one. */
  | { kind: 'wrong-code' }
  | { kind: 'unknown' };

/** Reads the path of an address. */
export function parseRoute(pathname: string): Route {
  if (pathname === '/' || pathname === '/index.html') return { kind: 'start' };
  const room = parseRoomPath(pathname);
  if (room === undefined) return { kind: 'unknown' };
  return room === 'wrong-code' ? { kind: 'wrong-code' } : { kind: 'room', ...room };
}
