import { z } from 'zod';
import { createDeviceKey } from '../../e2ee/identity/device-key.ts';
import type { IdentityStore, KnownDevice } from '../api.ts';

const databaseName = 'sottovoce.identity';
const databaseVersion = 1;
const keys = 'keys';
const known = 'known';

const knownDeviceSchema = z.object({
  publicKey: z.string(),
  displayName: z.string(),
  verified: z.boolean(),
});

/**
 * This browser's device key and whom it knows, in IndexedDB. The private key is stored as a handle: no script, not even
 * this one, can read its bytes.
 */
export class IndexedDbIdentity implements IdentityStore {
  readonly #factory: IDBFactory;
  #database: Promise<IDBDatabase> | undefined;
  #deviceKey: Promise<CryptoKeyPair> | undefined;

  constructor(factory: IDBFactory) {
    this.#factory = factory;
  }

  deviceKey(): Promise<CryptoKeyPair> {
    this.#deviceKey ??= this.#readOrMakeKey().catch((error: unknown) => {
      this.#deviceKey = undefined;
      throw error;
    });
    return this.#deviceKey;
  }

  async known(roomId: string, memberId: string): Promise<KnownDevice | undefined> {
    const value = await this.#run(known, 'readonly', (store) => store.get([roomId, memberId]));
    return knownDeviceSchema.safeParse(value).data;
  }

  async remember(roomId: string, memberId: string, device: KnownDevice): Promise<void> {
    await this.#run(known, 'readwrite', (store) => store.put(device, [roomId, memberId]));
  }

  /** Two tabs that open for the first time at once end up with the same key: the store takes the first. */
  async #readOrMakeKey(): Promise<CryptoKeyPair> {
    const stored = await this.#run(keys, 'readonly', (store) => store.get('device'));
    if (isKeyPair(stored)) return stored;
    const made = await createDeviceKey();
    try {
      await this.#run(keys, 'readwrite', (store) => store.add(made, 'device'));
      return made;
    } catch (error) {
      const others = await this.#run(keys, 'readonly', (store) => store.get('device'));
      if (isKeyPair(others)) return others;
      throw error;
    }
  }

  async #run(
    store: string,
    mode: IDBTransactionMode,
    act: (store: IDBObjectStore) => IDBRequest,
  ): Promise<unknown> {
    this.#database ??= this.#open().catch((error: unknown) => {
      this.#database = undefined;
      throw error;
    });
    const transaction = (await this.#database).transaction(store, mode);
    const request = act(transaction.objectStore(store));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? request.error);
    });
  }

  #open(): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      const request = this.#factory.open(databaseName, databaseVersion);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(keys);
        request.result.createObjectStore(known);
      };
      request.onsuccess = () => {
        // Another version of this app, in another tab, must not wait for this one.
        request.result.onversionchange = () => request.result.close();
        resolve(request.result);
      };
      request.onerror = () => reject(request.error);
    });
  }
}

function isKeyPair(value: unknown): value is CryptoKeyPair {
  const pair = value as Partial<CryptoKeyPair> | undefined;
  return pair?.privateKey instanceof CryptoKey && pair.publicKey instanceof CryptoKey;
}
