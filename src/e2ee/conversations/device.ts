import type { Bytes } from '../bytes.ts';

/** Signs as one device of one account. */
export interface DeviceSigner {
  /** 16 bytes in base64url. */
  readonly accountId: string;
  /** Ed25519, 32 bytes. */
  readonly deviceKey: Bytes;
  /** @returns 64 bytes. */
  sign(content: Bytes): Promise<Bytes>;
}

/** A device in its account's list. */
export interface ListedDevice {
  /** The index of the entry that added it. */
  readonly addedAt: number;
  /** The index of the entry that revoked it. */
  readonly revokedAt: number | undefined;
}

/**
 * What a reader knows of accounts' devices from their verified device lists: hash chains that the accounts' identities
 * sign, with entries numbered from 0. An account that takes a new identity counts on from there: conversations' logs
 * note how far their members have counted. Lists outlive membership and accounts, as long as a log names them.
 */
export interface DeviceDirectory {
  deviceOf(accountId: string, deviceKey: Bytes): ListedDevice | undefined;
  /** How many entries of that account's list are known. */
  lengthOf(accountId: string): number;
}
