import type { types } from 'mediasoup-client';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Source } from '../../protocol/identifiers.ts';
import { backoff } from '../connection/reconnect.ts';
import type { RoomRequest } from '../connection/room-connection.ts';
import { activeEncodings } from './encodings.ts';
import { nextPublicationStep, type PublicationStep, type Wanted } from './publication-plan.ts';

export interface PublicationOptions {
  readonly source: Source;
  readonly request: RoomRequest;
  /** Makes a producer of a track; the source's codec, encodings and options are decided there. */
  readonly produce: (track: MediaStreamTrack, paused: boolean) => Promise<types.Producer>;
  readonly problem: (error: Error) => void;
}

interface Sent {
  readonly producer: types.Producer;
  /** The captured track; what is sent may be a clone of it. */
  readonly track: MediaStreamTrack | undefined;
  readonly paused: boolean;
}

const attempts = 5;

/**
 * What is sent of one source. It is told what is wanted, and takes one step after the other until that
 * is so; a step that fails is tried again, a step that a cut interrupted once room control is back.
 */
export class Publication {
  readonly #options: PublicationOptions;
  #wanted: Wanted<MediaStreamTrack> = { track: undefined, muted: false };
  #sent: Sent | undefined;
  /** The highest layer that anybody watches; `null` where nobody does, and undefined until the server says. */
  #layersWanted: number | null | undefined;
  #layersApplied: number | null | undefined;
  #running = false;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: PublicationOptions) {
    this.#options = options;
  }

  get producerId(): string | undefined {
    return this.#sent?.producer.id;
  }

  want(wanted: Wanted<MediaStreamTrack>): void {
    this.#wanted = wanted;
    this.#failures = 0;
    this.reconcile();
  }

  wantLayers(spatialLayer: number | null): void {
    this.#layersWanted = spatialLayer;
    this.reconcile();
  }

  /** Forgets a producer that the server no longer has. */
  forget(): void {
    this.#sent?.producer.close();
    this.#sent = undefined;
    this.#layersWanted = undefined;
    this.#layersApplied = undefined;
  }

  /** Says again what the server may not have heard before a cut. */
  restate(paused: boolean): void {
    if (this.#sent !== undefined) this.#sent = { ...this.#sent, paused };
    this.reconcile();
  }

  /** Goes on towards what is wanted. */
  reconcile(): void {
    clearTimeout(this.#retry);
    if (!this.#running) void this.#run();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.forget();
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      for (let work = this.#nextWork(); work !== undefined; work = this.#nextWork()) await work();
      this.#failures = 0;
    } catch (error) {
      this.#onFailure(error instanceof Error ? error : new Error(String(error)));
    } finally {
      this.#running = false;
    }
  }

  #nextWork(): (() => Promise<void>) | undefined {
    if (this.#closed) return undefined;
    const step = nextPublicationStep(this.#options.source, this.#wanted, this.#sent);
    if (step !== undefined) return () => this.#take(step);
    const layers = this.#layersWanted;
    if (this.#sent === undefined || layers === undefined || layers === this.#layersApplied) return undefined;
    return () => this.#applyLayers(layers);
  }

  async #take(step: PublicationStep): Promise<void> {
    const { request } = this.#options;
    const { track, muted } = this.#wanted;
    const sent = this.#sent;
    if (sent === undefined) {
      if (track !== undefined) await this.#produce(track, muted);
      return;
    }
    const producerId = sent.producer.id;
    switch (step) {
      case 'produce':
        return;
      case 'attach':
      case 'detach':
        await this.#replaceTrack(sent, track);
        return;
      case 'pause':
        // First here, so that nothing is heard for a round trip longer than the person thinks.
        sent.producer.pause();
        await request('pauseProducer', { producerId });
        this.#update(sent, { paused: true });
        return;
      case 'resume':
        sent.producer.resume();
        await request('resumeProducer', { producerId });
        this.#update(sent, { paused: false });
        return;
      case 'close':
        this.forget();
        await request('closeProducer', { producerId });
        return;
    }
  }

  async #produce(track: MediaStreamTrack, paused: boolean): Promise<void> {
    const outgoing = this.#outgoing(track);
    if (outgoing !== track) outgoing.enabled = !paused;
    try {
      const producer = await this.#options.produce(outgoing, paused);
      if (this.#closed) producer.close();
      else this.#sent = { producer, track, paused };
    } catch (error) {
      if (outgoing !== track) outgoing.stop();
      throw error;
    }
  }

  async #replaceTrack(sent: Sent, track: MediaStreamTrack | undefined): Promise<void> {
    const outgoing = track === undefined ? null : this.#outgoing(track);
    try {
      await sent.producer.replaceTrack({ track: outgoing });
      this.#update(sent, { track });
    } catch (error) {
      if (outgoing !== null && outgoing !== track) outgoing.stop();
      throw error;
    }
  }

  /** A muted microphone is still measured, so that what is silenced is a clone. */
  #outgoing(track: MediaStreamTrack): MediaStreamTrack {
    return this.#options.source === 'microphone' ? track.clone() : track;
  }

  #update(sent: Sent, change: Partial<Sent>): void {
    if (this.#sent?.producer === sent.producer) this.#sent = { ...this.#sent, ...change };
  }

  /** Sends no layer that nobody watches, without a renegotiation (`RTCRtpSender.setParameters`). */
  async #applyLayers(layers: number | null): Promise<void> {
    const producer = this.#sent?.producer;
    const sender = producer?.rtpSender;
    if (sender !== undefined) {
      const parameters = sender.getParameters();
      const active = activeEncodings(parameters.encodings.length, layers);
      parameters.encodings.forEach((encoding, layer) => {
        encoding.active = active[layer] ?? true;
      });
      await sender.setParameters(parameters);
    }
    // Only now: a change that the browser refuses is tried again, and one for a former producer is not counted.
    if (this.#sent?.producer === producer) this.#layersApplied = layers;
  }

  #onFailure(error: Error): void {
    if (this.#closed || (error instanceof ProtocolError && error.code === 'unreachable')) return;
    this.#options.problem(error);
    this.#failures += 1;
    if (this.#failures >= attempts) return;
    this.#retry = setTimeout(() => this.reconcile(), backoff(this.#failures + 1, 1));
  }
}
