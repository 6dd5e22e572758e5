import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { CallMember } from '../../../client/api.ts';
import type { Source } from '../../../protocol/identifiers.ts';

/** Something that happened and needs no answer. */
export type Happening =
  /** `trust` is undefined in a room without encryption. */
  | { kind: 'joined'; people: readonly { name: string; trust: CallMember['trust'] | undefined }[] }
  | { kind: 'left'; name: string }
  | { kind: 'muted-by-moderator'; source: Exclude<Source, 'screen-audio'> }
  | { kind: 'lock'; locked: boolean }
  | { kind: 'failed'; reason: string };

export interface Toast {
  readonly id: number;
  readonly happening: Happening;
}

const lifetime = 5000;
const most = 3;

/** The last happenings, each for 5 s, at most three at a time. */
export class Toasts {
  readonly #shown = signal<readonly Toast[]>([]);
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #nextId = 0;

  get shown(): ReadonlySignal<readonly Toast[]> {
    return this.#shown;
  }

  show(happening: Happening): void {
    const toast = { id: this.#nextId++, happening };
    this.#shown.value = [...this.#shown.peek(), toast].slice(-most);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#shown.value = this.#shown.value.filter((other) => other !== toast);
    }, lifetime);
    this.#timers.add(timer);
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
