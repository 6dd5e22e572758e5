import { describe, expect, it } from '@jest/globals';
import { FakeCall } from '../../../test/browser/web-gallery/fake-call.ts';
import { createFakeMedia } from '../../../test/browser/web-gallery/fake-media.ts';
import { createInvitation } from '../../client/invitation.ts';
import { type ErrorCode, ProtocolError } from '../../protocol/errors.ts';
import { MemoryStorage } from '../app/memory-storage.ts';
import type { CallOptions } from '../app/services.ts';
import { RoomMemory } from './room-memory.ts';
import { RoomSession } from './room-session.ts';
import type { TabClaim } from './tab-claim.ts';

const roomId = 'k7mw3xqpv9td';

class FakeClaim implements TabClaim {
  heldElsewhere = false;
  held = false;
  #onLost: () => void = () => undefined;

  async isHeldElsewhere() {
    return this.heldElsewhere;
  }

  async take(how: 'if-free' | 'by-force', onLost: () => void) {
    this.#onLost = onLost;
    this.held = how === 'by-force' || !this.heldElsewhere;
    return this.held;
  }

  release() {
    this.held = false;
  }

  lose() {
    this.held = false;
    this.#onLost();
  }
}

interface Circumstances {
  room?: ErrorCode | 'locked' | 'full';
  joinError?: ErrorCode;
  isRefresh?: boolean;
  displayName?: string;
  /** What the address says. */
  encrypted?: boolean;
  /** What the server says; the same unless given. */
  isRoomEncrypted?: boolean;
  invitation?: string | undefined;
}

const ownInvitation = createInvitation();

function open(circumstances: Circumstances = {}) {
  const { room, joinError, isRefresh = false, displayName = 'Ada', encrypted = true } = circumstances;
  const { isRoomEncrypted = encrypted } = circumstances;
  const invitation = 'invitation' in circumstances ? circumstances.invitation : ownInvitation;
  const memory = new RoomMemory(roomId, { device: new MemoryStorage(), tab: new MemoryStorage() });
  if (invitation !== undefined) memory.keepInvitation(invitation);
  const claim = new FakeClaim();
  const media = createFakeMedia(() => ({}) as MediaStreamTrack);
  const call = new FakeCall(media);
  const entered: CallOptions[] = [];
  const asked: (string | undefined)[] = [];
  if (joinError !== undefined) {
    call.join = async () => {
      throw new ProtocolError(joinError);
    };
  }
  const session = new RoomSession({
    roomId,
    encrypted,
    server: {
      bootstrap: () => Promise.reject(new ProtocolError('unreachable')),
      createRoom: () => Promise.reject(new ProtocolError('unreachable')),
      room: async (_roomId, secret) => {
        asked.push(secret);
        if (room !== undefined && room !== 'locked' && room !== 'full') throw new ProtocolError(room);
        const participantCount = room === 'full' ? 2 : 0;
        return {
          roomId,
          participants: [],
          participantCount,
          capacity: 2,
          encrypted: isRoomEncrypted,
          locked: room === 'locked',
        };
      },
    },
    loadCallLibrary: async () => ({
      createLocalMedia: () => media,
      createCall: (options) => {
        entered.push(options);
        return call;
      },
    }),
    memory,
    claim,
    displayName: () => displayName,
    isRefresh,
    now: Date.now,
  });
  return { session, memory, claim, media, call, entered, asked };
}

/** Ends are told after the state that brought them has been read by everyone. */
const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

