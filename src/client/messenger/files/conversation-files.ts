import { type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { randomBytes, toBase64Url, utf8 } from '../../../e2ee/bytes.ts';
import type { ConversationFile } from '../../../e2ee/conversations/content.ts';
import { mediaTypeOf } from '../../../e2ee/files/file-manifest.ts';
import { fileNameOf } from '../../../e2ee/files/file-name.ts';
import type { FileTransfer } from '../api.ts';
import { FileDownload } from './file-download.ts';
import type { FileParts } from './file-parts.ts';
import { FileUpload } from './file-upload.ts';
import { KeptDownloads } from './kept-download.ts';
import { freshSealing, type KeptUpload, KeptUploads } from './kept-upload.ts';

/** A file that is not a message yet. */
export type WaitingFile = Pick<
  KeptUpload,
  'messageId' | 'at' | 'name' | 'mediaType' | 'size' | 'thumbnail' | 'duration'
>;

/** Sends the message of a file that is at the server; it is over once the message is kept. */
export type DeliverFile = (messageId: string, file: ConversationFile) => Promise<void>;

/** The files of one conversation: on their way there, and on their way here. */
export class ConversationFiles {
  readonly #conversationId: string;
  readonly #parts: FileParts;
  readonly #deliver: DeliverFile;
  readonly #keptUploads: KeptUploads;
  readonly #keptDownloads: KeptDownloads;
  readonly #uploads = new Map<string, FileUpload>();
  readonly #downloads = new Map<string, FileDownload>();
  readonly #waiting: Signal<readonly WaitingFile[]> = signal([]);

  constructor(conversationId: string, parts: FileParts, deliver: DeliverFile) {
    this.#conversationId = conversationId;
    this.#parts = parts;
    this.#deliver = deliver;
    this.#keptUploads = new KeptUploads(parts.store);
    this.#keptDownloads = new KeptDownloads(parts.store, conversationId);
  }

  /** In the order in which they were chosen. */
  get waiting(): ReadonlySignal<readonly WaitingFile[]> {
    return this.#waiting;
  }

  /** Shows what an earlier visit has left. @param isSent Whether a message was sent, or waits for it. */
  async load(isSent: (messageId: string) => boolean): Promise<void> {
    for (const kept of await this.#keptUploads.of(this.#conversationId)) {
      // The page ended between the one and the other.
      if (isSent(kept.messageId)) await this.#keptUploads.forget(kept);
      else this.#hold(kept, undefined);
    }
    this.#tell();
    for (const kept of await this.#keptDownloads.all()) await this.#download(kept.messageId).restore(kept);
  }

  /** Sends files in the background, each as a message of its own. */
  send(files: readonly File[]): void {
    const at = this.#parts.now();
    void files.reduce(async (before, file, index) => {
      await before;
      const kept: KeptUpload = {
        conversationId: this.#conversationId,
        messageId: toBase64Url(randomBytes(16)),
        at: at + index,
        name: fileNameOf(file.name),
        mediaType: mediaTypeOf(file.type),
        ...(await freshSealing(file.size)),
      };
      await this.#keptUploads.keep(kept);
      this.#hold(kept, file).start();
      this.#tell();
    }, Promise.resolve());
  }

  /** How a file that is a message, or is to become one, stands. The same signal for the same file. */
  transfer(messageId: string): ReadonlySignal<FileTransfer> {
    return this.#uploads.get(messageId)?.transfer ?? this.#download(messageId).transfer;
  }

  fetch(messageId: string, file: ConversationFile): void {
    this.#download(messageId).start(file);
  }

  /** @param file Of the message; nothing where it is none yet. */
  pause(messageId: string, file: ConversationFile | undefined): void {
    this.#uploads.get(messageId)?.pause();
    if (file !== undefined) this.#download(messageId).pause(file.size);
  }

  resume(messageId: string, file: ConversationFile | undefined): void {
    this.#uploads.get(messageId)?.start();
    if (file !== undefined) this.#download(messageId).start(file);
  }

  async cancel(messageId: string, file: ConversationFile | undefined): Promise<void> {
    const upload = this.#uploads.get(messageId);
    if (upload !== undefined) {
      const { fileId } = upload.kept;
      await upload.cancel();
      if (fileId !== undefined) await this.delete(fileId);
    }
    if (file !== undefined) await this.#download(messageId).cancel(file.fileId);
  }

  /** Takes the file for an upload that an earlier visit has left. */
  give(messageId: string, file: File): void {
    this.#uploads.get(messageId)?.give(file);
  }

  content(messageId: string): Promise<Blob | undefined> {
    return this.#download(messageId).content();
  }

  /** Deletes a file at the server: now, or as soon as that can be reached. */
  async delete(fileId: string): Promise<void> {
    await this.#parts.store.put('uploads', `delete/${this.#conversationId}/${fileId}`, utf8(fileId));
    await this.#deleteAll();
  }

  /** To be called when the connection is back. */
  flush(): void {
    for (const transfer of [...this.#uploads.values(), ...this.#downloads.values()]) transfer.wake();
    void this.#deleteAll();
  }

  close(): void {
    for (const transfer of [...this.#uploads.values(), ...this.#downloads.values()]) transfer.close();
  }

  #hold(kept: KeptUpload, file: File | undefined): FileUpload {
    const upload = new FileUpload(kept, {
      parts: this.#parts,
      uploads: this.#keptUploads,
      file,
      changed: () => this.#tell(),
      deliver: this.#deliver,
      ended: () => {
        this.#uploads.delete(kept.messageId);
        this.#tell();
      },
    });
    this.#uploads.set(kept.messageId, upload);
    return upload;
  }

  #download(messageId: string): FileDownload {
    let download = this.#downloads.get(messageId);
    if (download === undefined) {
      download = new FileDownload({ parts: this.#parts, downloads: this.#keptDownloads, messageId });
      this.#downloads.set(messageId, download);
    }
    return download;
  }

  #tell(): void {
    this.#waiting.value = [...this.#uploads.values()].map(({ kept }) => kept).sort((a, b) => a.at - b.at);
  }

  async #deleteAll(): Promise<void> {
    const { store, requests } = this.#parts;
    const from = `delete/${this.#conversationId}/`;
    for (const [key] of await store.list('uploads', from, `${from}~`)) {
      try {
        await requests.delete(key.slice(from.length));
        await store.delete('uploads', key);
      } catch {
        // It is asked again with the next connection.
        return;
      }
    }
  }
}
