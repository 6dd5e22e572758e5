import { describe, expect, it } from '@jest/globals';
import { judgeRoomCode, roomOfPastedLink } from './room-code.ts';

describe('Room code', () => {
  it('is read from a code or a link', () => {
    expect(judgeRoomCode('K7MW 3XQP V9TD')).toEqual({ kind: 'room', roomId: 'k7mw3xqpv9td' });
    expect(judgeRoomCode('https://call.example/r/k7mw-3xqp-v9td?x=1')).toEqual({
      kind: 'room',
      roomId: 'k7mw3xqpv9td',
    });
  });

  it('tells nothing from something wrong', () => {
    expect(judgeRoomCode('  ')).toEqual({ kind: 'missing' });
    expect(judgeRoomCode('k7mw-3xqp')).toEqual({ kind: 'wrong' });
  });

  it('joins by paste only where a link was pasted', () => {
    expect(roomOfPastedLink('https://call.example/r/k7mw-3xqp-v9td')).toBe('k7mw3xqpv9td');
    expect(roomOfPastedLink('k7mw-3xqp-v9td')).toBeUndefined();
    expect(roomOfPastedLink('https://call.example/')).toBeUndefined();
  });
});
