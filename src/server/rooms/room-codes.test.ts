import { describe, expect, it } from '@jest/globals';
import { roomIdSchema } from '../../protocol/identifiers.ts';
import { RoomCodes } from './room-codes.ts';
import { deriveServerKeys } from './server-keys.ts';

const codes = new RoomCodes(deriveServerKeys(new Uint8Array(32).fill(1)));
const otherServer = new RoomCodes(deriveServerKeys(new Uint8Array(32).fill(2)));

describe('RoomCodes', () => {
  it('makes codes that the protocol accepts and that differ', () => {
    const made = Array.from({ length: 100 }, () => codes.create());
    expect(made.every((code) => roomIdSchema.safeParse(code).success)).toBe(true);
    expect(new Set(made).size).toBe(100);
  });

  it('knows its own codes again, and no others', () => {
    const code = codes.create();
    expect(codes.isGenuine(code)).toBe(true);
    const flipped = (code[0] === '0' ? '1' : '0') + code.slice(1);
    expect(codes.isGenuine(flipped)).toBe(false);
    expect(otherServer.isGenuine(code)).toBe(false);
    expect(codes.isGenuine('')).toBe(false);
  });

  it('gives a moderator key that fits its room only', () => {
    const [room, other] = [codes.create(), codes.create()];
    expect(codes.isModeratorKey(room, codes.moderatorKey(room))).toBe(true);
    expect(codes.isModeratorKey(other, codes.moderatorKey(room))).toBe(false);
    expect(codes.isModeratorKey(room, '')).toBe(false);
  });

  it('derives one peer from one secret in one room', () => {
    const [room, other] = [codes.create(), codes.create()];
    expect(codes.peerId(room, 'secret')).toBe(codes.peerId(room, 'secret'));
    expect(codes.peerId(room, 'secret')).not.toBe(codes.peerId(room, 'other secret'));
    expect(codes.peerId(room, 'secret')).not.toBe(codes.peerId(other, 'secret'));
  });
});
