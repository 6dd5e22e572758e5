import { describe, expect, it } from '@jest/globals';
import { createInvitation } from '../../client/invitation.ts';
import { hasRoomPath, parseRoomLink, roomLink } from './room-link.ts';

const roomId = 'k7mw3xqpv9td';
const invitation = createInvitation();

describe('Room link', () => {
  it('carries the secret where no server sees it, and is read again', () => {
    const link = roomLink('https://call.example', { roomId, encrypted: true }, invitation);
    expect(link).toBe(`https://call.example/r/k7mw-3xqp-v9td#${invitation}`);
    expect(parseRoomLink(link)).toEqual({ roomId, encrypted: true, invitation });
  });

  it('is found among other words, with a query, a slash or punctuation around it', () => {
    for (const text of [
      `Join me for a call https://call.example/r/K7MW3XQPV9TD#${invitation}, please.`,
      `https://call.example/r/k7mw-3xqp-v9td/?x=1#${invitation}`,
      ` k7mw 3xqp v9td#${invitation} `,
    ]) {
      expect(parseRoomLink(text)).toEqual({ roomId, encrypted: true, invitation });
    }
  });

  it.each(['', '#', '#short', `#${invitation}x`])('has no secret where it ends in "%s"', (fragment) => {
    expect(parseRoomLink(`https://call.example/r/k7mw-3xqp-v9td${fragment}`)).toEqual({
      roomId,
      encrypted: true,
      invitation: undefined,
    });
  });

  it('into a room without encryption never has one', () => {
    const link = roomLink('https://call.example', { roomId, encrypted: false }, undefined);
    expect(link).toBe('https://call.example/u/k7mw-3xqp-v9td');
    expect(parseRoomLink(`${link}#${invitation}`)).toEqual({
      roomId,
      encrypted: false,
      invitation: undefined,
    });
  });

  it('is told from other texts', () => {
    expect(parseRoomLink('k7mw-3xqp')).toBeUndefined();
    expect(parseRoomLink('https://call.example/')).toBeUndefined();
    expect(hasRoomPath('see https://call.example/u/k7mw-3xqp-v9td')).toBe(true);
    expect(hasRoomPath('k7mw-3xqp-v9td')).toBe(false);
  });
});
