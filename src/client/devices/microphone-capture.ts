import { effect, type ReadonlySignal, signal } from '@preact/signals-core';
import type { CaptureState, Microphone } from '../api.ts';
import type { DeviceCapture } from './device-capture.ts';
import type { MeasureLevel } from './level-meter.ts';
import { hearMuted, noMutedSpeech } from './muted-speech.ts';

/** A microphone that measures what it hears, muted or not. Owns its capture. */
export class MicrophoneCapture implements Microphone {
  readonly #capture: DeviceCapture;
  readonly #muted = signal(false);
  readonly #level = signal(0);
  readonly #speakingWhileMuted = signal(false);
  readonly #stopMeasuring: () => void;
  #mutedSpeech = noMutedSpeech;

  constructor(capture: DeviceCapture, measure: MeasureLevel) {
    this.#capture = capture;
    this.#stopMeasuring = effect(() => {
      const state = capture.state.value;
      if (state.kind !== 'on') {
        this.#hear(0);
        return;
      }
      const meter = measure(state.track, (level) => this.#hear(level));
      return () => meter.close();
    });
  }

  get state(): ReadonlySignal<CaptureState> {
    return this.#capture.state;
  }

  get selectedId(): ReadonlySignal<string | undefined> {
    return this.#capture.selectedId;
  }

  get muted(): ReadonlySignal<boolean> {
    return this.#muted;
  }

  get level(): ReadonlySignal<number> {
    return this.#level;
  }

  get speakingWhileMuted(): ReadonlySignal<boolean> {
    return this.#speakingWhileMuted;
  }

  start(): Promise<void> {
    return this.#capture.start();
  }

  stop(): void {
    this.#capture.stop();
  }

  select(deviceId: string): Promise<void> {
    return this.#capture.select(deviceId);
  }

  setMuted(muted: boolean): void {
    this.#muted.value = muted;
    this.#mutedSpeech = { ...noMutedSpeech, at: Date.now() };
    this.#speakingWhileMuted.value = false;
  }

  close(): void {
    this.#capture.close();
    this.#stopMeasuring();
  }

  #hear(level: number): void {
    this.#level.value = level;
    if (!this.#muted.peek()) return;
    this.#mutedSpeech = hearMuted(this.#mutedSpeech, level, Date.now());
    this.#speakingWhileMuted.value = this.#mutedSpeech.speaking;
  }
}
