import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { RtpCapabilities, RtpParameters } from '../../src/protocol/rtp.ts';
import { mediaCodecs, offeredRtpCapabilities } from '../../src/server/media/codecs.ts';
import { MediaMetrics } from '../../src/server/media/media-metrics.ts';
import type { PeerMedia } from '../../src/server/media/peer-media.ts';
import { RoomMedia } from '../../src/server/media/room-media.ts';
import { WorkerPool } from '../../src/server/media/worker-pool.ts';

const camera: RtpParameters = {
  codecs: [{ mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 }],
  encodings: [{ ssrc: 1111 }, { ssrc: 2222 }, { ssrc: 3333 }],
  rtcp: { cname: 'camera' },
};

describe('RoomMedia over two workers', () => {
  const rtpCapabilities: RtpCapabilities = offeredRtpCapabilities(['vp8']);
  let pool: WorkerPool;
  let room: RoomMedia;

  beforeEach(async () => {
    pool = new WorkerPool(
      {
        count: 2,
        portBase: 0,
        addresses: [{ ip: '127.0.0.1' }],
        protocols: ['udp'],
        logLevel: 'none',
        restart: { initialDelaySeconds: 0, maxDelaySeconds: 0, resetAfterSeconds: 60 },
      },
      pino({ level: 'silent' }),
    );
    await pool.start();
    room = new RoomMedia({
      pool,
      mediaCodecs: mediaCodecs(['vp8']),
      placement: { targetLoad: 0.7, maxRoomPeersPerWorker: 1 },
      limits: {
        transports: 2,
        producers: 2,
        maxIncomingBitrate: 1_000_000,
        initialOutgoingBitrate: 600_000,
        minOutgoingBitrate: 300_000,
      },
      metrics: new MediaMetrics(new Registry()),
    });
  });

  afterEach(() => {
    room.close();
    pool.close();
  });

  async function publish(media: PeerMedia) {
    const { id: transportId } = await media.createTransport('producer', false);
    return room.publish(media, {
      transportId,
      kind: 'video',
      rtpParameters: camera,
      paused: false,
      source: 'camera',
    });
  }

  async function receiver(peerId: string): Promise<PeerMedia> {
    const media = await room.place(peerId);
    await media.createTransport('consumer', false);
    return media;
  }

  it('places peers on both, and pipes while somebody consumes on the other one', async () => {
    const alice = await room.place('alice');
    const bob = await receiver('bob');
    expect(alice.worker).not.toBe(bob.worker);
    expect(room.routerCount).toBe(2);

    const publication = await publish(alice);
    expect(room.pipeCount).toBe(0);
    const consumer = await room.subscribe(bob, publication, rtpCapabilities);
    expect(consumer).toMatchObject({
      kind: 'video',
      type: 'simulcast',
      paused: true,
      producerId: publication.producer.id,
    });
    expect(room.pipeCount).toBe(1);

    consumer?.close();
    expect(room.pipeCount).toBe(0);
    const again = await room.subscribe(bob, publication, rtpCapabilities);
    expect(again?.closed).toBe(false);
    expect(room.pipeCount).toBe(1);
  });

  it('tells the publisher at once when somebody starts to watch', async () => {
    const alice = await room.place('alice');
    const bob = await receiver('bob');
    const publication = await publish(alice);
    const nobodyWatches = await once(alice, 'layersWanted');
    expect(nobodyWatches).toEqual([publication.producer.id, null]);

    const consumer = await room.subscribe(bob, publication, rtpCapabilities);
    const wanted: (number | null)[] = [];
    alice.on('layersWanted', (_, layer) => wanted.push(layer));
    await consumer?.setPreferredLayers({ spatialLayer: 1 });
    await consumer?.resume();
    if (consumer !== undefined) {
      room.reviewDemand(bob, consumer);
    }
    expect(wanted).toEqual([1]);
  });

  it('closes consumers everywhere with their producer', async () => {
    const alice = await room.place('alice');
    const bob = await receiver('bob');
    const publication = await publish(alice);
    const consumer = await room.subscribe(bob, publication, rtpCapabilities);
    const closed = once(bob, 'consumerClosed');
    room.remove(alice);
    expect(await closed).toEqual([consumer?.id]);
    expect(room.routerCount).toBe(1);
    expect([...room.publications]).toEqual([]);
  });

  it('loses only the peers of a worker that dies, and places them again', async () => {
    const alice = await room.place('alice');
    const bob = await receiver('bob');
    const publication = await publish(alice);
    const consumer = await room.subscribe(bob, publication, rtpCapabilities);

    const [lost, closed] = [once(alice, 'lost'), once(bob, 'consumerClosed')];
    process.kill(alice.worker.pid, 'SIGKILL');
    await lost;
    expect(await closed).toEqual([consumer?.id]);
    expect(bob.closed).toBe(false);
    expect([...room.publications]).toEqual([]);
    expect(room.pipeCount).toBe(0);

    const replaced = pool.alive.length === 2 ? Promise.resolve() : once(pool, 'started');
    await replaced;
    const placedAgain = await room.place('alice');
    expect(placedAgain.worker).not.toBe(bob.worker);
    const consumed = await room.subscribe(bob, await publish(placedAgain), rtpCapabilities);
    expect(consumed?.closed).toBe(false);
  });

  it('holds to its limits', async () => {
    const alice = await room.place('alice');
    const transports = await Promise.allSettled(
      [1, 2, 3].map(() => alice.createTransport('producer', false)),
    );
    expect(transports.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    const [transportId = ''] = alice.transports.keys();
    const producers = [1, 2, 3].map((n) =>
      room.publish(alice, {
        transportId,
        kind: 'video',
        rtpParameters: { ...camera, encodings: [{ ssrc: n }], mid: String(n) },
        paused: false,
        source: 'camera',
      }),
    );
    const settled = await Promise.allSettled(producers);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(settled.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'limit-reached' },
    });
  });

  it('refuses a codec that the room does not take', async () => {
    const alice = await room.place('alice');
    const { id: transportId } = await alice.createTransport('producer', false);
    const h264 = { ...camera, codecs: [{ mimeType: 'video/H264', payloadType: 96, clockRate: 90_000 }] };
    await expect(
      room.publish(alice, {
        transportId,
        kind: 'video',
        rtpParameters: h264,
        paused: false,
        source: 'camera',
      }),
    ).rejects.toMatchObject({ code: 'codec-refused' });
  });
});
