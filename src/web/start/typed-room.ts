import { hasRoomPath, parseRoomLink, type RoomLink } from '../room/room-link.ts';

/** What a person typed or pasted to join a room, judged only when they mean to go. */
export type TypedRoom =
  | { kind: 'room'; link: RoomLink }
  | { kind: 'missing' }
  | { kind: 'wrong' }
  /** It names a room but carries no key, and this browser knows none. */
  | { kind: 'incomplete' };

/** @param remembers Whether this browser has the secret of a room. */
export function judgeTypedRoom(text: string, remembers: (roomId: string) => boolean): TypedRoom {
  if (text.trim() === '') return { kind: 'missing' };
  const link = parseRoomLink(text);
  if (link === undefined) return { kind: 'wrong' };
  const mayEnter = !link.encrypted || link.invitation !== undefined || remembers(link.roomId);
  return mayEnter ? { kind: 'room', link } : { kind: 'incomplete' };
}

/** The same of a text that was pasted beside the field: a bare word might be anything and is left alone. */
export function judgePastedRoom(
  text: string,
  remembers: (roomId: string) => boolean,
): Extract<TypedRoom, { kind: 'room' | 'incomplete' }> | undefined {
  if (!hasRoomPath(text)) return undefined;
  const typed = judgeTypedRoom(text, remembers);
  return typed.kind === 'room' || typed.kind === 'incomplete' ? typed : undefined;
}
