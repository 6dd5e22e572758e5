import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { Conversation } from '../../../client/messenger/api.ts';

/** A file that is about to be sent. */
export interface TrayFile {
  readonly id: number;
  readonly file: File;
}

/** What lies beside what is being written, until it is sent with it. */
export class FileTray {
  readonly #conversation: Pick<Conversation, 'sendFiles'>;
  readonly #files = signal<readonly TrayFile[]>([]);
  #added = 0;

  constructor(conversation: Pick<Conversation, 'sendFiles'>) {
    this.#conversation = conversation;
  }

  get files(): ReadonlySignal<readonly TrayFile[]> {
    return this.#files;
  }

  add(files: Iterable<File>): void {
    const added = [...files].map((file) => {
      this.#added += 1;
      return { id: this.#added, file };
    });
    this.#files.value = [...this.#files.value, ...added];
  }

  remove(id: number): void {
    this.#files.value = this.#files.value.filter((one) => one.id !== id);
  }

  /** @returns Whether there was something to send. */
  send(): boolean {
    const files = this.#files.value;
    if (files.length === 0) return false;
    this.#files.value = [];
    this.#conversation.sendFiles(files.map(({ file }) => file));
    return true;
  }
}
