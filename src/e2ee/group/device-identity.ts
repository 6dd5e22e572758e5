import type { CiphersuiteImpl, Credential } from 'ts-mls';
import { type Bytes, copyOf } from '../bytes.ts';
import { suiteOf } from './ciphersuite.ts';
import { type Credentialed, memberCredential } from './member-credential.ts';

/** This device as a member of groups. Its key signs its MLS leaf and whatever it says. */
export interface DeviceIdentity extends Credentialed {
  /** Ed25519, 32 bytes. */
  readonly publicKey: Bytes;
  readonly credential: Credential;
  /** Signs with this device's key. */
  readonly suite: CiphersuiteImpl;
}

/**
 * @param key From `createDeviceKey`.
 * @param who As every member of a call sees it.
 * @throws {RangeError} For another id or name than a credential holds.
 */
export async function deviceIdentity(key: CryptoKeyPair, who: Credentialed): Promise<DeviceIdentity> {
  return {
    publicKey: new Uint8Array(await crypto.subtle.exportKey('raw', key.publicKey)),
    ...who,
    credential: memberCredential(who),
    suite: await suiteOf(
      async (message) => new Uint8Array(await crypto.subtle.sign('Ed25519', key.privateKey, copyOf(message))),
    ),
  };
}
