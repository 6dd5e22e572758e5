import type { Device } from 'mediasoup-client';
import type { RoomState } from '../../protocol/room-state.ts';
import type { Bootstrap } from '../../protocol/room-token.ts';
import type { LocalMedia } from '../api.ts';
import type { RoomRequest } from '../connection/room-connection.ts';
import { Publisher } from '../publish/publisher.ts';
import { Subscriber, type SubscriberOptions } from '../subscribe/subscriber.ts';
import type { MediaProtection } from './media-protection.ts';
import { MediaTransports } from './media-transports.ts';

export interface MediaSessionOptions {
  readonly device: Device;
  readonly request: RoomRequest;
  readonly policy: Bootstrap;
  readonly media: LocalMedia;
  readonly present: SubscriberOptions['present'];
  readonly protection?: MediaProtection | undefined;
  /** The server has lost this session's transports. */
  readonly lost: () => void;
  readonly problem: (error: Error) => void;
}

/**
 * All media of one peer on one worker of the server. It is made and closed as a whole: when the server
 * loses it, a new one takes its place.
 */
export class MediaSession {
  readonly transports: MediaTransports;
  readonly subscriber: Subscriber;
  readonly #options: MediaSessionOptions;
  #publisher: Publisher | undefined;

  private constructor(options: MediaSessionOptions, transports: MediaTransports) {
    const { policy, present, problem, protection, request } = options;
    this.#options = options;
    this.transports = transports;
    this.subscriber = new Subscriber({
      transport: transports.receive,
      request,
      cameraSize: policy.video,
      present,
      protection,
      problem,
    });
  }

  /** @throws ProtocolError as the server answers. */
  static async open(options: MediaSessionOptions): Promise<MediaSession> {
    const { device, lost, problem, request } = options;
    return new MediaSession(options, await MediaTransports.open({ device, request, lost, problem }));
  }

  /** Begins to send; only whoever has joined may. */
  publish(): void {
    const { device, media, policy, problem, protection, request } = this.#options;
    const transport = this.transports.send;
    this.#publisher ??= new Publisher({ device, transport, request, policy, media, protection, problem });
  }

  layersWanted(producerId: string, spatialLayer: number | null): void {
    this.#publisher?.layersWanted(producerId, spatialLayer);
  }

  /** Whether the server still has the transports of this session. */
  isKnownTo({ transportIds }: RoomState): boolean {
    return this.transports.ids.every((id) => transportIds.includes(id));
  }

  /** Mends the difference to what the server has, after a cut. */
  sync(state: RoomState): void {
    this.subscriber.sync(state.consumers);
    this.#publisher?.sync(state.producers);
  }

  close(): void {
    this.subscriber.close();
    this.#publisher?.close();
    this.transports.close();
  }
}
