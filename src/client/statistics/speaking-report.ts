import type { Microphone } from '../api.ts';
import { hearOwn, noVoice } from './own-voice.ts';

/** Milliseconds between looks. */
const interval = 250;

/** Tells the room when this device's person begins and stops to speak, for as long as it is kept open. */
export class SpeakingReport {
  readonly #microphone: Microphone;
  readonly #tell: (speaking: boolean) => Promise<void>;
  readonly #timer: ReturnType<typeof setInterval>;
  #voice = noVoice;
  /** As the room knows it; unknown where it could not be told. */
  #told: boolean | undefined = false;

  constructor(microphone: Microphone, tell: (speaking: boolean) => Promise<void>) {
    this.#microphone = microphone;
    this.#tell = tell;
    this.#timer = setInterval(() => this.#look(), interval);
  }

  /** The room may have forgotten: it is told again. */
  restate(): void {
    this.#told = undefined;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const { level, muted, state } = this.#microphone;
    const isOpen = state.peek().kind === 'on' && !muted.peek();
    this.#voice = hearOwn(this.#voice, isOpen ? level.peek() : undefined, Date.now());
    const { isSpeaking } = this.#voice;
    if (isSpeaking === this.#told) return;
    this.#told = isSpeaking;
    this.#tell(isSpeaking).catch(() => this.restate());
  }
}
