import { type Bytes, equal, sha256, toBase64Url } from '../bytes.ts';
import { type DeviceEntry, openDeviceEntry, signDeviceEntry } from './device-entry.ts';
import type { Identity } from './identity.ts';
import type { IdentityCard } from './identity-card.ts';
import { IdentityRefusal } from './identity-refusal.ts';

/** One device of an account, as its list has it. */
export interface ListedDevice {
  /** Ed25519, 32 bytes. */
  readonly deviceKey: Bytes;
  readonly sealedLabel: Bytes;
  /** Milliseconds since 1970 began, as the device had them. */
  readonly at: number;
  /** The index of the entry that added it. */
  readonly addedAt: number;
  /** The index of the entry that revoked it. */
  readonly revokedAt: number | undefined;
}

/** How far a list is known: another one of this length has this hash, or is another list. */
export interface ListHead {
  readonly length: number;
  /** SHA-256 of the last entry; zeros for an empty list. */
  readonly hash: Bytes;
}

/**
 * An account's devices: a hash chain of entries that its identity has signed. Whoever follows it takes only what
 * follows on what they know, so a server can hold the latest back, and nothing else.
 *
 * Invariant: a device is in it once, and never comes back once it is revoked.
 */
export class DeviceList {
  readonly #card: Pick<IdentityCard, 'accountId' | 'identityKey'>;
  readonly #devices = new Map<string, ListedDevice>();
  #head: ListHead = { length: 0, hash: new Uint8Array(32) };

  constructor(card: Pick<IdentityCard, 'accountId' | 'identityKey'>) {
    this.#card = card;
  }

  get head(): ListHead {
    return this.#head;
  }

  /** All there ever were, in their order. */
  get devices(): readonly ListedDevice[] {
    return [...this.#devices.values()];
  }

  deviceOf(deviceKey: Bytes): ListedDevice | undefined {
    return this.#devices.get(toBase64Url(deviceKey));
  }

  /**
   * Takes the next entry.
   *
   * @throws {IdentityRefusal} and is as it was.
   */
  async append(bytes: Uint8Array): Promise<DeviceEntry> {
    const entry = await openDeviceEntry(bytes, this.#card.identityKey);
    const hash = await sha256(bytes);
    const { length, hash: before } = this.#head;
    if (entry.accountId !== this.#card.accountId) throw new IdentityRefusal('not-authentic');
    if (entry.index !== length || !equal(entry.previous, before)) throw new IdentityRefusal('broken-chain');
    this.#take(entry);
    this.#head = { length: length + 1, hash };
    return entry;
  }

  /** The entry, signed, that would add a device to the list as it is; {@link append} takes it. */
  adding(
    identity: Identity,
    device: { deviceKey: Bytes; sealedLabel: Bytes; at: number; sign(content: Bytes): Promise<Bytes> },
  ): Promise<Bytes> {
    const { deviceKey, sealedLabel, at, sign } = device;
    const entry: DeviceEntry = { ...this.#next(at), deviceKey, change: { kind: 'add', sealedLabel } };
    return signDeviceEntry(entry, identity.signingKey, sign);
  }

  /** The entry, signed, that would revoke a device. */
  revoking(identity: Identity, deviceKey: Bytes, at: number): Promise<Bytes> {
    return signDeviceEntry({ ...this.#next(at), deviceKey, change: { kind: 'revoke' } }, identity.signingKey);
  }

  #next(at: number) {
    const { length: index, hash: previous } = this.#head;
    return { accountId: this.#card.accountId, index, previous, at };
  }

  #take({ deviceKey, index, at, change }: DeviceEntry): void {
    const key = toBase64Url(deviceKey);
    const known = this.#devices.get(key);
    if (change.kind === 'add') {
      if (known !== undefined) throw new IdentityRefusal('not-allowed');
      const { sealedLabel } = change;
      this.#devices.set(key, { deviceKey, sealedLabel, at, addedAt: index, revokedAt: undefined });
    } else {
      if (known === undefined || known.revokedAt !== undefined) throw new IdentityRefusal('not-allowed');
      this.#devices.set(key, { ...known, revokedAt: index });
    }
  }
}
