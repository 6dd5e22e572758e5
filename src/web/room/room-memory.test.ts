import { describe, expect, it } from '@jest/globals';
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
