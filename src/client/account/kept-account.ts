/** What a browser keeps of the account that it is logged in to. */
export interface KeptAccount {
  readonly accountId: string;
  /** From which other keys are derived; its bytes cannot be read. */
  readonly masterKey: CryptoKey;
  /** The highest generation of the profile that was seen: an older one is not believed. */
  readonly profileGeneration: number;
}

/** Where it is kept, over visits. */
export interface AccountStore {
  read(): Promise<KeptAccount | undefined>;
  write(account: KeptAccount): Promise<void>;
  /** Notes a later profile of this account, if it is still the one that is kept. */
  noteProfile(accountId: string, generation: number): Promise<void>;
  erase(): Promise<void>;
}

/** Keeps it as long as the page: for a browser that keeps nothing, such as in a private window. */
export class MemoryAccountStore implements AccountStore {
  #account: KeptAccount | undefined;

  async read(): Promise<KeptAccount | undefined> {
    return this.#account;
  }

  async write(account: KeptAccount): Promise<void> {
    this.#account = account;
  }

  async noteProfile(accountId: string, generation: number): Promise<void> {
    if (this.#account?.accountId !== accountId) return;
    this.#account = { ...this.#account, profileGeneration: generation };
  }

  async erase(): Promise<void> {
    this.#account = undefined;
  }
}

/** Where this browser keeps an account's conversations: it goes with the account. */
export const conversationDatabase = (accountId: string) => `sottovoce.conversations.${accountId}`;

/** Where it keeps files that were fetched: a folder of the browser's own file system, which goes with the account. */
export const filesFolder = (accountId: string) => `sottovoce.files.${accountId}`;

const databaseName = 'sottovoce.account';
const storeName = 'account';
const place = 'present';

/** Keeps it in IndexedDB, and in memory where the browser refuses that. */
export class BrowserAccountStore implements AccountStore {
  readonly #factory: IDBFactory;
  readonly #fleeting = new MemoryAccountStore();

  constructor(factory: IDBFactory) {
    this.#factory = factory;
  }

  async read(): Promise<KeptAccount | undefined> {
    const fleeting = await this.#fleeting.read();
    if (fleeting !== undefined) return fleeting;
    const value = await this.#run('readonly', (store) => store.get(place)).catch(() => undefined);
    return isKept(value) ? value : undefined;
  }

  async write(account: KeptAccount): Promise<void> {
    await this.#fleeting.erase();
    await this.#run('readwrite', (store) => store.put(account, place)).catch(() =>
      this.#fleeting.write(account),
    );
  }

  async noteProfile(accountId: string, generation: number): Promise<void> {
    await this.#fleeting.noteProfile(accountId, generation);
    // In one transaction: what another tab erases meanwhile stays erased.
    await this.#run('readwrite', (store) => {
      const reading = store.get(place);
      reading.onsuccess = () => {
        const kept: unknown = reading.result;
        if (!isKept(kept) || kept.accountId !== accountId) return;
        store.put({ ...kept, profileGeneration: generation } satisfies KeptAccount, place);
      };
      return reading;
    }).catch(() => undefined);
  }

  /** Rejects where it may still be there. */
  async erase(): Promise<void> {
    await this.#fleeting.erase();
    const kept = await this.#run('readonly', (store) => store.get(place)).catch(() => undefined);
    if (kept === undefined) return;
    await this.#run('readwrite', (store) => store.delete(place));
    // Whoever has it open closes it on hearing this; nobody waits for that.
    if (!isKept(kept)) return;
    this.#factory.deleteDatabase(conversationDatabase(kept.accountId));
    await eraseFiles(kept.accountId);
  }

  async #run(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
    const database = await this.#open();
    try {
      const transaction = database.transaction(storeName, mode);
      const request = act(transaction.objectStore(storeName));
      return await new Promise((resolve, reject) => {
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = () => reject(transaction.error ?? request.error);
      });
    } finally {
      database.close();
    }
  }

  #open(): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      const request = this.#factory.open(databaseName, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(storeName);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }
}

function isKept(value: unknown): value is KeptAccount {
  const kept = value as Partial<KeptAccount> | undefined;
  return (
    typeof kept?.accountId === 'string' &&
    typeof kept.profileGeneration === 'number' &&
    kept.masterKey instanceof CryptoKey
  );
}

/** There may be none, and a browser may have no such place. */
async function eraseFiles(accountId: string): Promise<void> {
  try {
    const root = await navigator.storage.getDirectory();
    await root.removeEntry(filesFolder(accountId), { recursive: true });
  } catch {
    // Nothing was kept there.
  }
}
