import { createDeviceKey } from '../../e2ee/identity/device-key.ts';
import type { IdentityStore, KnownDevice } from '../api.ts';

/** An identity that lasts as long as its object: for a browser that keeps nothing, such as in a private window. */
export class MemoryIdentity implements IdentityStore {
  readonly #known = new Map<string, KnownDevice>();
  #deviceKey: Promise<CryptoKeyPair> | undefined;

  deviceKey(): Promise<CryptoKeyPair> {
    this.#deviceKey ??= createDeviceKey();
    return this.#deviceKey;
  }

  async known(roomId: string, memberId: string): Promise<KnownDevice | undefined> {
    return this.#known.get(`${roomId} ${memberId}`);
  }

  async remember(roomId: string, memberId: string, device: KnownDevice): Promise<void> {
    this.#known.set(`${roomId} ${memberId}`, device);
  }
}
