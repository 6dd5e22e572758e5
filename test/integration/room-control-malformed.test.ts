import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ErrorCode } from '../../src/protocol/errors.ts';
import { strangerDtlsParameters } from '../fixtures/dtls-parameters.ts';
import { opusParameters, simulcastParameters } from '../fixtures/rtp-parameters.ts';
import { until } from '../harness/condition.ts';
import { type EnteredPeer, type JoinedPeer, RoomControlRooms } from '../harness/room-control-rooms.ts';
import { sealedName } from '../harness/sealed-name.ts';
import { ServerProcess } from '../harness/server-process.ts';

jest.setTimeout(120_000);

const messageBytes = 65_536;

describe('room control, given what no client should say', () => {
  let server: ServerProcess;
  let rooms: RoomControlRooms;
  let room: { roomId: string };
  /** Shares the room with whoever misbehaves, and must not notice. */
  let witness: JoinedPeer;
  let witnessProducerId: string;
  let witnessConsumerId: string;
  const guests: EnteredPeer[] = [];

  beforeAll(async () => {
    server = await ServerProcess.start({
      limits: { messageBytes, messagesPerSecond: 50, messageBurst: 200 },
    });
    rooms = new RoomControlRooms(server);
    room = await rooms.api.createRoom();
    witness = await rooms.join(room, 'Witness');
    const { producerId } = await witness.peer.request('produce', {
      transportId: witness.sendTransportId,
      kind: 'audio',
      rtpParameters: opusParameters(1001),
    });
    witnessProducerId = producerId;
    const companion = await rooms.join(room, 'Companion');
    await companion.peer.request('produce', {
      transportId: companion.sendTransportId,
      kind: 'audio',
      rtpParameters: opusParameters(1002),
    });
    const consumer = await until('the witness to consume', () =>
      witness.peer.serverRequests.find(({ method }) => method === 'newConsumer'),
    );
    witnessConsumerId = idOf(consumer.data);
  });

  afterEach(async () => {
    for (const { peer } of guests.splice(0)) {
      if (peer.closeCode === undefined) await peer.request('leave');
      await peer.closed();
    }
  });

  afterAll(async () => {
    await rooms?.close();
    await server?.close();
  });

  /** Joins the witness's room until the end of the test. */
  async function join(name = 'Mallory'): Promise<JoinedPeer> {
    const guest = await rooms.join(room, name);
    guests.push(guest);
    return guest;
  }

  async function enter(): Promise<EnteredPeer> {
    const guest = await rooms.enter(room);
    guests.push(guest);
    return guest;
  }

  /** Whatever happened to the others: the witness has lost nothing, and the server still takes people in. */
  async function expectUndisturbed(): Promise<void> {
    const state = await witness.peer.request('getRoomState');
    expect(state.producers.map(({ id }) => id)).toEqual([witnessProducerId]);
    expect(state.consumers.map(({ id }) => id)).toContain(witnessConsumerId);
    expect(state.transportIds).toHaveLength(2);
    await join('Newcomer');
    expect(server.running).toBe(true);
  }

  describe('without a request id to answer', () => {
    const messages: [what: string, message: string | Buffer, code: ErrorCode][] = [
      ['what is not JSON', '{"request": true, "id": 1, "meth', 'bad-request'],
      ['nothing at all', '', 'bad-request'],
      ['JSON null', 'null', 'bad-request'],
      ['a number', '42', 'bad-request'],
      ['a string', '"join"', 'bad-request'],
      ['an array', '[{"request": true, "id": 1, "method": "join"}]', 'bad-request'],
      ['an empty object', '{}', 'bad-request'],
      ['a message of no kind', '{"id": 1, "method": "getRoomState", "data": {}}', 'bad-request'],
      ['a request without an id', '{"request": true, "method": "getRoomState", "data": {}}', 'bad-request'],
      ['an id that is a string', '{"request": true, "id": "1", "method": "getRoomState"}', 'bad-request'],
      ['an id that is null', '{"request": true, "id": null, "method": "getRoomState"}', 'bad-request'],
      ['an id that is an object', '{"request": true, "id": {}, "method": "getRoomState"}', 'bad-request'],
      ['an id beyond all numbers', '{"request": true, "id": 1e999, "method": "getRoomState"}', 'bad-request'],
      ['a request that is only truthy', '{"request": 1, "id": 1, "method": "getRoomState"}', 'bad-request'],
      ['a notification without a method', '{"notification": true, "data": {}}', 'bad-request'],
      ['a response without an id', '{"response": true, "ok": true}', 'bad-request'],
      ['JSON nested 30,000 deep', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, 'bad-request'],
      [
        'a binary message',
        Buffer.from('{"request": true, "id": 1, "method": "getRoomState"}'),
        'bad-request',
      ],
      ['a binary message of noise', Buffer.from([0x00, 0xff, 0xfe, 0x80]), 'bad-request'],
      ['a message too large', JSON.stringify({ data: 'x'.repeat(messageBytes) }), 'message-too-large'],
    ];

    it.each(messages)('names the error of %s and goes on', async (_what, message, code) => {
      const { peer } = await join();
      peer.sendRaw(message);
      expect((await peer.notification('protocolError')).code).toBe(code);
      await expect(peer.request('getRoomState')).resolves.toMatchObject({ locked: false });
      await expectUndisturbed();
    });

    it.each([
      ['a response to nothing', { response: true, id: 4711, ok: true, data: {} }],
      ['a refusal of nothing', { response: true, id: 4711, errorCode: 500, errorReason: 'no' }],
    ])('lets %s pass', async (_what, message) => {
      const { peer } = await join();
      peer.send(message);
      await peer.request('getRoomState');
      await expectUndisturbed();
    });

    it.each([['a message beyond all measure', 'x'.repeat(messageBytes * 17), 1009]])(
      'ends the connection of %s',
      async (_what, message, code) => {
        const { peer } = await join();
        peer.sendRaw(message);
        expect((await peer.closed()).code).toBe(code);
        await expectUndisturbed();
      },
    );
  });

  describe('in a request', () => {
    const capabilities = { codecs: [], headerExtensions: [] };
    const produce = (transportId: string) => ({
      transportId,
      kind: 'audio',
      rtpParameters: opusParameters(2001),
    });

    type Says = (mallory: JoinedPeer) => readonly [method: unknown, data: unknown];
    const requests: [what: string, says: Says, code: ErrorCode][] = [
      ['an unknown method', () => ['selfDestruct', {}], 'unknown-method'],
      ['a method from the prototype', () => ['constructor', {}], 'unknown-method'],
      ['a method named __proto__', () => ['__proto__', {}], 'unknown-method'],
      ['a method that is a number', () => [7, {}], 'bad-request'],
      ['a method of 10,000 letters', () => ['x'.repeat(10_000), {}], 'bad-request'],
      ['data that is an array', () => ['pauseProducer', []], 'bad-request'],
      ['data that is a string', () => ['pauseProducer', 'all'], 'bad-request'],
      ['data that is null', () => ['pauseProducer', null], 'bad-request'],
      ['a missing argument', () => ['pauseProducer', {}], 'bad-request'],
      ['an argument of the wrong type', () => ['pauseProducer', { producerId: 5 }], 'bad-request'],
      ['an empty id', () => ['pauseProducer', { producerId: '' }], 'bad-request'],
      ['an unknown direction', () => ['createWebRtcTransport', { direction: 'up' }], 'bad-request'],
      ['a name too long', () => ['changeDisplayName', { sealedName: 'x'.repeat(383) }], 'bad-request'],
      ['a name in clear', () => ['changeDisplayName', { displayName: 'Mallory' }], 'encryption-required'],
      ['no name', () => ['changeDisplayName', {}], 'encryption-required'],
      ['a name of spaces', () => ['changeDisplayName', { displayName: '   ' }], 'bad-request'],
      [
        'a second join',
        () => ['join', { sealedName: sealedName('M'), rtpCapabilities: capabilities }],
        'already-joined',
      ],
      ['an unknown transport', () => ['produce', produce('no-such-transport')], 'transport-not-found'],
      ['a foreign transport', () => ['produce', produce(witness.sendTransportId)], 'transport-not-found'],
      [
        'a connection of a foreign transport',
        () => [
          'connectWebRtcTransport',
          { transportId: witness.receiveTransportId, dtlsParameters: strangerDtlsParameters },
        ],
        'transport-not-found',
      ],
      [
        'an ICE restart of a foreign transport',
        () => ['restartIce', { transportId: witness.sendTransportId }],
        'transport-not-found',
      ],
      [
        'a foreign producer',
        () => ['pauseProducer', { producerId: witnessProducerId }],
        'producer-not-found',
      ],
      [
        'the end of a foreign producer',
        () => ['closeProducer', { producerId: witnessProducerId }],
        'producer-not-found',
      ],
      [
        'a foreign consumer',
        () => ['pauseConsumer', { consumerId: witnessConsumerId }],
        'consumer-not-found',
      ],
      [
        'layers of a foreign consumer',
        () => ['setConsumerPreferredLayers', { consumerId: witnessConsumerId, spatialLayer: 0 }],
        'consumer-not-found',
      ],
      [
        'a layer that is negative',
        () => ['setConsumerPreferredLayers', { consumerId: witnessConsumerId, spatialLayer: -1 }],
        'bad-request',
      ],
      [
        'a fingerprint that is none',
        ({ sendTransportId }) => [
          'connectWebRtcTransport',
          {
            transportId: sendTransportId,
            dtlsParameters: { fingerprints: [{ algorithm: 'sha-256', value: 'zz' }] },
          },
        ],
        'bad-request',
      ],
      [
        'a codec that the room does not take',
        ({ sendTransportId }) => [
          'produce',
          {
            transportId: sendTransportId,
            kind: 'audio',
            rtpParameters: {
              codecs: [{ mimeType: 'audio/PCMU', payloadType: 0, clockRate: 8000 }],
              encodings: [{ ssrc: 3001 }],
            },
          },
        ],
        'codec-refused',
      ],
      [
        'video in a producer of audio',
        ({ sendTransportId }) => [
          'produce',
          { transportId: sendTransportId, kind: 'audio', rtpParameters: simulcastParameters() },
        ],
        'bad-request',
      ],
      [
        'sending on the transport for receiving',
        ({ receiveTransportId }) => ['produce', produce(receiveTransportId)],
        'conflict',
      ],
      ['a peer that only a moderator removes', () => ['removePeer', { peerId: witness.peerId }], 'forbidden'],
      ['the end of the room', () => ['closeRoom', {}], 'forbidden'],
      [
        'a duration that is negative',
        () => ['reportFirstFrame', { kind: 'video', milliseconds: -1 }],
        'bad-request',
      ],
    ];

    it.each(requests)('refuses %s by name and goes on', async (_what, says, code) => {
      const mallory = await join();
      const [method, data] = says(mallory);
      await expect(mallory.peer.requestAnything(method, data)).rejects.toMatchObject({ code });
      await mallory.peer.request('getRoomState');
      await expectUndisturbed();
    });
  });

  describe('out of order', () => {
    it('refuses to produce before joining', async () => {
      const { peer } = await enter();
      const { transportId } = await peer.request('createWebRtcTransport', { direction: 'producer' });
      const early = { transportId, kind: 'audio', rtpParameters: opusParameters(4001) } as const;
      await expect(peer.request('produce', early)).rejects.toMatchObject({ code: 'not-joined' });
      await expect(peer.request('getRoomState')).rejects.toMatchObject({ code: 'not-joined' });
      await expectUndisturbed();
    });

    it('refuses to produce before there is a transport', async () => {
      const { peer } = await enter();
      await peer.request('join', { sealedName: sealedName('Early'), rtpCapabilities: {} });
      const early = { transportId: 'none-yet', kind: 'audio', rtpParameters: opusParameters(4002) } as const;
      await expect(peer.request('produce', early)).rejects.toMatchObject({ code: 'transport-not-found' });
      await expectUndisturbed();
    });

    it('refuses to connect a transport twice', async () => {
      const { peer, sendTransportId: transportId } = await join();
      const connection = { transportId, dtlsParameters: strangerDtlsParameters };
      await peer.request('connectWebRtcTransport', connection);
      await expect(peer.request('connectWebRtcTransport', connection)).rejects.toMatchObject({
        code: 'conflict',
      });
      await expectUndisturbed();
    });

    it('refuses the same stream twice', async () => {
      const { peer, sendTransportId: transportId } = await join();
      const stream = { transportId, kind: 'audio', rtpParameters: opusParameters(4003) } as const;
      await peer.request('produce', stream);
      await expect(peer.request('produce', stream)).rejects.toMatchObject({ code: 'conflict' });
      await expectUndisturbed();
    });

    it('answers what still comes after leaving with the end', async () => {
      const { peer } = await join();
      peer.send({ request: true, id: 900, method: 'leave', data: {} });
      peer.send({ request: true, id: 901, method: 'getRoomState', data: {} });
      await peer.response(900);
      expect((await peer.closed()).code).toBe(4000);
      await expectUndisturbed();
    });
  });

  describe('too much of it', () => {
    it('refuses transports beyond the limit', async () => {
      const { peer } = await join();
      await peer.request('createWebRtcTransport', { direction: 'consumer' });
      await peer.request('createWebRtcTransport', { direction: 'producer' });
      await expect(peer.request('createWebRtcTransport', { direction: 'producer' })).rejects.toMatchObject({
        code: 'limit-reached',
      });
      await expectUndisturbed();
    });

    it('refuses producers beyond the limit', async () => {
      const { peer, sendTransportId: transportId } = await join();
      const produce = (ssrc: number) =>
        peer.request('produce', { transportId, kind: 'audio', rtpParameters: opusParameters(ssrc) });
      for (let ssrc = 5001; ssrc <= 5008; ssrc += 1) await produce(ssrc);
      await expect(produce(5009)).rejects.toMatchObject({ code: 'limit-reached' });
      await expectUndisturbed();
    });

    it('ends the session of a flood with its reason', async () => {
      const { peer } = await join();
      for (let id = 10_000; id < 12_000; id += 1) {
        peer.send({ request: true, id, method: 'getRoomState', data: {} });
      }
      expect((await peer.notification('ended')).reason).toBe('rate-limited');
      expect((await peer.closed()).code).toBe(4000);
      await expectUndisturbed();
    });

    it.each([
      ['that cannot be read', 'null'],
      ['that answer nothing', '{"response": true, "id": 4711, "ok": true, "data": {}}'],
      ['that tell of nothing', '{"notification": true, "method": "noise", "data": {}}'],
    ])('ends the session of a flood of messages %s', async (_what, message) => {
      const { peer } = await join();
      for (let count = 0; count < 2000; count += 1) peer.sendRaw(message);
      expect((await peer.notification('ended')).reason).toBe('rate-limited');
      expect((await peer.closed()).code).toBe(4000);
      await expectUndisturbed();
    });
  });
});

function idOf(data: unknown): string {
  if (typeof data === 'object' && data !== null && 'id' in data && typeof data.id === 'string')
    return data.id;
  throw new Error('the server made a consumer without an id');
}
