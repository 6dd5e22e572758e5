import type { types } from 'mediasoup-client';
import type { Source } from '../../protocol/identifiers.ts';
import type { ConsumerInfo } from '../../protocol/room-state.ts';
import type { RoomRequest } from '../connection/room-connection.ts';
import type { MediaProtection } from '../media/media-protection.ts';
import { toDeviceParameters } from '../media/wire-types.ts';
import type { Size } from './layer-choice.ts';
import { RemoteConsumer } from './remote-consumer.ts';

export interface SubscriberOptions {
  readonly transport: types.Transport;
  readonly request: RoomRequest;
  /** The size of a full picture of a camera in this room. */
  readonly cameraSize: Size;
  /** Tells which track a person's source has now; `undefined` once it is gone. */
  readonly present: (peerId: string, source: Source, track: RemoteConsumer | undefined) => void;
  readonly protection?: MediaProtection | undefined;
  readonly problem: (error: Error) => void;
}

/** A consumer from its announcement on; messages about it may come before its track is ready. */
interface Subscription {
  readonly info: ConsumerInfo;
  muted: boolean;
  layers: { spatial: number; temporal: number } | undefined;
  remote: RemoteConsumer | undefined;
  /** The server may not have heard our answer to its announcement. */
  unheard: boolean;
  closed: boolean;
}

/** A screen is shown whole: it has one layer, so that any size will do. */
const screenSize: Size = { width: 1920, height: 1080 };

/** Receives what the others send. */
export class Subscriber {
  readonly #options: SubscriberOptions;
  readonly #subscriptions = new Map<string, Subscription>();

  constructor(options: SubscriberOptions) {
    this.#options = options;
  }

  get tracks(): RemoteConsumer[] {
    return [...this.#subscriptions.values()].flatMap(({ remote }) => (remote === undefined ? [] : [remote]));
  }

  /**
   * Takes a consumer of the server. Video starts paused, until a view shows it.
   *
   * @throws Error where this browser cannot decode it.
   */
  async add(info: ConsumerInfo): Promise<{ paused?: boolean }> {
    const known = this.#subscriptions.get(info.id);
    if (known !== undefined) return this.#answer(known);
    const subscription: Subscription = {
      info,
      muted: info.producerPaused,
      layers: undefined,
      remote: undefined,
      unheard: false,
      closed: false,
    };
    this.#subscriptions.set(info.id, subscription);
    try {
      await this.#consume(subscription);
    } catch (error) {
      this.remove(info.id);
      throw error;
    }
    return this.#answer(subscription);
  }

  remove(consumerId: string): void {
    const subscription = this.#subscriptions.get(consumerId);
    if (subscription === undefined) return;
    this.#subscriptions.delete(consumerId);
    subscription.closed = true;
    const { info, remote } = subscription;
    if (remote === undefined) return;
    remote.close();
    this.#options.present(info.peerId, info.appData.source, undefined);
  }

  setMuted(consumerId: string, muted: boolean): void {
    const subscription = this.#subscriptions.get(consumerId);
    if (subscription === undefined) return;
    subscription.muted = muted;
    subscription.remote?.setMuted(muted);
  }

  setLayers(consumerId: string, layers: Subscription['layers']): void {
    const subscription = this.#subscriptions.get(consumerId);
    if (subscription === undefined) return;
    subscription.layers = layers;
    subscription.remote?.setLayers(layers);
  }

  /** Mends the difference to what the server has, after a cut. */
  sync(infos: readonly ConsumerInfo[]): void {
    const listed = new Set(infos.map(({ id }) => id));
    for (const id of [...this.#subscriptions.keys()]) if (!listed.has(id)) this.remove(id);
    for (const info of infos) {
      // Where the announcement itself was lost, nobody waits for an answer any more.
      if (!this.#subscriptions.has(info.id)) this.add(info).catch(this.#options.problem);
      this.setMuted(info.id, info.producerPaused);
      this.#restate(info.id);
    }
  }

  close(): void {
    for (const id of [...this.#subscriptions.keys()]) this.remove(id);
  }

  #restate(consumerId: string): void {
    const subscription = this.#subscriptions.get(consumerId);
    if (subscription === undefined) return;
    if (subscription.remote === undefined) subscription.unheard = true;
    else subscription.remote.restate();
  }

  async #consume(subscription: Subscription): Promise<void> {
    const { cameraSize, present, problem, protection, request, transport } = this.#options;
    const { info } = subscription;
    const { id, producerId, kind, peerId } = info;
    const { source } = info.appData;
    const mimeType = info.rtpParameters.codecs[0]?.mimeType ?? '';
    const consumer = await transport.consume({
      id,
      producerId,
      kind,
      rtpParameters: toDeviceParameters(info.rtpParameters),
      // What has the same stream is played in step: a voice with its face, a film with its sound.
      streamId: `${peerId}-${source.startsWith('screen') ? 'screen' : 'person'}`,
      ...(protection && {
        onRtpReceiver: (receiver) => protection.onRtpReceiver(receiver, { peerId, source, mimeType }),
      }),
    });
    if (subscription.closed) {
      consumer.close();
      return;
    }
    const expectedSize = source === 'camera' ? cameraSize : screenSize;
    const remote = new RemoteConsumer({ consumer, info, expectedSize, request, problem });
    remote.setMuted(subscription.muted);
    remote.setLayers(subscription.layers);
    subscription.remote = remote;
    if (subscription.unheard) remote.restate();
    present(peerId, source, remote);
  }

  #answer({ info }: Subscription): { paused?: boolean } {
    return info.kind === 'video' ? { paused: true } : {};
  }
}
