import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import type { Role, Source } from '../../protocol/identifiers.ts';
import type { ConnectionQuality, Participant, RemoteTrack } from '../api.ts';
import { observe, type QualitySample, startingQuality } from '../statistics/quality.ts';
import type { RemoteConsumer } from '../subscribe/remote-consumer.ts';

/** Who is to be shown, and under which name. */
export interface Named {
  readonly id: string;
  readonly role: Role;
  readonly displayName: string;
}

/** Somebody else in the room. */
export class RemoteParticipant implements Participant {
  readonly id: string;
  readonly role: Role;
  readonly camera: ReadonlySignal<RemoteTrack | undefined> = computed(
    () => this.#tracks.camera.value?.unmuted.value,
  );
  readonly quality: ReadonlySignal<ConnectionQuality> = computed(() => this.#meter.value.shown);
  readonly #displayName: Signal<string>;
  readonly #speaking = signal(false);
  readonly #meter = signal(startingQuality);
  readonly #tracks: Readonly<Record<Source, Signal<RemoteConsumer | undefined>>> = {
    camera: signal(undefined),
    microphone: signal(undefined),
    screen: signal(undefined),
    'screen-audio': signal(undefined),
  };

  constructor(info: Named) {
    this.id = info.id;
    this.role = info.role;
    this.#displayName = signal(info.displayName);
  }

  get displayName(): ReadonlySignal<string> {
    return this.#displayName;
  }

  get microphone(): ReadonlySignal<RemoteTrack | undefined> {
    return this.#tracks.microphone;
  }

  get screen(): ReadonlySignal<RemoteTrack | undefined> {
    return this.#tracks.screen;
  }

  get screenAudio(): ReadonlySignal<RemoteTrack | undefined> {
    return this.#tracks['screen-audio'];
  }

  get speaking(): ReadonlySignal<boolean> {
    return this.#speaking;
  }

  rename(displayName: string): void {
    this.#displayName.value = displayName;
  }

  present(source: Source, track: RemoteConsumer | undefined): void {
    this.#tracks[source].value = track;
  }

  setSpeaking(speaking: boolean): void {
    this.#speaking.value = speaking;
  }

  observeQuality(sample: QualitySample): void {
    this.#meter.value = observe(this.#meter.peek(), sample);
  }
}
