import type { Bytes } from '../../../e2ee/bytes.ts';

/** A device has no room for what it is to keep. */
export class NoRoomForFile extends Error {
  override readonly name = 'NoRoomForFile';
  readonly code = 'no-room';

  constructor(options?: ErrorOptions) {
    super('This device has no room for the file.', options);
  }
}

/** Where files that are opened as they arrive are put, in parts that follow each other. */
export interface FilePlaces {
  /** Puts one part; whoever waits for it can rely on it. @throws {NoRoomForFile} */
  write(fileId: string, part: number, pieces: readonly Bytes[]): Promise<void>;
  /** All parts in one, without copying them; nothing where one is missing. */
  read(fileId: string, parts: number): Promise<Blob | undefined>;
  delete(fileId: string): Promise<void>;
}

/** Most bytes of all files together that are kept in memory. */
const memoryLimit = 512 * 1024 * 1024;

/** Keeps them as long as the page. */
export class MemoryFilePlaces implements FilePlaces {
  readonly #files = new Map<string, Blob[]>();
  readonly #limit: number;

  constructor(limit: number = memoryLimit) {
    this.#limit = limit;
  }

  async write(fileId: string, part: number, pieces: readonly Bytes[]): Promise<void> {
    const parts = this.#files.get(fileId) ?? [];
    const added = new Blob([...pieces]);
    const replaced = parts[part]?.size ?? 0;
    const kept = [...this.#files.values()].flat().reduce((sum, { size }) => sum + size, 0);
    if (kept - replaced + added.size > this.#limit) throw new NoRoomForFile();
    parts[part] = added;
    this.#files.set(fileId, parts);
  }

  async read(fileId: string, parts: number): Promise<Blob | undefined> {
    const found = Array.from({ length: parts }, (_, part) => this.#files.get(fileId)?.[part]);
    return found.every((part) => part !== undefined) ? new Blob(found) : undefined;
  }

  async delete(fileId: string): Promise<void> {
    this.#files.delete(fileId);
  }
}

/** Milliseconds after which what was fetched and not used any more is deleted: it can be fetched again. */
const longestRest = 24 * 60 * 60 * 1000;

/** Keeps them in the browser's own file system, over visits; no other site and no other program is shown them. */
export class BrowserFilePlaces implements FilePlaces {
  readonly #folder: FileSystemDirectoryHandle;

  private constructor(folder: FileSystemDirectoryHandle) {
    this.#folder = folder;
  }

  /** @param name Of the account's folder. Rejects where the browser has no such place, as in a private window. */
  static async open(name: string, now: number): Promise<BrowserFilePlaces> {
    if (!('createWritable' in FileSystemFileHandle.prototype)) throw new NoRoomForFile();
    const root = await navigator.storage.getDirectory();
    const places = new BrowserFilePlaces(await root.getDirectoryHandle(name, { create: true }));
    await places.#clear(now - longestRest);
    return places;
  }

  async write(fileId: string, part: number, pieces: readonly Bytes[]): Promise<void> {
    try {
      const folder = await this.#folder.getDirectoryHandle(fileId, { create: true });
      const file = await folder.getFileHandle(nameOf(part), { create: true });
      const writable = await file.createWritable();
      for (const piece of pieces) await writable.write(piece);
      await writable.close();
    } catch (cause) {
      throw new NoRoomForFile({ cause });
    }
  }

  async read(fileId: string, parts: number): Promise<Blob | undefined> {
    try {
      const folder = await this.#folder.getDirectoryHandle(fileId);
      const files: File[] = [];
      for (let part = 0; part < parts; part += 1) {
        files.push(await (await folder.getFileHandle(nameOf(part))).getFile());
      }
      return new Blob(files);
    } catch {
      // The browser may clear it whenever it needs the room.
      return undefined;
    }
  }

  async delete(fileId: string): Promise<void> {
    await this.#folder.removeEntry(fileId, { recursive: true }).catch(() => undefined);
  }

  async #clear(before: number): Promise<void> {
    for await (const [fileId, folder] of this.#folder.entries()) {
      let newest = 0;
      if (folder instanceof FileSystemDirectoryHandle) {
        for await (const part of folder.values()) {
          if (part instanceof FileSystemFileHandle) {
            newest = Math.max(newest, (await part.getFile()).lastModified);
          }
        }
      }
      if (newest < before) await this.delete(fileId);
    }
  }
}

const nameOf = (part: number) => String(part).padStart(6, '0');