describe('RoomSession', () => {
  it('opens the devices and waits for the person', async () => {
    const { session, media } = open();
    await session.open();
    expect(session.phase.value).toMatchObject({ kind: 'prejoin', joining: false });
    expect([media.camera.state.value.kind, media.microphone.state.value.kind]).toEqual(['on', 'on']);
    session.close();
  });

  it('enters with the secret of the link, which also opens the names of those inside', async () => {
    const { session, entered, asked } = open();
    await session.open();
    await session.join();
    expect([entered[0]?.encryption, asked]).toEqual([{ invitation: ownInvitation }, [ownInvitation]]);
    session.close();
  });

  it.each([false, true])(
    'never makes a call of a link without its secret (refresh: %s)',
    async (isRefresh) => {
      const { session, memory, entered, asked } = open({ invitation: undefined, isRefresh });
      memory.keepPresence({ muted: false, cameraOff: false });
      await session.open();
      await session.join();
      expect([session.phase.value, entered, asked]).toEqual([{ kind: 'incomplete-link' }, [], []]);
      session.close();
    },
  );

  it('goes without encryption only where the address says so, whatever else is known', async () => {
    const { session, entered, asked } = open({ encrypted: false });
    await session.open();
    await session.join();
    expect([entered[0]?.encryption, asked]).toEqual(['none', [undefined]]);
    session.close();
  });

  it('remembers the secret of a link that was renewed in the call, and comes back with it', async () => {
    const { session, call, memory, entered } = open();
    await session.open();
    await session.join();
    const renewed = createInvitation();
    if (call.encryption !== undefined) call.encryption.invitation.value = renewed;
    expect(memory.invitation).toBe(renewed);
    await session.leave();
    await settled();
    await session.rejoin();
    expect(entered[1]?.encryption).toEqual({ invitation: renewed });
    session.close();
  });

  it('leads into the call and remembers how the person is in it', async () => {
    const { session, memory, media, claim } = open();
    await session.open();
    media.microphone.setMuted(true);
    await session.join();
    expect(session.phase.value.kind).toBe('call');
    expect([claim.held, memory.isPresent, memory.presence]).toEqual([
      true,
      true,
      { muted: true, cameraOff: false },
    ]);
    session.close();
    expect(claim.held).toBe(false);
  });

  it.each([
    ['room-not-found', 'room-not-found'],
    ['locked', 'room-locked'],
    ['full', 'room-full'],
    ['internal', 'other'],
  ] as const)('tells that the room is %s', async (room, problem) => {
    const { session } = open({ room });
    await session.open();
    expect(session.phase.value).toEqual({ kind: 'problem', problem });
    session.close();
  });

  it('does not go in clear into a room that is encrypted', async () => {
    const { session, media } = open({ encrypted: false, isRoomEncrypted: true });
    await session.open();
    expect(session.phase.value).toEqual({ kind: 'problem', problem: 'encryption-required' });
    expect(media.camera.state.value.kind).toBe('off');
    session.close();
  });

  it('lets whoever made a locked room in', async () => {
    const { session, memory } = open({ room: 'locked' });
    memory.keepModeratorKey('key');
    await session.open();
    expect(session.phase.value.kind).toBe('prejoin');
    session.close();
  });

  it('returns to the call after a refresh, without asking', async () => {
    const { session, memory, media } = open({ isRefresh: true });
    memory.keepPresence({ muted: true, cameraOff: true });
    await session.open();
    expect(session.phase.value.kind).toBe('call');
    expect([media.microphone.muted.value, media.camera.state.value.kind]).toEqual([true, 'off']);
    session.close();
  });

  it('asks where a copied tab only looks like a refresh', async () => {
    const { session, memory, claim } = open({ isRefresh: false });
    memory.keepPresence({ muted: true, cameraOff: true });
    claim.heldElsewhere = true;
    await session.open();
    expect(session.phase.value).toEqual({ kind: 'elsewhere' });
    await session.moveHere();
    expect(session.phase.value.kind).toBe('call');
    session.close();
  });

  it('gives way when the call is moved to another tab, and can be brought back', async () => {
    const { session, claim, memory, media } = open();
    await session.open();
    await session.join();
    claim.lose();
    await settled();
    expect(session.phase.value).toMatchObject({ kind: 'ended', reason: 'duplicate-session' });
    expect([memory.isPresent, media.camera.state.value.kind]).toEqual([false, 'off']);
    await session.rejoin();
    expect(session.phase.value.kind).toBe('call');
    session.close();
  });

  it('says why it ended, and switches the devices off', async () => {
    const { session, call, media } = open();
    await session.open();
    await session.join();
    call.state.value = { kind: 'ended', reason: 'removed' };
    await settled();
    expect(session.phase.value).toMatchObject({ kind: 'ended', reason: 'removed' });
    expect(media.microphone.state.value.kind).toBe('off');
    session.close();
  });

  it('stays before the door where joining failed for a moment', async () => {
    const { session, claim } = open({ joinError: 'internal' });
    await session.open();
    await session.join();
    expect(session.phase.value).toMatchObject({ kind: 'prejoin', joining: false, problem: 'other' });
    expect(claim.held).toBe(false);
    session.close();
  });

  it('says it on a page of its own where the door is closed', async () => {
    const { session } = open({ joinError: 'removed' });
    await session.open();
    await session.join();
    expect(session.phase.value).toEqual({ kind: 'problem', problem: 'removed' });
    session.close();
  });
});
