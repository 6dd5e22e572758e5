import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { RoomControlRooms } from '../harness/room-control-rooms.ts';
import { sealedName } from '../harness/sealed-name.ts';
import { ServerProcess } from '../harness/server-process.ts';

jest.setTimeout(60_000);

describe('a server that allows unencrypted rooms', () => {
  let server: ServerProcess;
  let rooms: RoomControlRooms;

  beforeAll(async () => {
    server = await ServerProcess.start({
      rooms: { allowUnencrypted: true },
      media: { codecs: ['vp8', 'h264'] },
    });
    rooms = new RoomControlRooms(server);
  });
  afterAll(async () => {
    await rooms?.close();
    await server?.close();
  });

  it('makes encrypted ones all the same where nobody asks for another', async () => {
    const { roomId } = await rooms.api.createRoom();
    expect(await rooms.api.summary(roomId)).toMatchObject({ encrypted: true });
  });

  it('has names in clear in an unencrypted room, and no group that would look like encryption', async () => {
    const room = await rooms.api.createRoom({ encrypted: false });
    const { peer } = await rooms.enter(room);
    await expect(
      peer.request('join', { sealedName: sealedName('Ada'), rtpCapabilities: {} }),
    ).rejects.toMatchObject({ code: 'bad-request' });
    await peer.request('join', { displayName: 'Ada', rtpCapabilities: {} });
    expect(await rooms.api.summary(room.roomId)).toMatchObject({
      encrypted: false,
      participants: [{ displayName: 'Ada' }],
    });
    await expect(peer.request('createGroup', { groupId: 'Z3JvdXA' })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('has no names in clear in an encrypted one', async () => {
    const { peer } = await rooms.enter(await rooms.api.createRoom());
    await expect(peer.request('join', { displayName: 'Ada', rtpCapabilities: {} })).rejects.toMatchObject({
      code: 'encryption-required',
    });
  });

  it('offers codecs that cannot be sealed whole to unencrypted rooms only', async () => {
    const mimeTypes = async (encrypted: boolean) => {
      const { peer } = await rooms.enter(await rooms.api.createRoom({ encrypted }));
      const { routerRtpCapabilities } = await peer.request('getRouterRtpCapabilities');
      return routerRtpCapabilities.codecs?.map(({ mimeType }) => mimeType);
    };
    expect(await mimeTypes(true)).not.toContain('video/H264');
    expect(await mimeTypes(false)).toContain('video/H264');
  });
});

describe('a server as it comes', () => {
  let server: ServerProcess;

  beforeAll(async () => {
    server = await ServerProcess.start();
  });
  afterAll(async () => server?.close());

  it('makes no unencrypted rooms', async () => {
    const body = JSON.stringify({ encrypted: false });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${server.origin}/api/rooms`, { method: 'POST', body, headers });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: { code: 'forbidden' } });
  });
});
