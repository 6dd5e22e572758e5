import { describe, expect, it } from '@jest/globals';
import { createInvitation } from '../../client/invitation.ts';
import { judgePastedRoom, judgeTypedRoom } from './typed-room.ts';

const roomId = 'k7mw3xqpv9td';
const invitation = createInvitation();
const knowsNothing = () => false;
const knowsAll = () => true;

describe('A typed room', () => {
  it('is entered by its whole link', () => {
    expect(judgeTypedRoom(`https://call.example/r/k7mw-3xqp-v9td#${invitation}`, knowsNothing)).toEqual({
      kind: 'room',
      link: { roomId, encrypted: true, invitation },
    });
  });

  it('is entered by its code alone only where this browser has the secret', () => {
    expect(judgeTypedRoom('K7MW 3XQP V9TD', knowsAll)).toEqual({
      kind: 'room',
      link: { roomId, encrypted: true, invitation: undefined },
    });
    expect(judgeTypedRoom('K7MW 3XQP V9TD', knowsNothing)).toEqual({ kind: 'incomplete' });
  });

  it('needs no secret where its link says that it is not encrypted', () => {
    expect(judgeTypedRoom('https://call.example/u/k7mw-3xqp-v9td', knowsNothing)).toEqual({
      kind: 'room',
      link: { roomId, encrypted: false, invitation: undefined },
    });
  });

  it('is told from nothing and from something wrong', () => {
    expect(judgeTypedRoom('  ', knowsAll)).toEqual({ kind: 'missing' });
    expect(judgeTypedRoom('k7mw-3xqp', knowsAll)).toEqual({ kind: 'wrong' });
  });
});

describe('A pasted room', () => {
  it('counts only where a link was pasted', () => {
    expect(judgePastedRoom(`https://call.example/r/k7mw-3xqp-v9td#${invitation}`, knowsNothing)?.kind).toBe(
      'room',
    );
    expect(judgePastedRoom('https://call.example/r/k7mw-3xqp-v9td', knowsNothing)?.kind).toBe('incomplete');
    expect(judgePastedRoom('k7mw-3xqp-v9td', knowsAll)).toBeUndefined();
    expect(judgePastedRoom('https://call.example/', knowsAll)).toBeUndefined();
  });
});
