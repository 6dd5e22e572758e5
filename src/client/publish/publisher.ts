import { effect } from '@preact/signals-core';
import type { Device, types } from 'mediasoup-client';
import { type Source, sourceSchema } from '../../protocol/identifiers.ts';
import type { ProducerInfo } from '../../protocol/room-state.ts';
import type { Bootstrap } from '../../protocol/room-token.ts';
import type { LocalMedia } from '../api.ts';
import type { RoomRequest } from '../connection/room-connection.ts';
import { type MediaProtection, protectSender } from '../media/media-protection.ts';
import { cameraEncodings, chooseVideoCodec, codecOptions, screenEncodings } from './encodings.ts';
import { Publication } from './publication.ts';
import type { Wanted } from './publication-plan.ts';

export interface PublisherOptions {
  readonly device: Device;
  readonly transport: types.Transport;
  readonly request: RoomRequest;
  readonly policy: Bootstrap;
  readonly media: LocalMedia;
  readonly protection?: MediaProtection | undefined;
  readonly problem: (error: Error) => void;
}

/** Sends what this device captures, and follows every change of it. */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #publications: ReadonlyMap<Source, Publication>;
  readonly #stopFollowing: () => void;

  constructor(options: PublisherOptions) {
    this.#options = options;
    const { problem, request } = options;
    this.#publications = new Map(
      sourceSchema.options.map((source) => [
        source,
        new Publication({
          source,
          request,
          problem,
          produce: (track, paused) => this.#produce(source, track, paused),
        }),
      ]),
    );
    this.#stopFollowing = effect(() => {
      const { camera, microphone, screen } = options.media;
      const screenState = screen.state.value;
      const shared = screenState.kind === 'on' ? screenState : undefined;
      this.#want('camera', trackOf(camera.state.value), false);
      this.#want('microphone', trackOf(microphone.state.value), microphone.muted.value);
      this.#want('screen', shared?.video, false);
      this.#want('screen-audio', shared?.audio, false);
    });
  }

  /** The highest layer of a producer that anybody watches; `null` where nobody does. */
  layersWanted(producerId: string, spatialLayer: number | null): void {
    this.#publicationOf(producerId)?.wantLayers(spatialLayer);
  }

  /** Mends the difference to what the server has, after a cut. */
  sync(producers: readonly ProducerInfo[]): void {
    for (const publication of this.#publications.values()) {
      const info = producers.find(({ id }) => id === publication.producerId);
      if (info === undefined) publication.forget();
      else {
        publication.wantLayers(info.wantedLayer);
        publication.restate(info.paused);
      }
      publication.reconcile();
    }
    for (const { id } of producers) {
      if (this.#publicationOf(id) !== undefined) continue;
      this.#options.request('closeProducer', { producerId: id }).catch(this.#options.problem);
    }
  }

  close(): void {
    this.#stopFollowing();
    for (const publication of this.#publications.values()) publication.close();
  }

  #want(source: Source, track: MediaStreamTrack | undefined, muted: boolean): void {
    const wanted: Wanted<MediaStreamTrack> = { track, muted };
    this.#publications.get(source)?.want(wanted);
  }

  #publicationOf(producerId: string): Publication | undefined {
    for (const publication of this.#publications.values()) {
      if (publication.producerId === producerId) return publication;
    }
    return undefined;
  }

  #produce(source: Source, track: MediaStreamTrack, paused: boolean): Promise<types.Producer> {
    const { policy, protection, transport } = this.#options;
    const isMicrophone = source === 'microphone';
    // Browsers encode a moving face and a still text differently; those without the hint ignore it.
    if (source === 'camera') track.contentHint = 'motion';
    if (source === 'screen') track.contentHint = 'detail';
    const videoOptions = track.kind === 'video' ? this.#videoOptions(source, track) : undefined;
    const mimeType = videoOptions?.codec?.mimeType ?? this.#usualMimeType(track.kind);
    return transport.produce({
      track,
      codecOptions: codecOptions(source, policy.audio),
      ...videoOptions,
      ...(protection && { onRtpSender: (sender) => protectSender(protection, sender, { source, mimeType }) }),
      // A clone is ours to stop; a captured track belongs to its device.
      stopTracks: isMicrophone,
      disableTrackOnPause: isMicrophone,
      appData: { source, paused },
    });
  }

  /** What mediasoup-client takes where it is told no codec: the first of the kind. */
  #usualMimeType(kind: string): string {
    const codecs = this.#options.device.sendRtpCapabilities.codecs ?? [];
    return codecs.find((codec) => codec.kind === kind)?.mimeType ?? '';
  }

  #videoOptions(source: Source, track: MediaStreamTrack): types.ProducerOptions {
    const { device, policy } = this.#options;
    const codecs = device.sendRtpCapabilities.codecs ?? [];
    const mimeTypes = codecs.map(({ mimeType }) => mimeType);
    const isFirefox = device.handlerName.startsWith('Firefox');
    const name = chooseVideoCodec(policy.video.codec, mimeTypes, isFirefox);
    const codec = codecs.find(({ mimeType }) => mimeType.toLowerCase() === `video/${name}`);
    const encodings =
      source === 'screen'
        ? screenEncodings(policy.screen)
        : cameraEncodings(name, policy.video.maxBitrate, track.getSettings(), isFirefox);
    return codec === undefined ? { encodings } : { codec, encodings };
  }
}

function trackOf(state: LocalMedia['camera']['state']['value']): MediaStreamTrack | undefined {
  return state.kind === 'on' ? state.track : undefined;
}
