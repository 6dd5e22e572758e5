import type { Bytes } from '../bytes.ts';
import { type Members, type MembershipChange, mostMembers, type Policy } from './membership-change.ts';
import { ConversationRefusal } from './refusal.ts';
import { type ConversationType, mayDo, type Role, reaches } from './role.ts';

/** A conversation as its log says it is, up to some entry. */
export interface MembershipState {
  readonly type: ConversationType;
  /** Nobody is left of a conversation that all have left. */
  readonly members: Members;
  readonly policy: Policy;
  /** From 1; each change of keys begins the next. */
  readonly epoch: number;
  /** Somebody left who has the key: nothing may be sealed under it any more. */
  readonly rotationDue: boolean;
  /**
   * The first epoch since whose start newcomers were allowed to see history without a break; nothing while they
   * are not.
   */
  readonly historyFrom: number | undefined;
  /** The sealed title and picture, and the epoch whose key opens them. */
  readonly description: { readonly sealed: Bytes; readonly epoch: number } | undefined;
}

/**
 * The state after a change.
 *
 * @param state Nothing before a conversation is created.
 * @throws {ConversationRefusal} `not-a-member`, `not-allowed`, `too-many-members`.
 */
export function changed(
  state: MembershipState | undefined,
  author: string,
  change: MembershipChange,
): MembershipState {
  if (change.kind === 'create') {
    if (state) throw new ConversationRefusal('not-allowed');
    return within(created(author, change));
  }
  const role = state?.members.get(author);
  if (!state || !role) throw new ConversationRefusal('not-a-member');
  if (!mayDo(state.type, role, change.kind)) throw new ConversationRefusal('not-allowed');
  return within(applied(state, author, role, change));
}

function created(author: string, change: Extract<MembershipChange, { kind: 'create' }>): MembershipState {
  const { type, members, policy } = change;
  if (members.get(author) !== 'owner') throw new ConversationRefusal('not-allowed');
  const areTwo = members.size === 2 && [...members.values()].every((role) => role === 'owner');
  if (type === 'direct' && !areTwo) throw new ConversationRefusal('not-allowed');
  const historyFrom = policy.newcomersSeeHistory ? 1 : undefined;
  return { type, members, policy, epoch: 1, rotationDue: false, historyFrom, description: undefined };
}

function applied(
  state: MembershipState,
  author: string,
  role: Role,
  change: Exclude<MembershipChange, { kind: 'create' }>,
): MembershipState {
  switch (change.kind) {
    case 'add':
      return nextEpoch({ ...state, members: withAdded(state.members, role, change.members) });
    case 'remove':
      return nextEpoch({ ...state, members: withRemoved(state.members, author, role, change.accountIds) });
    case 'leave':
      return { ...state, members: without(state.members, author), rotationDue: true };
    case 'role':
      return { ...state, members: withRole(state.members, role, change.accountId, change.role) };
    case 'policy':
      return { ...state, policy: change.policy, historyFrom: historyFromAfter(state, change.policy) };
    case 'rotate':
      return nextEpoch(state);
    case 'describe':
      // Who has left could read it.
      if (state.rotationDue) throw new ConversationRefusal('rotation-due');
      return { ...state, description: { sealed: change.sealed, epoch: state.epoch } };
  }
}

function nextEpoch(state: MembershipState): MembershipState {
  return { ...state, epoch: state.epoch + 1, rotationDue: false };
}

function withAdded(members: Members, role: Role, added: Members): Members {
  const all = new Map(members);
  for (const [accountId, given] of added) {
    if (all.has(accountId) || !reaches(role, given)) throw new ConversationRefusal('not-allowed');
    all.set(accountId, given);
  }
  return all;
}

function withRemoved(members: Members, author: string, role: Role, removed: ReadonlySet<string>): Members {
  // Who leaves by a `remove` would make the key of those who stay.
  if (removed.has(author)) throw new ConversationRefusal('not-allowed');
  for (const accountId of removed) {
    const had = members.get(accountId);
    if (!had || !reaches(role, had)) throw new ConversationRefusal('not-allowed');
  }
  return without(members, ...removed);
}

function withRole(members: Members, role: Role, accountId: string, given: Role): Members {
  const had = members.get(accountId);
  if (!had || !reaches(role, had) || !reaches(role, given)) throw new ConversationRefusal('not-allowed');
  return new Map(members).set(accountId, given);
}

function without(members: Members, ...removed: readonly string[]): Members {
  const rest = new Map(members);
  for (const accountId of removed) rest.delete(accountId);
  return rest;
}

/** An epoch in which newcomers were not to see history for a while stays closed to them. */
function historyFromAfter({ historyFrom, epoch }: MembershipState, policy: Policy): number | undefined {
  return policy.newcomersSeeHistory ? (historyFrom ?? epoch + 1) : undefined;
}

/** What holds of every state: nobody is without an owner, and there are not too many. */
function within(state: MembershipState): MembershipState {
  const { members } = state;
  if (members.size > mostMembers) throw new ConversationRefusal('too-many-members');
  const hasOwner = [...members.values()].includes('owner');
  if (members.size > 0 && !hasOwner) throw new ConversationRefusal('not-allowed');
  return state;
}
