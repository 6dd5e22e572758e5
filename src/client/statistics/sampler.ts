import type { MediaKind } from '../../protocol/rtp.ts';
import type { MediaSession } from '../media/media-session.ts';
import type { RemoteParticipant } from '../participants/remote-participant.ts';
import type { RemoteConsumer } from '../subscribe/remote-consumer.ts';
import { hear, isSpeaking, silence } from './active-speaker.ts';
import { type FirstFrameWatch, findFirstFrames, settling } from './first-frame.ts';
import { inboundSample, levelBetween, type MeasuredTrack, ownSample } from './measure.ts';
import type { QualitySample } from './quality.ts';
import { readSnapshot, type Snapshot } from './snapshot.ts';
import { stalledPictures } from './stall.ts';

export interface SamplerOptions {
  readonly media: () => MediaSession | undefined;
  readonly participants: () => readonly RemoteParticipant[];
  readonly firstFrames: FirstFrameWatch;
  readonly firstFrame: (kind: MediaKind, milliseconds: number) => void;
  readonly activeSpeaker: (peerId: string | undefined) => void;
  readonly ownQuality: (sample: QualitySample) => void;
  readonly problem: (error: Error) => void;
}

/** Milliseconds between looks at who speaks. */
const interval = 250;
/** Between looks while a first frame is awaited, so that its time is measured well; not for ever, though. */
const closeInterval = 50;
const closeLook = 10_000;
/** Between judgements of quality. */
const qualityInterval = 2_000;

/** Looks at the browser's statistics again and again, and tells what they mean. */
export class Sampler {
  readonly #options: SamplerOptions;
  #firstFrames: FirstFrameWatch;
  #speakers = silence;
  #media: MediaSession | undefined;
  #latest: Snapshot | undefined;
  #judged: Snapshot | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: SamplerOptions) {
    this.#options = options;
    this.#firstFrames = options.firstFrames;
    this.#schedule(closeInterval);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #schedule(delay: number): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => void this.#look(), delay);
  }

  async #look(): Promise<void> {
    const media = this.#options.media();
    if (media !== this.#media) {
      this.#media = media;
      this.#latest = undefined;
      this.#judged = undefined;
      for (const participant of this.#options.participants()) participant.setSpeaking(false);
    }
    try {
      if (media !== undefined) await this.#measure(media);
    } catch (error) {
      // Transports that were replaced meanwhile have no statistics to give.
      if (media === this.#options.media() && !this.#closed) {
        this.#options.problem(error instanceof Error ? error : new Error(String(error)));
      }
    }
    this.#schedule(this.#awaitsFirstFrame() ? closeInterval : interval);
  }

  async #measure(media: MediaSession): Promise<void> {
    const report = await media.transports.receive.getStats();
    const now = Date.now();
    const snapshot = readSnapshot(report, now);
    if (this.#closed) return;
    this.#findFirstFrames(media, snapshot, now);
    const before = this.#latest;
    if (before === undefined || now - before.at >= interval) {
      this.#latest = snapshot;
      this.#listen(before, snapshot, now);
    }
    this.#judged ??= snapshot;
    if (now - this.#judged.at >= qualityInterval) await this.#judge(media, this.#judged, snapshot, now);
  }

  #findFirstFrames(media: MediaSession, { inbound }: Snapshot, now: number): void {
    if (this.#firstFrames.awaited.length === 0) return;
    const tracks = media.subscriber.tracks.flatMap(({ track, wantedAt }) =>
      wantedAt === undefined ? [] : [{ inbound: inbound.get(track.id), wantedAt }],
    );
    const { found, watch } = findFirstFrames(this.#firstFrames, tracks, now);
    this.#firstFrames = watch;
    for (const { kind, milliseconds } of found) this.#options.firstFrame(kind, milliseconds);
  }

  #listen(before: Snapshot | undefined, after: Snapshot, now: number): void {
    const levels = new Map<string, number>();
    const participants = this.#options.participants();
    for (const { id, microphone } of participants) {
      const remote = microphone.peek();
      if (remote === undefined || remote.muted.peek()) continue;
      const trackId = remote.track.id;
      levels.set(id, levelBetween(before?.inbound.get(trackId), after.inbound.get(trackId)));
    }
    this.#speakers = hear(this.#speakers, levels, now);
    for (const participant of participants) {
      participant.setSpeaking(isSpeaking(this.#speakers, participant.id));
    }
    this.#options.activeSpeaker(this.#speakers.activeId);
  }

  async #judge(media: MediaSession, before: Snapshot, after: Snapshot, now: number): Promise<void> {
    this.#judged = after;
    const { tracks } = media.subscriber;
    for (const remote of tracks) {
      const frame = after.inbound.get(remote.track.id)?.frameSize;
      if (frame !== undefined) remote.observeFrame(frame);
    }
    for (const participant of this.#options.participants()) {
      const theirs = tracks.filter(({ peerId }) => peerId === participant.id).map(measured);
      participant.observeQuality(inboundSample(before, after, theirs, now));
    }
    const stalled = new Set(stalledPictures(before, after, tracks.map(measured), now));
    for (const remote of tracks) remote.noteStall(stalled.has(remote.track.id));
    const send = readSnapshot(await media.transports.send.getStats(), now);
    const connected = media.transports.connected.peek();
    this.#options.ownQuality(ownSample({ before, after }, send, connected, tracks.map(measured)));
  }

  #awaitsFirstFrame(): boolean {
    const { awaited } = this.#firstFrames;
    const now = Date.now();
    if (awaited.length > 0 && now - this.#firstFrames.joinedAt < settling) return true;
    const tracks = this.#media?.subscriber.tracks ?? [];
    return tracks.some(
      ({ kind, wantedAt }) => awaited.includes(kind) && wantedAt !== undefined && now - wantedAt < closeLook,
    );
  }
}

function measured(remote: RemoteConsumer): MeasuredTrack {
  return {
    trackId: remote.track.id,
    kind: remote.kind,
    wantedAt: remote.wantedAt,
    isContinuous: remote.source === 'microphone' || remote.source === 'camera',
    layersMissing: remote.layersMissing,
  };
}
