import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { Conversation, FileContent } from '../../../client/messenger/api.ts';
import { isPicture } from './file-kind.ts';
import { saveBlob } from './save-blob.ts';

/** A picture that is looked at. */
export interface OpenPicture {
  readonly name: string;
  readonly blob: Blob;
}

type Files = Pick<Conversation, 'fetchFile' | 'readFile'>;

/** Opens the files of a conversation: pictures to be looked at, others to be saved. Whoever makes it closes it. */
export class FileDesk {
  readonly #files: Files;
  readonly #viewing = signal<OpenPicture | undefined>(undefined);
  /** By message: those that are opened once they are here. */
  readonly #wanted = new Map<string, () => void>();

  constructor(files: Files) {
    this.#files = files;
  }

  get viewing(): ReadonlySignal<OpenPicture | undefined> {
    return this.#viewing;
  }

  /** Fetches a file where it is not here, then shows or saves it. */
  open(messageId: string, content: FileContent): void {
    if (this.#wanted.has(messageId)) return;
    if (content.transfer.peek().kind !== 'ready') this.#files.fetchFile(messageId);
    this.#wanted.set(messageId, () => undefined);
    const end = content.transfer.subscribe(({ kind }) => {
      // What was given up, or turned out to be nothing, is not opened later.
      if (kind === 'refused' || kind === 'gone' || kind === 'idle') this.#forget(messageId);
      if (kind !== 'ready') return;
      this.#forget(messageId);
      void this.#show(messageId, content);
    });
    if (this.#wanted.has(messageId)) this.#wanted.set(messageId, end);
    else end();
  }

  closePicture(): void {
    this.#viewing.value = undefined;
  }

  close(): void {
    for (const messageId of [...this.#wanted.keys()]) this.#forget(messageId);
  }

  async #show(messageId: string, { name, mediaType }: FileContent): Promise<void> {
    const blob = await this.#files.readFile(messageId);
    if (blob === undefined) return;
    if (isPicture(mediaType)) this.#viewing.value = { name, blob: blob.slice(0, blob.size, mediaType) };
    else saveBlob(blob, name);
  }

  #forget(messageId: string): void {
    const end = this.#wanted.get(messageId);
    this.#wanted.delete(messageId);
    end?.();
  }
}
