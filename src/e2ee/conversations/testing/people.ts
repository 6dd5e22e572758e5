import { XWing } from '@hpke/hybridkem-x-wing';
import { type Bytes, copyOf, randomBytes, toBase64Url } from '../../bytes.ts';
import type { DeviceDirectory, DeviceSigner, ListedDevice } from '../device.ts';
import type { SealOwner, SealRecipient } from '../sealed-epoch-key.ts';

/** Somebody with devices, who can seal, open and sign. */
export interface Person extends SealOwner, SealRecipient {
  /** Their first device. */
  readonly device: DeviceSigner;
}

/** The device lists of people, as long as each of them is. */
export class People implements DeviceDirectory {
  readonly #lengths = new Map<string, number>();
  /** By account and key. */
  readonly #devices = new Map<string, ListedDevice>();

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
    const addedAt = this.#nextIndex(accountId);
    this.#devices.set(nameOf(accountId, signer.deviceKey), { addedAt, revokedAt: undefined });
    return signer;
  }

  revoke({ accountId, deviceKey }: DeviceSigner): void {
    const device = this.deviceOf(accountId, deviceKey);
    if (!device) throw new Error('There is no such device.');
    const revokedAt = this.#nextIndex(accountId);
    this.#devices.set(nameOf(accountId, deviceKey), { ...device, revokedAt });
  }

  deviceOf(accountId: string, deviceKey: Bytes): ListedDevice | undefined {
    return this.#devices.get(nameOf(accountId, deviceKey));
  }

  lengthOf(accountId: string): number {
    return this.#lengths.get(accountId) ?? 0;
  }

  #nextIndex(accountId: string): number {
    const index = this.lengthOf(accountId);
    this.#lengths.set(accountId, index + 1);
    return index;
  }
}

function nameOf(accountId: string, deviceKey: Bytes): string {
  return `${accountId} ${toBase64Url(deviceKey)}`;
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
