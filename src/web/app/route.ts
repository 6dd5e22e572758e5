import { parseRoomCode } from '../../protocol/identifiers.ts';

export type Route =
  | { kind: 'start' }
  | { kind: 'room'; roomId: string }
  /** An address of a room whose code cannot be one. */
  | { kind: 'wrong-code' }
  | { kind: 'unknown' };

/** Reads the path of an address; codes may carry hyphens and capitals. */
export function parseRoute(pathname: string): Route {
  if (pathname === '/' || pathname === '/index.html') return { kind: 'start' };
  if (!pathname.startsWith('/r/')) return { kind: 'unknown' };
  const roomId = parseRoomCode(pathname);
  return roomId === undefined ? { kind: 'wrong-code' } : { kind: 'room', roomId };
}
