export interface SpeakerSelectionSettings {
  /** A room with more people who have joined selects; `off` where none does. */
  readonly abovePeers: number | 'off';
  /** Microphones that are forwarded at once. */
  readonly forwarded: number;
}

/** A room that selects goes on to do so until it is smaller by this part, so that a large one at its edge does not flap. */
const slack = 0.1;

/**
 * Whose microphones are forwarded in a large room: the last of those who spoke. Whoever stops to speak stays until
 * somebody else needs the place; while all places are taken by people who speak, others wait for the next to stop.
 */
export class SpeakerSelection {
  readonly #settings: SpeakerSelectionSettings;
  /** In the order in which they began to speak, or stopped. */
  readonly #speaking = new Set<string>();
  readonly #forwarded = new Set<string>();
  #isActive = false;

  constructor(settings: SpeakerSelectionSettings) {
    this.#settings = settings;
  }

  get isActive(): boolean {
    return this.#isActive;
  }

  isForwarded(peerId: string): boolean {
    return !this.#isActive || this.#forwarded.has(peerId);
  }

  /** @returns Whether selection has begun or ended with this size. */
  resize(peers: number): boolean {
    const { abovePeers } = this.#settings;
    if (abovePeers === 'off') return false;
    const isActive = peers > abovePeers - (this.#isActive ? Math.floor(abovePeers * slack) : 0);
    if (isActive === this.#isActive) return false;
    this.#isActive = isActive;
    this.#speaking.clear();
    this.#forwarded.clear();
    return true;
  }

  /** @returns Whether others are forwarded than before. */
  speak(peerId: string, isSpeaking: boolean): boolean {
    if (!this.#isActive || this.#speaking.has(peerId) === isSpeaking) return false;
    if (isSpeaking) this.#speaking.add(peerId);
    else {
      this.#speaking.delete(peerId);
      // Last to be sent away among those who are silent.
      if (this.#forwarded.delete(peerId)) this.#forwarded.add(peerId);
    }
    return this.#fill();
  }

  /** @returns Whether others are forwarded than before. */
  forget(peerId: string): boolean {
    this.#speaking.delete(peerId);
    const wasForwarded = this.#forwarded.delete(peerId);
    return this.#fill() || wasForwarded;
  }

  #fill(): boolean {
    let isChanged = false;
    for (const peerId of this.#speaking) {
      if (this.#forwarded.has(peerId)) continue;
      if (this.#forwarded.size >= this.#settings.forwarded) {
        const silent = [...this.#forwarded].find((id) => !this.#speaking.has(id));
        if (silent === undefined) break;
        this.#forwarded.delete(silent);
      }
      this.#forwarded.add(peerId);
      isChanged = true;
    }
    return isChanged;
  }
}
