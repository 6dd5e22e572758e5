import { type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { fromBase64Url, toBase64Url } from '../../../e2ee/bytes.ts';
import type { ConversationFile } from '../../../e2ee/conversations/content.ts';
import { FileSourceChanged } from '../../../e2ee/files/file-errors.ts';
import { FileLayout } from '../../../e2ee/files/file-layout.ts';
import { fileNameOf } from '../../../e2ee/files/file-name.ts';
import { sealOwnedFile } from '../../../e2ee/files/owned-file.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import type { FileProgress, FileTransfer } from '../api.ts';
import { BackOff } from './back-off.ts';
import type { FileParts, Preview } from './file-parts.ts';
import { freshSealing, type KeptUpload, type KeptUploads } from './kept-upload.ts';
import { SealedSource } from './sealed-source.ts';
import { SpeedMeter } from './speed-meter.ts';

/** Bytes of one request: as many as take about a second or a few. */
const pieceLengths = { least: 131_072, first: 1_048_576, most: 8_388_608 } as const;
/** A file that changes again and again while it is sent is given up. */
const mostSealings = 3;

export interface FileUploadOptions {
  readonly parts: FileParts;
  readonly uploads: KeptUploads;
  /** The file, where this page has it; else the person is asked for it. */
  readonly file: File | undefined;
  /** What is known of it changed. */
  readonly changed: () => void;
  /** Sends the message. Nothing of the upload is forgotten before this is over. */
  readonly deliver: (messageId: string, file: ConversationFile) => Promise<void>;
  /** It is over: sent, or given up. */
  readonly ended: () => void;
}

/**
 * One file on its way to the server: sealed piece by piece, and taken up again after breaks, also of the page.
 *
 * Invariant: of an upload there is one sealer at a time, over all tabs, that begins with every hash that was kept.
 */
export class FileUpload {
  readonly #options: FileUploadOptions;
  readonly #transfer: Signal<FileTransfer>;
  readonly #meter = new SpeedMeter();
  readonly #backOff = new BackOff();
  #kept: KeptUpload;
  #file: File | undefined;
  #sent = 0;
  #pieceLength: number = pieceLengths.first;
  #running: AbortController | undefined;
  /** Whether the file that this page has is the one of which the server has the beginning. */
  #isVerified = false;
  #isGivenUp = false;
  /** How often it was sealed anew. */
  #sealings = 0;

  constructor(kept: KeptUpload, options: FileUploadOptions) {
    this.#kept = kept;
    this.#options = options;
    this.#file = options.file;
    this.#transfer = signal<FileTransfer>(
      options.file === undefined ? { kind: 'choose-again', isOther: false } : { kind: 'preparing' },
    );
  }

  get kept(): KeptUpload {
    return this.#kept;
  }

  get transfer(): ReadonlySignal<FileTransfer> {
    return this.#transfer;
  }

  /** Begins or goes on, in the background. */
  start(): void {
    const file = this.#file;
    if (file === undefined || this.#running !== undefined) return;
    const running = new AbortController();
    this.#running = running;
    this.#transfer.value = { kind: 'preparing' };
    void this.#run(file, running.signal).finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
  }

  pause(): void {
    if (this.#running === undefined) return;
    this.#stop();
    this.#transfer.value = { kind: 'paused', direction: 'up', progress: this.#progress() };
  }

  /** Takes the file after a visit that had it. One of another name or size is another. */
  give(file: File): void {
    if (this.#transfer.peek().kind !== 'choose-again') return;
    if (fileNameOf(file.name) !== this.#kept.name || file.size !== this.#kept.size) {
      this.#transfer.value = { kind: 'choose-again', isOther: true };
      return;
    }
    this.#file = file;
    this.#isVerified = false;
    this.start();
  }

  /** There is a connection again. */
  wake(): void {
    this.#backOff.wake();
  }

  /** Gives it up. What the server has of it is deleted by whoever calls this. */
  async cancel(): Promise<void> {
    this.#isGivenUp = true;
    this.#stop();
    await this.#options.uploads.forget(this.#kept);
    this.#options.ended();
  }

  /** Stops; what is kept is for the next visit. May be called twice. */
  close(): void {
    this.#stop();
  }

  #stop(): void {
    this.#running?.abort();
    this.#running = undefined;
  }

  async #run(file: File, signal: AbortSignal): Promise<void> {
    const { parts } = this.#options;
    try {
      await parts.slots.up.do(
        () => parts.exclusively(`sottovoce.upload.${this.#kept.messageId}`, () => this.#insist(file, signal)),
        signal,
      );
    } catch (error) {
      if (signal.aborted) return;
      this.#transfer.value = stateAfter(error);
      if (isUnreadable(error)) this.#file = undefined;
    }
  }

  /** Tries until it is done, or something says that trying is of no use. */
  async #insist(file: File, signal: AbortSignal): Promise<void> {
    for (;;) {
      try {
        await this.#attempt(file, signal);
        return;
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof FileSourceChanged) {
          await this.#sealAnew(file, error);
        } else if (BackOff.isPassing(error)) {
          this.#transfer.value = { kind: 'interrupted', direction: 'up', progress: this.#progress() };
          this.#meter.reset();
          await this.#backOff.wait(error, signal);
        } else throw error;
      }
    }
  }

  async #attempt(file: File, signal: AbortSignal): Promise<void> {
    const { uploads, parts, ended } = this.#options;
    const kept = await uploads.read(this.#kept);
    // Another tab has finished it, or given it up.
    if (kept === undefined) return ended();
    this.#kept = kept;
    if (kept.thumbnail === undefined && kept.fileId === undefined) await this.#look(file);
    const source = new SealedSource(file, await uploads.sealer(this.#kept));
    let offset = await this.#begin(source.size, signal);
    if (!this.#isVerified) await source.verifyUpTo(offset);
    this.#isVerified = true;
    const { fileId = '' } = this.#kept;
    while (offset < source.size) {
      this.#note(offset, source.size);
      const bytes = await source.read(offset, Math.min(source.size, offset + this.#pieceLength));
      const before = parts.now();
      offset = await parts.requests.append(fileId, offset, bytes, signal);
      this.#adapt(parts.now() - before);
      this.#backOff.reset();
    }
    this.#note(offset, source.size);
    await this.#finish(fileId);
  }

  /** @returns How far the upload has come. */
  async #begin(sealedSize: number, signal: AbortSignal): Promise<number> {
    const { parts } = this.#options;
    const { fileId, accessToken } = this.#kept;
    if (fileId !== undefined) {
      try {
        return await parts.requests.offset(fileId, signal);
      } catch (error) {
        const isGone = error instanceof ProtocolError && error.code === 'not-found';
        if (!isGone) throw error;
      }
    }
    await this.#keep({ fileId: await parts.requests.begin(sealedSize, accessToken, signal) });
    return 0;
  }

  async #look(file: File): Promise<void> {
    const { thumbnail, duration } = await this.#options.parts.preview(file);
    if (thumbnail === undefined && duration === undefined) return;
    await this.#keep({
      duration,
      thumbnail: thumbnail && keptThumbnail(thumbnail),
    });
    this.#options.changed();
  }

  async #finish(fileId: string): Promise<void> {
    const { parts, uploads, deliver, ended } = this.#options;
    const { me, requests } = parts;
    const { name, mediaType, size, duration, thumbnail, fileKey, accessToken, messageId } = this.#kept;
    const { chunkCount } = new FileLayout(size, this.#kept.chunkExponent);
    const known = { name, mediaType, size, chunkCount, ...(duration !== undefined && { duration }) };
    const key = fromBase64Url(fileKey) ?? new Uint8Array();
    const owned = await sealOwnedFile(me.masterKey, me.accountId, fileId, { fileKey: key, manifest: known });
    await requests.setManifest(fileId, owned);
    const shown = thumbnail === undefined ? {} : { thumbnail };
    await deliver(messageId, { ...known, fileId, key: fileKey, accessToken, ...shown });
    await uploads.forget(this.#kept);
    ended();
  }

  /** The file is not what it was: what is there of it is thrown away, and it gets another key. */
  async #sealAnew(file: File, error: FileSourceChanged): Promise<void> {
    this.#sealings += 1;
    if (this.#sealings > mostSealings) throw error;
    const before = this.#kept;
    if (before.fileId !== undefined) await this.#options.parts.requests.delete(before.fileId);
    await this.#keep({ ...(await freshSealing(file.size)), thumbnail: undefined, duration: undefined });
    await this.#options.uploads.forgetHashes(before);
    this.#meter.reset();
    this.#options.changed();
  }

  async #keep(change: Partial<KeptUpload>): Promise<void> {
    // What goes on for a moment after that keeps nothing.
    if (this.#isGivenUp) return;
    this.#kept = { ...this.#kept, ...change };
    await this.#options.uploads.keep(this.#kept);
  }

  /** The next request has as many bytes as take a second or a few. */
  #adapt(milliseconds: number): void {
    if (milliseconds < 1000) this.#pieceLength = Math.min(pieceLengths.most, this.#pieceLength * 2);
    if (milliseconds > 4000) this.#pieceLength = Math.max(pieceLengths.least, this.#pieceLength / 2);
  }

  #note(offset: number, sealedSize: number): void {
    this.#sent = offset / sealedSize;
    this.#meter.note(this.#sent * this.#kept.size, this.#options.parts.now());
    this.#transfer.value = { kind: 'moving', direction: 'up', progress: this.#progress() };
  }

  #progress(): FileProgress {
    return this.#meter.progress(this.#sent * this.#kept.size, this.#kept.size);
  }
}

function keptThumbnail({ bytes, mediaType, width, height }: NonNullable<Preview['thumbnail']>) {
  return { mediaType, width, height, data: toBase64Url(bytes) };
}

function stateAfter(error: unknown): FileTransfer {
  if (isUnreadable(error)) return { kind: 'choose-again', isOther: false };
  const code = error instanceof ProtocolError || error instanceof FileSourceChanged ? error.code : 'internal';
  return { kind: 'failed', direction: 'up', code };
}

/** The browser gives a file out no more that was changed, moved or deleted since it was chosen. */
function isUnreadable(error: unknown): boolean {
  return (
    error instanceof DOMException && (error.name === 'NotReadableError' || error.name === 'NotFoundError')
  );
}
