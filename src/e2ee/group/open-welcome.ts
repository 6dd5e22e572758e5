import { type ClientState, joinGroupWithExtensions, type PreSharedKeyID } from 'ts-mls';
import { makeKeyPackageRef } from 'ts-mls/keyPackage.js';
import { equal } from '../bytes.ts';
import { suiteName } from './ciphersuite.ts';
import { config } from './client-config.ts';
import { isGroupId } from './group-id.ts';
import { pskIndexOf } from './invitation-psk.ts';
import type { PreparedJoin } from './join-request.ts';
import { membersOf, mostMembers } from './member.ts';
import { parseWelcome } from './mls-message.ts';
import { Refusal, refusing } from './refusal.ts';

/**
 * Comes into a group of ours, and of nobody else.
 *
 * @throws {Refusal} As `CallGroup.join`.
 */
export async function openWelcome(
  { device, invitation, keyPackage, privateKeys }: PreparedJoin,
  welcome: Uint8Array,
): Promise<ClientState> {
  const parsed = parseWelcome(welcome);
  const reference = await makeKeyPackageRef(keyPackage, device.suite.hash);
  if (!parsed.secrets.some(({ newMember }) => equal(newMember, reference))) {
    throw new Refusal('not-for-this-device');
  }
  const psks: PreSharedKeyID[] = [];
  const findPsk = (id: PreSharedKeyID) => {
    psks.push(id);
    return pskIndexOf(invitation).findPsk(id);
  };
  const [state, extensions] = await refusing('invalid', () =>
    joinGroupWithExtensions(
      parsed,
      keyPackage,
      privateKeys,
      { findPsk },
      device.suite,
      undefined,
      undefined,
      config,
    ),
  );
  // Who does not know the invitation can make a Welcome, but none that rests on its PSK.
  if (psks.length !== 1) throw new Refusal('no-invitation');
  const { groupContext } = state;
  const isOurs =
    groupContext.version === 'mls10' &&
    groupContext.cipherSuite === suiteName &&
    isGroupId(groupContext.groupId) &&
    groupContext.extensions.length === 0 &&
    extensions.every(({ extensionType }) => extensionType === 'ratchet_tree');
  if (!isOurs) throw new Refusal('downgrade');
  if (membersOf(state.ratchetTree).length > mostMembers) throw new Refusal('too-many-members');
  return state;
}
