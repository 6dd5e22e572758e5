import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { type Bytes, concat, copyOf, utf8 } from '../../e2ee/bytes.ts';
import { createDeviceKey } from '../../e2ee/identity/device-key.ts';
import { conversationDatabase } from '../account/kept-account.ts';

/** What kind of thing is kept. */
export type LocalArea =
  | 'known'
  | 'outbox'
  | 'drafts'
  | 'conversations'
  | 'messages'
  | 'uploads'
  | 'downloads';

/** What this browser keeps of an account's conversations. Contents are sealed; who opens it has the master key. */
export interface LocalStore {
  /** This browser's device key for the account; made at the first call. */
  deviceKey(): Promise<CryptoKeyPair>;
  get(area: LocalArea, key: string): Promise<Bytes | undefined>;
  put(area: LocalArea, key: string, content: Bytes): Promise<void>;
  delete(area: LocalArea, key: string): Promise<void>;
  /** Those whose key lies between two, in the order of their keys. Rejects where the first is the higher one. */
  list(
    area: LocalArea,
    from: string,
    to: string,
  ): Promise<readonly (readonly [key: string, content: Bytes])[]>;
  close(): void;
}

/** Keeps it as long as the page. */
export class MemoryLocalStore implements LocalStore {
  readonly #areas = new Map<string, Bytes>();
  #deviceKey: Promise<CryptoKeyPair> | undefined;

  deviceKey(): Promise<CryptoKeyPair> {
    this.#deviceKey ??= createDeviceKey();
    return this.#deviceKey;
  }

  async get(area: LocalArea, key: string): Promise<Bytes | undefined> {
    return this.#areas.get(`${area}/${key}`);
  }

  async put(area: LocalArea, key: string, content: Bytes): Promise<void> {
    this.#areas.set(`${area}/${key}`, content);
  }

  async delete(area: LocalArea, key: string): Promise<void> {
    this.#areas.delete(`${area}/${key}`);
  }

  async list(area: LocalArea, from: string, to: string): Promise<[string, Bytes][]> {
    const [first, last] = [`${area}/${from}`, `${area}/${to}`];
    if (first > last) throw new RangeError('The first key comes before the last.');
    return [...this.#areas]
      .filter(([key]) => key >= first && key <= last)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, content]) => [key.slice(area.length + 1), content]);
  }

  close(): void {
    // It goes with the page.
  }
}

interface Schema extends DBSchema {
  readonly keys: { key: string; value: CryptoKeyPair };
  readonly sealed: { key: [area: LocalArea, key: string]; value: Bytes };
}

/** Keeps it in IndexedDB, each content sealed by AES-256-GCM under a key of this account, bound to its place. */
export class BrowserLocalStore implements LocalStore {
  readonly #database: IDBPDatabase<Schema>;
  readonly #key: CryptoKey;

  private constructor(database: IDBPDatabase<Schema>, key: CryptoKey) {
    this.#database = database;
    this.#key = key;
  }

  /** @param key AES-GCM. Rejects where the browser keeps nothing, such as in a private window. */
  static async open(accountId: string, key: CryptoKey): Promise<BrowserLocalStore> {
    const database = await openDB<Schema>(conversationDatabase(accountId), 1, {
      upgrade(opened) {
        opened.createObjectStore('keys');
        opened.createObjectStore('sealed');
      },
      // Another tab erases it, or has another version of this app: it must not wait for this one.
      blocking: (_current, _blocked, { target }) => {
        if (target instanceof IDBDatabase) target.close();
      },
    });
    return new BrowserLocalStore(database, key);
  }

  /** Two tabs that open for the first time at once end up with the same key: the store takes the first. */
  async deviceKey(): Promise<CryptoKeyPair> {
    const kept = await this.#database.get('keys', 'device');
    if (kept !== undefined) return kept;
    const made = await createDeviceKey();
    await this.#database.add('keys', made, 'device').catch(() => undefined);
    const first = await this.#database.get('keys', 'device');
    return first ?? made;
  }

  async get(area: LocalArea, key: string): Promise<Bytes | undefined> {
    const sealed = await this.#database.get('sealed', [area, key]);
    return sealed && this.#open(area, key, sealed);
  }

  async put(area: LocalArea, key: string, content: Bytes): Promise<void> {
    await this.#database.put('sealed', await this.#seal(area, key, content), [area, key]);
  }

  async delete(area: LocalArea, key: string): Promise<void> {
    await this.#database.delete('sealed', [area, key]);
  }

  async list(area: LocalArea, from: string, to: string): Promise<[string, Bytes][]> {
    const range = IDBKeyRange.bound([area, from], [area, to]);
    const { store } = this.#database.transaction('sealed');
    const [keys, values] = await Promise.all([store.getAllKeys(range), store.getAll(range)]);
    const opened = await Promise.all(
      keys.map(async ([, key], index): Promise<[string, Bytes][]> => {
        const content = await this.#open(area, key, values[index] ?? new Uint8Array());
        return content === undefined ? [] : [[key, content]];
      }),
    );
    return opened.flat();
  }

  close(): void {
    this.#database.close();
  }

  async #seal(area: LocalArea, key: string, content: Bytes): Promise<Bytes> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const additionalData = placeOf(area, key);
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, this.#key, content);
    return concat(iv, new Uint8Array(sealed));
  }

  /** @returns Nothing for what does not open: it is as good as not there. */
  async #open(area: LocalArea, key: string, sealed: Bytes): Promise<Bytes | undefined> {
    const [iv, content] = [copyOf(sealed.subarray(0, 12)), copyOf(sealed.subarray(12))];
    const additionalData = placeOf(area, key);
    return crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, this.#key, content).then(
      (opened) => new Uint8Array(opened),
      () => undefined,
    );
  }
}

const placeOf = (area: LocalArea, key: string) => utf8(`${area}\0${key}`);
