import { parseRoomCode } from '../../protocol/identifiers.ts';

/** What a person typed or pasted to join a room, judged only when they mean to go. */
export type RoomCodeJudgement = { kind: 'room'; roomId: string } | { kind: 'missing' } | { kind: 'wrong' };

export function judgeRoomCode(text: string): RoomCodeJudgement {
  if (text.trim() === '') return { kind: 'missing' };
  const roomId = parseRoomCode(text);
  return roomId === undefined ? { kind: 'wrong' } : { kind: 'room', roomId };
}

/** A pasted text joins by itself where it is a link to a room; a bare word might be anything. */
export function roomOfPastedLink(text: string): string | undefined {
  return text.includes('/r/') ? parseRoomCode(text) : undefined;
}
