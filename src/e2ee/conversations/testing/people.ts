import { XWing } from '@hpke/hybridkem-x-wing';
import { type Bytes, copyOf, equal, randomBytes, toBase64Url } from '../../bytes.ts';
import type { DeviceDirectory, DeviceSigner, ListedDevice } from '../device.ts';
import type { SealOwner, SealRecipient } from '../sealed-epoch-key.ts';

/** Somebody with devices, who can seal, open and sign. */
export interface Person extends SealOwner, SealRecipient {
  /** Their first device. */
  readonly device: DeviceSigner;
}

/** The device lists of people, as long as each of them is. */
export class People implements DeviceDirectory {
  readonly #lists = new Map<string, { readonly deviceKey: Bytes; readonly isRevoked: boolean }[]>();

  /** @param accountId A new one unless somebody is to be played. */
  async person(accountId = newId()): Promise<Person> {
    const kem = new XWing();
    const pair = await kem.generateKeyPair();
    return {
      accountId,
      sealKey: copyOf(new Uint8Array(await kem.serializePublicKey(pair.publicKey))),
      sealSecret: copyOf(new Uint8Array(await kem.serializePrivateKey(pair.privateKey))),
      device: await this.device(accountId),
    };
  }

  /** Adds a device to an account's list. */
  async device(accountId: string): Promise<DeviceSigner> {
    const signer = await unlistedDevice(accountId);
    this.#note(accountId, signer.deviceKey, false);
    return signer;
  }

  revoke({ accountId, deviceKey }: DeviceSigner): void {
    this.#note(accountId, deviceKey, true);
  }

  deviceOf(accountId: string, deviceKey: Bytes): ListedDevice | undefined {
    const list = this.#lists.get(accountId) ?? [];
    const indexOf = (revoked: boolean) =>
      list.findIndex((entry) => entry.isRevoked === revoked && equal(entry.deviceKey, deviceKey));
    const [addedAt, revokedAt] = [indexOf(false), indexOf(true)];
    return addedAt < 0 ? undefined : { addedAt, revokedAt: revokedAt < 0 ? undefined : revokedAt };
  }

  lengthOf(accountId: string): number {
    return this.#lists.get(accountId)?.length ?? 0;
  }

  #note(accountId: string, deviceKey: Bytes, isRevoked: boolean): void {
    this.#lists.set(accountId, [...(this.#lists.get(accountId) ?? []), { deviceKey, isRevoked }]);
  }
}

/** 16 random bytes in base64url. */
export function newId(): string {
  return toBase64Url(randomBytes(16));
}

/** A device that says to be an account's. */
export async function unlistedDevice(accountId: string): Promise<DeviceSigner> {
  const pair = (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair;
  return {
    accountId,
    deviceKey: new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)),
    sign: async (content) => new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, content)),
  };
}
