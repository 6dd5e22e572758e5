import { type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { type Bytes, fromBase64Url, toBase64Url } from '../../../e2ee/bytes.ts';
import type { ConversationFile } from '../../../e2ee/conversations/content.ts';
import { FileRefusal } from '../../../e2ee/files/file-errors.ts';
import { FileOpener, type OpenerPosition } from '../../../e2ee/files/file-opener.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import type { FileProgress, FileTransfer } from '../api.ts';
import { BackOff } from './back-off.ts';
import type { FileParts } from './file-parts.ts';
import { NoRoomForFile } from './file-places.ts';
import type { KeptDownload, KeptDownloads } from './kept-download.ts';
import { SpeedMeter } from './speed-meter.ts';

/** Chunks of a part: so much is lost at most where a page ends. */
const chunksInPart = 8;
/** Milliseconds without a byte after which a connection is given up. */
const patience = 30_000;

export interface FileDownloadOptions {
  readonly parts: FileParts;
  readonly downloads: KeptDownloads;
  readonly messageId: string;
}

type Position = Pick<OpenerPosition, 'header' | 'chunk'>;

/**
 * One file on its way to this device: opened as it arrives, and put where {@link FilePlaces} keeps it.
 *
 * Invariant: nobody is given any of it before the last chunk has proved authentic.
 */
export class FileDownload {
  readonly #options: FileDownloadOptions;
  readonly #transfer: Signal<FileTransfer> = signal({ kind: 'idle' });
  readonly #meter = new SpeedMeter();
  readonly #backOff = new BackOff();
  /** What came out since the last part was put away. */
  #pieces: Bytes[] = [];
  #position: Position | undefined;
  #kept: KeptDownload | undefined;
  #done = 0;
  #running: AbortController | undefined;

  constructor(options: FileDownloadOptions) {
    this.#options = options;
  }

  get transfer(): ReadonlySignal<FileTransfer> {
    return this.#transfer;
  }

  /** Shows what an earlier visit has left. */
  async restore(kept: KeptDownload): Promise<void> {
    const there = await this.#options.parts.places.read(kept.fileId, kept.parts);
    if (there?.size !== kept.done) {
      await this.#forget(kept.fileId);
      return;
    }
    this.#kept = kept;
    this.#return();
    this.#transfer.value =
      kept.next === undefined
        ? { kind: 'ready' }
        : { kind: 'paused', direction: 'down', progress: this.#meter.progress(kept.done, kept.size) };
  }

  /** Begins or goes on, in the background. */
  start(file: ConversationFile): void {
    if (this.#running !== undefined || this.#transfer.peek().kind === 'ready') return;
    const running = new AbortController();
    this.#running = running;
    this.#transfer.value = { kind: 'preparing' };
    void this.#run(file, running.signal).finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
  }

  pause(size: number): void {
    if (this.#running === undefined) return;
    this.#stop();
    this.#transfer.value = { kind: 'paused', direction: 'down', progress: this.#progress(size) };
  }

  /** Gives it up, and deletes what is here of it. */
  async cancel(fileId: string): Promise<void> {
    this.#stop();
    await this.#forget(fileId);
    this.#transfer.value = { kind: 'idle' };
  }

  /** There is a connection again. */
  wake(): void {
    this.#backOff.wake();
  }

  /** The file, once it is whole; nothing where the browser has cleared it meanwhile. */
  async content(): Promise<Blob | undefined> {
    if (this.#transfer.peek().kind !== 'ready' || this.#kept === undefined) return undefined;
    const { fileId, parts, size } = this.#kept;
    const content = await this.#options.parts.places.read(fileId, parts);
    if (content?.size === size) return content;
    await this.#forget(fileId);
    this.#transfer.value = { kind: 'idle' };
    return undefined;
  }

  close(): void {
    this.#stop();
  }

  #stop(): void {
    this.#running?.abort();
    this.#running = undefined;
  }

  async #run(file: ConversationFile, signal: AbortSignal): Promise<void> {
    const { parts, messageId } = this.#options;
    try {
      await parts.slots.down.do(
        () => parts.exclusively(`sottovoce.download.${messageId}`, () => this.#insist(file, signal)),
        signal,
      );
    } catch (error) {
      if (signal.aborted) return;
      // What proved to be another's is kept no moment longer.
      if (error instanceof FileRefusal) await this.#forget(file.fileId);
      this.#transfer.value = stateAfter(error);
    }
  }

  async #insist(file: ConversationFile, signal: AbortSignal): Promise<void> {
    for (;;) {
      try {
        await this.#attempt(file, signal);
        this.#transfer.value = { kind: 'ready' };
        return;
      } catch (error) {
        signal.throwIfAborted();
        if (!BackOff.isPassing(error)) throw error;
        this.#transfer.value = {
          kind: 'interrupted',
          direction: 'down',
          progress: this.#progress(file.size),
        };
        this.#meter.reset();
        await this.#backOff.wait(error, signal);
      }
    }
  }

  async #attempt(file: ConversationFile, signal: AbortSignal): Promise<void> {
    const opener = await this.#opener(file);
    const { requests } = this.#options.parts;
    const { fileId, accessToken } = file;
    const connection = new AbortController();
    const ended = AbortSignal.any([signal, connection.signal]);
    const stream = await requests.read(fileId, accessToken, opener.position?.offset ?? 0, ended);
    this.#note(file);
    try {
      for await (const piece of piecesOf(stream, connection)) {
        const opened = await opener.push(piece);
        signal.throwIfAborted();
        await this.#take(opened, opener.position, file);
      }
    } catch (error) {
      // From behind its last chunk nobody goes on: what is kept is where it does.
      if (opener.position === undefined) this.#return();
      throw error;
    }
    await opener.finish();
    await this.#put(file, undefined);
  }

  async #opener({ key, size, chunkCount }: ConversationFile): Promise<FileOpener> {
    const fileKey = fromBase64Url(key) ?? new Uint8Array();
    const from = this.#position;
    const opener = new FileOpener({
      fileKey,
      manifest: { size, chunkCount },
      ...(from !== undefined && { from }),
    });
    // Where it goes on it has the header, and says at which byte.
    await opener.push(new Uint8Array());
    return opener;
  }

  async #take(
    opened: readonly Bytes[],
    position: OpenerPosition | undefined,
    file: ConversationFile,
  ): Promise<void> {
    if (opened.length > 0) this.#backOff.reset();
    this.#pieces.push(...opened);
    this.#done += opened.reduce((sum, { length }) => sum + length, 0);
    if (position !== undefined) this.#position = position;
    this.#note(file);
    const first = this.#kept?.next?.chunk ?? 0;
    if (position !== undefined && position.chunk - first >= chunksInPart) await this.#put(file, position);
  }

  /** Puts away what has come out. @param next Where it goes on; nothing where it is whole. */
  async #put({ fileId, size }: ConversationFile, next: Position | undefined): Promise<void> {
    const { parts, downloads, messageId } = this.#options;
    const number = this.#kept?.parts ?? 0;
    await parts.places.write(fileId, number, this.#pieces);
    this.#pieces = [];
    this.#kept = {
      messageId,
      fileId,
      parts: number + 1,
      done: this.#done,
      size,
      ...(next !== undefined && { next: { header: toBase64Url(next.header), chunk: next.chunk } }),
    };
    await downloads.keep(this.#kept);
  }

  /** Goes back to where everything before was put away. */
  #return(): void {
    const { next, done = 0 } = this.#kept ?? {};
    const header = fromBase64Url(next?.header ?? '');
    this.#position = next && header && { header, chunk: next.chunk };
    this.#done = done;
    this.#pieces = [];
  }

  async #forget(fileId: string): Promise<void> {
    const { parts, downloads, messageId } = this.#options;
    await downloads.forget(messageId);
    await parts.places.delete(fileId);
    this.#kept = undefined;
    this.#return();
  }

  #note({ size }: ConversationFile): void {
    this.#meter.note(this.#done, this.#options.parts.now());
    this.#transfer.value = { kind: 'moving', direction: 'down', progress: this.#progress(size) };
  }

  #progress(size: number): FileProgress {
    return this.#meter.progress(this.#done, size);
  }
}

/** What arrives, until the connection says nothing any more. @throws ProtocolError `unreachable` where it breaks. */
async function* piecesOf(
  stream: ReadableStream<Uint8Array>,
  connection: AbortController,
): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const timer = setTimeout(() => connection.abort(), patience);
      const { done, value } = await reader
        .read()
        .catch((cause: unknown) => {
          throw new ProtocolError('unreachable', undefined, { cause });
        })
        .finally(() => clearTimeout(timer));
      if (done) return;
      yield value;
    }
  } finally {
    connection.abort();
  }
}

function stateAfter(error: unknown): FileTransfer {
  if (error instanceof FileRefusal) return { kind: 'refused' };
  if (error instanceof NoRoomForFile) return { kind: 'failed', direction: 'down', code: error.code };
  if (!(error instanceof ProtocolError)) return { kind: 'failed', direction: 'down', code: 'internal' };
  // Without its token or after its deletion there is nothing at this address.
  return error.code === 'not-found'
    ? { kind: 'gone' }
    : { kind: 'failed', direction: 'down', code: error.code };
}
