import { createDeviceKey } from '../../identity/device-key.ts';
import { CallGroup } from '../call-group.ts';
import { type DeviceIdentity, deviceIdentity } from '../device-identity.ts';
import { createInvitationSecret, type Invitation, openInvitation } from '../invitation.ts';
import { type PreparedJoin, prepareJoin } from '../join-request.ts';

export const roomId = 'abc-defg-hij';

export function invite(): Promise<Invitation> {
  return openInvitation(createInvitationSecret(), roomId);
}

let people = 0;

/** A new device; everyone is a participant of their own unless one is named. */
export async function personCalled(name: string, peerId?: string): Promise<DeviceIdentity> {
  people += 1;
  const who = { peerId: peerId ?? `peer-${people}`, displayName: name };
  return deviceIdentity(await createDeviceKey(), who);
}

/** The group after the commit that it has pending, or after one that another member made. */
export async function apply(group: CallGroup, commit: Uint8Array): Promise<CallGroup> {
  const processed = await group.process(commit);
  if (processed.kind !== 'epoch') throw new Error('This member was removed.');
  return processed.group;
}

export async function joined(prepared: PreparedJoin, welcome: Uint8Array | undefined): Promise<CallGroup> {
  if (!welcome) throw new Error('Nobody was welcomed.');
  return CallGroup.join(prepared, welcome);
}

/** A group of people who came one by one, as each of them sees it; leaves are in the order of the names. */
export async function groupOf(
  invitation: Invitation,
  ...names: readonly [string, ...string[]]
): Promise<CallGroup[]> {
  const [first, ...others] = names;
  const groups = [await CallGroup.create(await personCalled(first), invitation)];
  for (const name of others) {
    const prepared = await prepareJoin(await personCalled(name), invitation);
    const [committer, ...rest] = groups as [CallGroup, ...CallGroup[]];
    const { group, commit, welcome } = await committer.commitChanges({ add: [prepared.request] });
    groups.splice(
      0,
      groups.length,
      ...(await Promise.all([group, ...rest].map((one) => apply(one, commit)))),
    );
    groups.push(await joined(prepared, welcome));
  }
  return groups;
}
