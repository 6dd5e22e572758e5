import { describe, expect, it } from '@jest/globals';
import { roomIdSchema } from '../../protocol/identifiers.ts';
import { RoomCodes } from './room-codes.ts';
import { deriveServerKeys } from './server-keys.ts';

const codes = new RoomCodes(deriveServerKeys(new Uint8Array(32).fill(1)), false);
const permissive = new RoomCodes(deriveServerKeys(new Uint8Array(32).fill(1)), true);
const otherServer = new RoomCodes(deriveServerKeys(new Uint8Array(32).fill(2)), true);

describe('RoomCodes', () => {
  it('makes codes that the protocol accepts and that differ', () => {
    const made = Array.from({ length: 100 }, () => codes.create('encrypted'));
    expect(made.every((code) => roomIdSchema.safeParse(code).success)).toBe(true);
    expect(new Set(made).size).toBe(100);
  });

  it('knows its own codes again, and no others', () => {
    const code = codes.create('encrypted');
    expect(codes.kindOf(code)).toBe('encrypted');
    const flipped = (code[0] === '0' ? '1' : '0') + code.slice(1);
    expect(codes.kindOf(flipped)).toBeUndefined();
    expect(otherServer.kindOf(code)).toBeUndefined();
    expect(codes.kindOf('')).toBeUndefined();
  });

  it('makes unencrypted rooms only where the operator allows them, and never of an encrypted one', () => {
    expect(() => codes.create('unencrypted')).toThrow('encrypted rooms only');
    const open = permissive.create('unencrypted');
    expect(permissive.kindOf(open)).toBe('unencrypted');
    expect(codes.kindOf(open)).toBeUndefined();
    expect(permissive.kindOf(codes.create('encrypted'))).toBe('encrypted');
  });

  it('gives a moderator key that fits its room only', () => {
    const [room, other] = [codes.create('encrypted'), codes.create('encrypted')];
    expect(codes.isModeratorKey(room, codes.moderatorKey(room))).toBe(true);
    expect(codes.isModeratorKey(other, codes.moderatorKey(room))).toBe(false);
    expect(codes.isModeratorKey(room, '')).toBe(false);
  });

  it('derives one peer from one secret in one room', () => {
    const [room, other] = [codes.create('encrypted'), codes.create('encrypted')];
    expect(codes.peerId(room, 'secret')).toBe(codes.peerId(room, 'secret'));
    expect(codes.peerId(room, 'secret')).not.toBe(codes.peerId(room, 'other secret'));
    expect(codes.peerId(room, 'secret')).not.toBe(codes.peerId(other, 'secret'));
  });
});
