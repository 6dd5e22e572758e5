import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { types } from 'mediasoup-client';
import { RoomCall } from '../../src/client/call/room-call.ts';
import { DeviceMedia } from '../../src/client/devices/local-media.ts';
import { EncryptionUnavailable } from '../../src/client/encryption/encryption-errors.ts';
import type { MediaEncryption } from '../../src/client/encryption/media-encryption.ts';
import { MemoryIdentity } from '../../src/client/identity/memory-identity.ts';
import { createInvitation } from '../../src/client/invitation.ts';
import { FakeDevices } from '../../src/client/testing/fake-media.ts';
import { ScriptedRoom } from '../../src/client/testing/scripted-room.ts';
import { ProtocolError } from '../../src/protocol/errors.ts';
import { InProcessWorker } from '../harness/group/in-process-worker.ts';

jest.setTimeout(60_000);

const sealedOnly = { sealedName: expect.stringMatching(/^[\w-]{382}$/) };

let room: ScriptedRoom;
let media: DeviceMedia;
let call: RoomCall;
let produced: types.ProducerOptions[];
let consumed: types.ConsumerOptions[];

/** A person who has the whole link, at a server that says what the test has it say. */
function personWithLink(openMedia: () => Promise<MediaEncryption>): RoomCall {
  return new RoomCall(
    {
      server: room,
      roomId: 'k7mw3xqpv9td',
      displayName: 'Ada Lovelace',
      peerSecret: 's'.repeat(22),
      media,
      encryption: { invitation: createInvitation(), identity: new MemoryIdentity() },
    },
    {
      openSocket: room.openSocket,
      createDevice: () => {
        const device = room.createDevice();
        device.observer.on('newtransport', watch);
        return device;
      },
      watchNetwork: () => ({ close: () => undefined }),
      openMedia,
      random: () => 0,
    },
  );
}

/** Node has no RTCRtpSender to look at: what is seen is that each track is handed to encryption. */
function watch(transport: types.Transport): void {
  const [produce, consume] = [transport.produce.bind(transport), transport.consume.bind(transport)];
  transport.produce = (options) => {
    produced.push(options ?? {});
    return produce(options);
  };
  transport.consume = (options) => {
    consumed.push(options);
    return consume(options);
  };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setTimeout(resolve, 2));
}

beforeEach(() => {
  [produced, consumed] = [[], []];
  room = new ScriptedRoom();
  media = new DeviceMedia({}, new FakeDevices().asBrowser(), () => ({ close: () => undefined }));
  call = personWithLink(() => new InProcessWorker().open());
  for (const method of ['createGroup', 'getGroupState', 'requestAdmission']) {
    room.answers.set(method, () => {
      throw new ProtocolError('conflict', 'This room is not encrypted.');
    });
  }
});
afterEach(async () => {
  await call.leave();
  media.close();
});

describe('a server that calls an encrypted room an unencrypted one', () => {
  it('gets no name in clear, on entry or after a change', async () => {
    await call.join();
    await call.setDisplayName('Countess of Lovelace');
    await settle();
    expect(room.asked('join')).toEqual([expect.objectContaining(sealedOnly)]);
    expect(room.asked('changeDisplayName')).toEqual([sealedOnly]);
    expect(JSON.stringify(room.sockets.map(({ asked }) => asked))).not.toContain('Lovelace');
  });

  it('gets no track, and has none shown, that does not go through encryption', async () => {
    await media.camera.start();
    await media.microphone.start();
    await call.join();
    room.enter('bob', 'Bob');
    await room.announce(room.consumer('bob', 'camera'));
    await settle();
    expect(room.asked('produce')).toHaveLength(2);
    expect(produced.map(({ onRtpSender }) => typeof onRtpSender)).toEqual(['function', 'function']);
    expect(consumed.map(({ onRtpReceiver }) => typeof onRtpReceiver)).toEqual(['function']);
  });

  it('is never shown as encrypted, and lists nobody', async () => {
    room.peers = [{ id: 'bob', displayName: 'Bob', role: 'participant', device: {} }];
    await call.join();
    room.enter('eve', 'Eve');
    await settle();
    expect(call.encryption?.state.value.kind).toBe('entering');
    expect(call.encryption?.members.value).toEqual([]);
    expect(call.participants.value).toEqual([]);
  });
});

describe('a server that says that somebody is in an encrypted call', () => {
  it('has nobody listed who does not hold its keys', async () => {
    room.answers.set('requestAdmission', () => ({}));
    let group: unknown = null;
    room.answers.set('getGroupState', () => ({ group, admissions: [], commits: [], gap: false }));
    room.answers.set('createGroup', (data) => {
      group = { ...(data as { groupId: string }), epoch: 0, memberIds: ['me'] };
      return { admissions: [] };
    });
    room.peers = [{ id: 'bob', displayName: 'Bob', role: 'participant', device: {} }];
    await call.join();
    for (let turn = 0; turn < 200 && call.encryption?.state.value.kind === 'entering'; turn += 1)
      await settle();
    expect(call.encryption?.state.value.kind).toBe('encrypted');
    room.enter('eve', 'Eve');
    await settle();
    expect(call.encryption?.members.value.map(({ displayName }) => displayName)).toEqual(['Ada Lovelace']);
    expect(call.participants.value).toEqual([]);
  });
});

describe('a server that refuses whoever comes with sealed names', () => {
  it.each(['encryption-required', 'bad-request'] as const)(
    'by %s is asked once, and not in clear',
    async (code) => {
      room.answers.set('join', () => {
        throw new ProtocolError(code);
      });
      await expect(call.join()).rejects.toMatchObject({ code });
      expect(call.state.value).toMatchObject({ kind: 'failed', error: { code } });
      expect(room.asked('join')).toEqual([expect.objectContaining(sealedOnly)]);
      expect(room.sockets).toHaveLength(1);
      expect(room.asked('produce')).toEqual([]);
    },
  );
});

describe('a browser that cannot encrypt', () => {
  it('does not enter, and says why', async () => {
    call = personWithLink(() => Promise.reject(new EncryptionUnavailable('There are no transforms.')));
    await expect(call.join()).rejects.toMatchObject({ code: 'encryption-unavailable' });
    expect(room.sockets).toEqual([]);
  });
});

describe('a link without its secret', () => {
  it('begins no call', () => {
    const options = { identity: new MemoryIdentity(), invitation: createInvitation().slice(1) };
    expect(
      () =>
        new RoomCall(
          {
            server: room,
            roomId: 'k7mw3xqpv9td',
            displayName: 'Ada',
            peerSecret: 's'.repeat(22),
            media,
            encryption: options,
          },
          {
            openSocket: room.openSocket,
            createDevice: room.createDevice,
            watchNetwork: () => ({ close: () => undefined }),
            openMedia: () => new InProcessWorker().open(),
            random: () => 0,
          },
        ),
    ).toThrow(expect.objectContaining({ code: 'bad-request' }));
  });
});
