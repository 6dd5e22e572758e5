import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Config } from '../../config/schema.ts';
import { isSealable, mediaCodecs, offeredRtpCapabilities } from '../media/codecs.ts';
import type { MediaMetrics } from '../media/media-metrics.ts';
import { RoomMedia } from '../media/room-media.ts';
import type { WorkerPool } from '../media/worker-pool.ts';
import { MessageBudget } from './message-budget.ts';
import type { Peer } from './peer.ts';
import { handleRequest } from './requests/handle-request.ts';
import { Room } from './room.ts';
import { RoomMetrics } from './room-metrics.ts';
import { RoomRegistry } from './room-registry.ts';
import { Session } from './session.ts';

export interface RoomServiceOptions {
  readonly config: Pick<Config, 'media' | 'rooms' | 'limits'>;
  /** By what its code says. */
  readonly isEncrypted: (roomId: string) => boolean;
  readonly pool: WorkerPool;
  readonly registry: Registry;
  readonly mediaMetrics: MediaMetrics;
  readonly logger: Logger;
}

/** The rooms of this process as the settings want them. */
export interface RoomService {
  readonly rooms: RoomRegistry;
  readonly metrics: RoomMetrics;
}

/** Puts rooms, their media, sessions and metrics together. */
export function createRoomService({
  config,
  isEncrypted,
  pool,
  registry,
  mediaMetrics,
  logger,
}: RoomServiceOptions): RoomService {
  const { media, rooms: settings, limits } = config;
  const metrics = new RoomMetrics(registry, logger);

  const createSession = (room: Room, peer: () => Peer, peerId: string) =>
    new Session({
      roomId: room.id,
      peerId,
      resumeWindow: settings.resumeWindowSeconds,
      budget: new MessageBudget(limits.messagesPerSecond, limits.messageBurst, performance.now()),
      metrics,
      handle: (method, data) => handleRequest({ room, peer: peer() }, method, data),
    });

  const createRoom = (id: string, onEmpty: (room: Room) => void) => {
    logger.info('room opened');
    const encrypted = isEncrypted(id);
    const videoCodecs = encrypted ? media.codecs.filter(isSealable) : media.codecs;
    return new Room({
      id,
      encrypted,
      rtpCapabilities: offeredRtpCapabilities(videoCodecs),
      capacity: settings.maxPeersPerRoom,
      groupLimits: limits.group,
      speakerSelection: settings.speakerSelection,
      metrics,
      createSession,
      media: new RoomMedia({
        pool,
        mediaCodecs: mediaCodecs(videoCodecs),
        placement: { targetLoad: media.workerTargetLoad, maxRoomPeersPerWorker: media.maxPeersPerWorker },
        limits: {
          transports: limits.transportsPerPeer,
          producers: limits.producersPerPeer,
          maxIncomingBitrate: media.maxIncomingBitrate,
          initialOutgoingBitrate: media.initialOutgoingBitrate,
          minOutgoingBitrate: media.minOutgoingBitrate,
        },
        metrics: mediaMetrics,
      }),
      onEmpty: (room) => {
        logger.info('room closed');
        onEmpty(room);
      },
    });
  };

  const rooms = new RoomRegistry({
    maxRooms: settings.maxRooms,
    capacity: settings.maxPeersPerRoom,
    createRoom,
  });
  metrics.observe(registry, () => rooms.figures());
  return { rooms, metrics };
}
