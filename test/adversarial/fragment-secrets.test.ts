import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { RoomCall } from '../../src/client/call/room-call.ts';
import { DeviceMedia } from '../../src/client/devices/local-media.ts';
import { MemoryIdentity } from '../../src/client/identity/memory-identity.ts';
import { createInvitation } from '../../src/client/invitation.ts';
import { ServerApi } from '../../src/client/server-api.ts';
import { FakeDevices } from '../../src/client/testing/fake-media.ts';
import { ScriptedRoom } from '../../src/client/testing/scripted-room.ts';
import { fromBase64Url, utf8 } from '../../src/e2ee/bytes.ts';
import { GroupRoom } from '../harness/group/group-room.ts';
import { InProcessWorker } from '../harness/group/in-process-worker.ts';
import { leaksIn, type Needle } from '../harness/leak-search.ts';

jest.setTimeout(60_000);

const roomId = 'k7mw3xqpv9td';

/** All that is derived from an invitation's secret, computed here from the documentation (docs/e2ee.md). */
async function needlesOf(invitation: string): Promise<Needle[]> {
  const secret = fromBase64Url(invitation) ?? new Uint8Array();
  const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  const derived = async (purpose: string, length: number): Promise<Needle> => {
    const info = utf8(`Sottovoce invitation 1 ${purpose}`);
    const parameters = { name: 'HKDF', hash: 'SHA-256', salt: utf8(`Sottovoce room ${roomId}`), info };
    return {
      name: purpose,
      bytes: new Uint8Array(await crypto.subtle.deriveBits(parameters, key, length * 8)),
    };
  };
  return [
    { name: 'secret', bytes: secret },
    { name: 'secret as text', bytes: utf8(invitation) },
    await derived('MLS PSK', 32),
    await derived('MLS PSK id', 16),
    await derived('join MAC', 32),
    await derived('room metadata', 32),
  ];
}

describe('the search for secrets', () => {
  it('finds each of them, however it is spelled and wherever it stands', async () => {
    for (const needle of await needlesOf(createInvitation())) {
      const bytes = Buffer.concat([Buffer.from('xy'), needle.bytes, Buffer.from('z')]);
      for (const spelling of ['hex', 'base64', 'base64url'] as const) {
        const haystack = JSON.stringify({
          method: 'join',
          data: { a: 1, b: `f${bytes.toString(spelling)}` },
        });
        expect(leaksIn(haystack, [needle])).toEqual([needle.name]);
      }
    }
  });
});

describe('what the room gets of a call in which people come, go, speak and renew the invitation', () => {
  it('holds nothing of the invitations, and no name', async () => {
    const room = new GroupRoom();
    const given: string[] = [];
    room.interceptRequest = (request, answer) => {
      given.push(JSON.stringify(request));
      return answer();
    };
    const ada = await room.join('Ada');
    const bea = await room.join('Bea');
    ada.keys.rename('Adele');
    await bea.call.renewInvitation();
    await room.until('the new link', () => ada.call.invitation.value === bea.call.invitation.value);
    const invitation = ada.call.invitation.value;
    const cy = await room.join('Cy', { invitation });
    room.leave(bea);
    await room.settle();
    room.leave(cy);
    await room.settle();
    room.close();
    const names = ['Ada', 'Bea', 'Cy', 'Adele'];
    const needles = [...(await needlesOf(room.invitation)), ...(await needlesOf(invitation))];
    expect(given.filter((request) => request.includes('commitGroup')).length).toBeGreaterThan(4);
    for (const request of given) {
      expect(leaksIn(request, needles)).toEqual([]);
      for (const name of names) expect(request).not.toContain(`"${name}"`);
    }
  });
});

describe('what a client sends over HTTP and room control', () => {
  const invitation = createInvitation();
  let requested: string[];
  const { fetch } = globalThis;
  beforeEach(() => {
    requested = [];
    globalThis.fetch = async (input, init) => {
      const request = new Request(input, init);
      requested.push(`${request.method} ${request.url}`);
      requested.push(JSON.stringify([...request.headers, request.referrer, await request.text()]));
      return Response.json(
        { error: { code: 'not-found', message: 'There is nothing here.' } },
        { status: 404 },
      );
    };
  });
  afterEach(() => {
    globalThis.fetch = fetch;
  });

  it('holds nothing of the invitation before the call', async () => {
    const server = new ServerApi('https://calls.example.org');
    await expect(server.createRoom()).rejects.toThrow();
    await expect(server.room(roomId, invitation)).rejects.toThrow();
    await expect(server.token(roomId, { peerSecret: 's'.repeat(22) })).rejects.toThrow();
    requested.push(server.roomControlUrl({ token: 'token' }));
    const needles = await needlesOf(invitation);
    expect(requested).toHaveLength(7);
    for (const request of requested) expect(leaksIn(request, needles)).toEqual([]);
  });

  it('holds nothing of the invitation in the call', async () => {
    const server = new ScriptedRoom();
    const media = new DeviceMedia({}, new FakeDevices().asBrowser(), () => ({ close: () => undefined }));
    const call = new RoomCall(
      {
        server,
        roomId,
        displayName: 'Ada Lovelace',
        peerSecret: 's'.repeat(22),
        media,
        encryption: { invitation, identity: new MemoryIdentity() },
      },
      {
        openSocket: server.openSocket,
        createDevice: server.createDevice,
        watchNetwork: () => ({ close: () => undefined }),
        openMedia: () => new InProcessWorker().open(),
        random: () => 0,
      },
    );
    server.answers.set('getGroupState', () => ({
      group: { groupId: 'Z3JvdXA', epoch: 1, memberIds: ['bob'] },
      admissions: [],
      commits: [],
      gap: true,
    }));
    await call.join();
    await call.setDisplayName('Countess of Lovelace');
    const asked = () => server.asked('requestAdmission').length;
    const room = new GroupRoom();
    await room.until('a request for entry', () => asked() > 0);
    await call.leave();
    media.close();
    const needles = await needlesOf(invitation);
    const given = server.sockets.flatMap(({ url, asked: all }) => [
      url.href,
      ...all.map((one) => JSON.stringify(one)),
    ]);
    expect(given.length).toBeGreaterThan(6);
    for (const one of [...given, ...requested]) {
      expect(leaksIn(one, needles)).toEqual([]);
      expect(one).not.toContain('Lovelace');
    }
  });
});
