import { computed, type ReadonlySignal, signal } from '@preact/signals-core';
import type { Device, types } from 'mediasoup-client';
import { z } from 'zod';
import { ProtocolError } from '../../protocol/errors.ts';
import { sourceSchema } from '../../protocol/identifiers.ts';
import { rtpParametersSchema } from '../../protocol/rtp.ts';
import type { RoomRequest } from '../connection/room-connection.ts';
import { IceWatch } from './ice-watch.ts';
import { toIceParameters, toTransportOptions } from './wire-types.ts';

/** What a publisher notes on a producer, and finds again when the producer is announced. */
const producerNoteSchema = z.object({ source: sourceSchema, paused: z.boolean() });

/** A server that does not answer an ICE restart in this time is out of reach itself, in milliseconds. */
const restartPatience = 4_000;

export interface TransportsOptions {
  readonly device: Device;
  readonly request: RoomRequest;
  /** The server no longer knows a transport: all media must be made anew. */
  readonly lost: () => void;
  readonly problem: (error: Error) => void;
}

/** The two transports of a peer. Closing them closes every producer and consumer on them. */
export class MediaTransports {
  readonly send: types.Transport;
  readonly receive: types.Transport;
  readonly #watches: readonly IceWatch[];
  readonly #states = signal<readonly types.ConnectionState[]>([]);
  readonly #connected = computed(() =>
    this.#states.value.every((state) => state === 'new' || state === 'connected'),
  );
  readonly #options: TransportsOptions;

  private constructor(options: TransportsOptions, send: types.Transport, receive: types.Transport) {
    this.#options = options;
    this.send = send;
    this.receive = receive;
    const transports = [send, receive];
    for (const transport of transports) this.#wire(transport);
    this.#watches = transports.map((transport) => new IceWatch(transport, () => this.#restartIce(transport)));
    this.#readStates();
  }

  /** @throws ProtocolError as the server answers. */
  static async open(options: TransportsOptions): Promise<MediaTransports> {
    const [producer, consumer] = await Promise.all([
      options.request('createWebRtcTransport', { direction: 'producer' }),
      options.request('createWebRtcTransport', { direction: 'consumer' }),
    ]);
    return new MediaTransports(
      options,
      options.device.createSendTransport(toTransportOptions(producer)),
      options.device.createRecvTransport(toTransportOptions(consumer)),
    );
  }

  /** False while a transport that carries something has no route. */
  get connected(): ReadonlySignal<boolean> {
    return this.#connected;
  }

  get ids(): readonly string[] {
    return [this.send.id, this.receive.id];
  }

  /** Restarts ICE at once: the addresses that it found may be gone. */
  networkChanged(): void {
    for (const watch of this.#watches) watch.networkChanged();
  }

  /** Goes on with what could not be signalled while room control was cut. */
  signallingRestored(): void {
    for (const watch of this.#watches) watch.signallingRestored();
  }

  close(): void {
    for (const watch of this.#watches) watch.close();
    this.send.close();
    this.receive.close();
  }

  #wire(transport: types.Transport): void {
    const { request } = this.#options;
    transport.on('connectionstatechange', () => this.#readStates());
    transport.on('connect', ({ dtlsParameters }, done, failed) => {
      request('connectWebRtcTransport', { transportId: transport.id, dtlsParameters }).then(done, failed);
    });
    transport.on('produce', (announcement, done, failed) => {
      this.#announce(transport.id, announcement).then(done, failed);
    });
  }

  async #announce(
    transportId: string,
    { kind, rtpParameters, appData }: types.TransportEvents['produce'][0],
  ): Promise<{ id: string }> {
    const { source, paused } = producerNoteSchema.parse(appData);
    const { producerId } = await this.#options.request('produce', {
      transportId,
      kind,
      rtpParameters: rtpParametersSchema.parse(rtpParameters),
      paused,
      appData: { source },
    });
    return { id: producerId };
  }

  #readStates(): void {
    this.#states.value = [this.send.connectionState, this.receive.connectionState];
  }

  async #restartIce(transport: types.Transport): Promise<void> {
    const { lost, problem, request } = this.#options;
    try {
      const { iceParameters } = await request('restartIce', { transportId: transport.id }, restartPatience);
      await transport.restartIce({ iceParameters: toIceParameters(iceParameters) });
    } catch (error) {
      if (transport.closed) return;
      if (error instanceof ProtocolError && error.code === 'transport-not-found') lost();
      else if (!(error instanceof ProtocolError && error.code === 'unreachable')) {
        problem(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }
}
