import type { ClientState, KeyPackage, LeafNode } from 'ts-mls';
import { encodeCapabilities } from 'ts-mls/capabilities.js';
import { type Bytes, copyOf, equal } from '../bytes.ts';
import { capabilities } from './client-config.ts';
import { readCredential } from './member-credential.ts';
import { Refusal } from './refusal.ts';

/** One device in a call. */
export interface Member {
  /** Its leaf in the ratchet tree, 0 to 1023: the sender that SFrame's KID names. */
  readonly leaf: number;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Bytes;
  /** The participant that this device is, as it says itself; no two members say the same. */
  readonly peerId: string;
  /** What this member calls itself; only its key is proven. */
  readonly displayName: string;
}

/** SFrame's KID has 10 bits for the leaf. */
export const mostMembers = 1024;

const ourCapabilities = encodeCapabilities(capabilities);

/** The members of an epoch, by leaf. */
export function membersOf(tree: ClientState['ratchetTree']): Member[] {
  // Leaves are the even nodes of the array (RFC 9420 section 7.1 and appendix C).
  return tree.flatMap((node, index) => (node?.nodeType === 'leaf' ? [memberAt(index / 2, node.leaf)] : []));
}

/** To whom secrets are sealed: the keys of all nodes, as {@link deviceKeyOf} spells them. */
export function encryptionKeysOf(tree: ClientState['ratchetTree']): Set<string> {
  const keys = tree.flatMap((node) => {
    if (node === undefined) return [];
    return [node.nodeType === 'leaf' ? node.leaf.hpkePublicKey : node.parent.hpkePublicKey];
  });
  return new Set(keys.map(deviceKeyOf));
}

/** @throws {Refusal} `wrong-identity`, or `downgrade` where a leaf says to be able to do more or less than ours. */
export function memberAt(leaf: number, node: LeafNode): Member {
  if (!equal(encodeCapabilities(node.capabilities), ourCapabilities)) throw new Refusal('downgrade');
  const credentialed = readCredential(node.credential);
  if (credentialed === undefined || node.extensions.length > 0) throw new Refusal('wrong-identity');
  return { leaf, publicKey: copyOf(node.signaturePublicKey), ...credentialed };
}

/** The key by which a device is told from others, in maps. */
export function deviceKeyOf(key: Uint8Array | KeyPackage): string {
  return String(key instanceof Uint8Array ? key : key.leafNode.signaturePublicKey);
}
