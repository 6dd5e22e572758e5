import { formatRoomCode, parseRoomCode } from '../../protocol/identifiers.ts';

/** A room as the path of its address names it. Only the path says whether it is encrypted, never the server. */
export interface RoomAddress {
  readonly roomId: string;
  readonly encrypted: boolean;
}

/** Where a room is found on this server: `/r/` with encryption, `/u/` without. */
export function roomPath({ roomId, encrypted }: RoomAddress): string {
  return `/${encrypted ? 'r' : 'u'}/${formatRoomCode(roomId)}`;
}

/** Reads a path; codes may carry hyphens and capitals. `wrong-code` where no room can have such a code. */
export function parseRoomPath(pathname: string): RoomAddress | 'wrong-code' | undefined {
  const [, letter, code] = /^\/([ru])\/([^/]*)/.exec(pathname) ?? [];
  if (letter === undefined || code === undefined) return undefined;
  const roomId = parseRoomCode(code);
  return roomId === undefined ? 'wrong-code' : { roomId, encrypted: letter === 'r' };
}
