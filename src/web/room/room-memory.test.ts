import { describe, expect, it } from '@jest/globals';
import { createInvitation } from '../../client/invitation.ts';
import { tokenRequestSchema } from '../../protocol/room-token.ts';
import { MemoryStorage } from '../app/memory-storage.ts';
import { RoomMemory } from './room-memory.ts';

function stores() {
  return { device: new MemoryStorage(), tab: new MemoryStorage() };
}

describe('RoomMemory', () => {
  it('makes a secret that the server takes, once per room', () => {
    const kept = stores();
    const secret = new RoomMemory('k7mw3xqpv9td', kept).peerSecret;
    expect(tokenRequestSchema.safeParse({ peerSecret: secret }).success).toBe(true);
    expect(new RoomMemory('k7mw3xqpv9td', kept).peerSecret).toBe(secret);
    expect(new RoomMemory('aaaaaaaaaaaa', kept).peerSecret).not.toBe(secret);
  });

  it('keeps the moderator key beside the secret', () => {
    const kept = stores();
    const memory = new RoomMemory('k7mw3xqpv9td', kept);
    const secret = memory.peerSecret;
    memory.keepModeratorKey('key');
    expect(memory.moderatorKey).toBe('key');
    expect(memory.peerSecret).toBe(secret);
  });

  it('keeps the secret of the newest link beside both', () => {
    const memory = new RoomMemory('k7mw3xqpv9td', stores());
    const [old, renewed] = [createInvitation(), createInvitation()];
    expect(memory.invitation).toBeUndefined();
    memory.keepInvitation(old);
    memory.keepModeratorKey('key');
    memory.keepInvitation(renewed);
    expect([memory.invitation, memory.moderatorKey]).toEqual([renewed, 'key']);
  });

  it('reads what was stored before links had secrets, and passes over one that cannot be one', () => {
    const kept = stores();
    const memory = new RoomMemory('k7mw3xqpv9td', kept);
    const peerSecret = 'A'.repeat(22);
    for (const stored of [
      { peerSecret, moderatorKey: 'key' },
      { peerSecret, moderatorKey: 'key', invitation: 'short' },
    ]) {
      kept.device.setItem('sottovoce.room.k7mw3xqpv9td', JSON.stringify(stored));
      expect([memory.peerSecret, memory.moderatorKey, memory.invitation]).toEqual([
        peerSecret,
        'key',
        undefined,
      ]);
    }
  });

  it('keeps how the person was in the call, also for another tab', () => {
    const kept = stores();
    const memory = new RoomMemory('k7mw3xqpv9td', kept);
    memory.keepPresence({ muted: true, cameraOff: false });
    const otherTab = new RoomMemory('k7mw3xqpv9td', { device: kept.device, tab: new MemoryStorage() });
    expect(otherTab.presence).toEqual({ muted: true, cameraOff: false });
    expect([memory.isPresent, otherTab.isPresent]).toEqual([true, false]);
  });

  it('no longer returns to a call that was left', () => {
    const memory = new RoomMemory('k7mw3xqpv9td', stores());
    memory.keepPresence({ muted: true, cameraOff: false });
    memory.endPresence();
    expect(memory.isPresent).toBe(false);
  });
});
