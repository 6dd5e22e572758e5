import type { IdentityStore, KnownDevice } from '../api.ts';
import { IndexedDbIdentity } from './indexed-db-identity.ts';
import { MemoryIdentity } from './memory-identity.ts';

/**
 * Where a browser keeps its device key and whom it knows.
 *
 * Invariant: one store for its whole life. Where the browser keeps nothing, the identity lasts as long as the page.
 */
class BrowserIdentity implements IdentityStore {
  readonly #store: Promise<IdentityStore>;

  constructor(lasting: IdentityStore, fleeting: IdentityStore) {
    this.#store = lasting.deviceKey().then(
      () => lasting,
      () => fleeting,
    );
  }

  async deviceKey(): Promise<CryptoKeyPair> {
    return (await this.#store).deviceKey();
  }

  async known(roomId: string, memberId: string): Promise<KnownDevice | undefined> {
    return (await this.#store).known(roomId, memberId);
  }

  async remember(roomId: string, memberId: string, device: KnownDevice): Promise<void> {
    await (await this.#store).remember(roomId, memberId, device);
  }
}

/** The identity of this browser, made at the first call. */
export function openIdentityStore(): IdentityStore {
  return new BrowserIdentity(new IndexedDbIdentity(indexedDB), new MemoryIdentity());
}
