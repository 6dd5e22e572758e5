import {
  type CiphersuiteImpl,
  generateKeyPackageWithKey,
  type KeyPackage,
  type PrivateKeyPackage,
} from 'ts-mls';
import { verifyKeyPackage } from 'ts-mls/keyPackage.js';
import { verifyLeafNodeSignatureKeyPackage } from 'ts-mls/leafNode.js';
import type { Bytes } from '../bytes.ts';
import { capabilities, lifetime } from './client-config.ts';
import type { DeviceIdentity } from './device-identity.ts';
import { requireUsableKeys } from './encryption-key.ts';
import { type Invitation, isJoinMac, joinMac } from './invitation.ts';
import { memberAt } from './member.ts';
import { encodeKeyPackage, parseKeyPackage } from './mls-message.ts';
import { Refusal, refusing } from './refusal.ts';

/** What a device sends to be let in. */
export interface JoinRequest {
  /** An MLSMessage with a KeyPackage. */
  readonly keyPackage: Bytes;
  /** {@link joinMac} of those bytes. */
  readonly mac: Bytes;
}

/** A request, and what opens the answer to it: for one join, and then to be forgotten. */
export interface PreparedJoin {
  readonly device: DeviceIdentity;
  readonly invitation: Invitation;
  readonly request: JoinRequest;
  readonly keyPackage: KeyPackage;
  readonly privateKeys: PrivateKeyPackage;
}

export async function prepareJoin(device: DeviceIdentity, invitation: Invitation): Promise<PreparedJoin> {
  const { publicPackage, privatePackage } = await generateKeyPackageWithKey(
    device.credential,
    capabilities,
    lifetime,
    [],
    // The suite signs by itself (see `suiteOf`): there are no bytes of a private key.
    { publicKey: device.publicKey, signKey: new Uint8Array() },
    device.suite,
  );
  const keyPackage = encodeKeyPackage(publicPackage);
  return {
    device,
    invitation,
    request: { keyPackage, mac: await joinMac(invitation, keyPackage) },
    keyPackage: publicPackage,
    privateKeys: privatePackage,
  };
}

/** Who asks, as the request itself says. @returns Nothing where it cannot be read. */
export function peerIdOf({ keyPackage }: JoinRequest): string | undefined {
  try {
    return memberAt(0, parseKeyPackage(keyPackage).leafNode).peerId;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/**
 * @param suite Of the reader.
 * @throws {Refusal} `malformed`, `downgrade`, `wrong-identity`, `wrong-join-mac` if it was not made with this
 *   invitation, or `invalid` if it is not signed by the device that it names, or nobody can seal to its keys.
 */
export async function readJoinRequest(
  suite: CiphersuiteImpl,
  invitation: Invitation,
  { keyPackage: bytes, mac }: JoinRequest,
): Promise<KeyPackage> {
  const keyPackage = parseKeyPackage(bytes);
  memberAt(0, keyPackage.leafNode);
  if (!(await isJoinMac(invitation, bytes, mac))) throw new Refusal('wrong-join-mac');
  const isSigned = await refusing('invalid', async () => {
    const { signature } = suite;
    return (
      (await verifyLeafNodeSignatureKeyPackage(keyPackage.leafNode, signature)) &&
      (await verifyKeyPackage(keyPackage, signature))
    );
  });
  if (!isSigned) throw new Refusal('invalid');
  await requireUsableKeys(suite, keyPackage.initKey, keyPackage.leafNode.hpkePublicKey);
  return keyPackage;
}
