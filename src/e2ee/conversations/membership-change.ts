import { type Bytes, concat } from '../bytes.ts';
import { hashLength, idBytes, type LayoutReader, numberBytes, ordinalOf } from './layout.ts';
import { ConversationRefusal } from './refusal.ts';
import { type ConversationType, changeKinds, conversationTypes, type Role, roles } from './role.ts';

/** More would make each change of keys heavier than the server takes: a kilobyte and more is sealed to each. */
export const mostMembers = 500;

/** Most bytes of a sealed title and picture. */
export const descriptionLimit = 65_564;

export interface Policy {
  /** Whether who is added can open what was said before. */
  readonly newcomersSeeHistory: boolean;
  /** After how many seconds messages disappear that say nothing else; nothing for never. */
  readonly disappearAfter: number | undefined;
}

/** Account ids with roles; nobody stands twice. */
export type Members = ReadonlyMap<string, Role>;

/** What an entry of the log does. Whatever begins an epoch commits to its key. */
export type MembershipChange =
  | {
      readonly kind: 'create';
      readonly type: ConversationType;
      readonly policy: Policy;
      readonly members: Members;
      readonly commitment: Bytes;
    }
  | { readonly kind: 'add'; readonly members: Members; readonly commitment: Bytes }
  | { readonly kind: 'remove'; readonly accountIds: ReadonlySet<string>; readonly commitment: Bytes }
  /** Begins no epoch: who leaves must not be the one who makes the key of those who stay. */
  | { readonly kind: 'leave' }
  | { readonly kind: 'role'; readonly accountId: string; readonly role: Role }
  | { readonly kind: 'policy'; readonly policy: Policy }
  | { readonly kind: 'rotate'; readonly commitment: Bytes }
  /** A title and a picture, sealed under the key of the epoch in which this stands. */
  | { readonly kind: 'describe'; readonly sealed: Bytes };

/** The kind as a byte, and the body without its length. */
export function encodeChange(change: MembershipChange): { readonly kind: Bytes; readonly body: Bytes } {
  return { kind: ordinalOf(changeKinds, change.kind), body: encodeBody(change) };
}

function encodeBody(change: MembershipChange): Bytes {
  switch (change.kind) {
    case 'create':
      return concat(
        ordinalOf(conversationTypes, change.type),
        encodePolicy(change.policy),
        change.commitment,
        encodeMembers(change.members),
      );
    case 'add':
      return concat(change.commitment, encodeMembers(change.members));
    case 'remove':
      return concat(
        change.commitment,
        numberBytes(change.accountIds.size, 2),
        ...[...change.accountIds].map(idBytes),
      );
    case 'leave':
      return new Uint8Array();
    case 'role':
      return concat(idBytes(change.accountId), ordinalOf(roles, change.role));
    case 'policy':
      return encodePolicy(change.policy);
    case 'rotate':
      return change.commitment;
    case 'describe':
      return change.sealed;
  }
}

/**
 * @param reader Of the body alone.
 * @throws {ConversationRefusal} `malformed` for what {@link encodeChange} does not make.
 */
export function readChange(kind: MembershipChange['kind'], reader: LayoutReader): MembershipChange {
  const change = readBody(kind, reader);
  reader.end();
  return change;
}

function readBody(kind: MembershipChange['kind'], reader: LayoutReader): MembershipChange {
  switch (kind) {
    case 'create': {
      const [type, policy] = [reader.oneOf(conversationTypes), readPolicy(reader)];
      return { kind, type, policy, commitment: reader.take(hashLength), members: readMembers(reader) };
    }
    case 'add':
      return { kind, commitment: reader.take(hashLength), members: readMembers(reader) };
    case 'remove':
      return { kind, commitment: reader.take(hashLength), accountIds: readAccountIds(reader) };
    case 'leave':
      return { kind };
    case 'role':
      return { kind, accountId: reader.id(), role: reader.oneOf(roles) };
    case 'policy':
      return { kind, policy: readPolicy(reader) };
    case 'rotate':
      return { kind, commitment: reader.take(hashLength) };
    case 'describe':
      if (reader.left === 0 || reader.left > descriptionLimit) throw new ConversationRefusal('malformed');
      return { kind, sealed: reader.take(reader.left) };
  }
}

function encodePolicy({ newcomersSeeHistory, disappearAfter }: Policy): Bytes {
  return concat(numberBytes(newcomersSeeHistory ? 1 : 0, 1), numberBytes(disappearAfter ?? 0, 4));
}

function readPolicy(reader: LayoutReader): Policy {
  const newcomersSeeHistory = reader.flag();
  const seconds = reader.number(4);
  return { newcomersSeeHistory, disappearAfter: seconds === 0 ? undefined : seconds };
}

function encodeMembers(members: Members): Bytes {
  const each = [...members].map(([accountId, role]) => concat(idBytes(accountId), ordinalOf(roles, role)));
  return concat(numberBytes(members.size, 2), ...each);
}

function readMembers(reader: LayoutReader): Members {
  const count = readCount(reader);
  const members = new Map<string, Role>();
  for (let read = 0; read < count; read += 1) members.set(reader.id(), reader.oneOf(roles));
  if (members.size < count) throw new ConversationRefusal('malformed');
  return members;
}

function readAccountIds(reader: LayoutReader): ReadonlySet<string> {
  const count = readCount(reader);
  const accountIds = new Set<string>();
  for (let read = 0; read < count; read += 1) accountIds.add(reader.id());
  if (accountIds.size < count) throw new ConversationRefusal('malformed');
  return accountIds;
}

function readCount(reader: LayoutReader): number {
  const count = reader.number(2);
  if (count === 0) throw new ConversationRefusal('malformed');
  if (count > mostMembers) throw new ConversationRefusal('too-many-members');
  return count;
}
