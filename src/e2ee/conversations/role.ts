/** Numbered from 1 where they are written as a byte. */
export const roles = ['owner', 'moderator', 'member'] as const;
export type Role = (typeof roles)[number];

/** `direct`: two people, for ever. Numbered from 1 where they are written as a byte. */
export const conversationTypes = ['direct', 'group'] as const;
export type ConversationType = (typeof conversationTypes)[number];

/** What a log's entries do. Numbered from 1 where they are written as a byte. */
export const changeKinds = [
  'create',
  'add',
  'remove',
  'leave',
  'role',
  'policy',
  'rotate',
  'describe',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

const everybody = roles;

/** Who may do what. Whatever does not stand here nobody may; a conversation is created once. */
const rights: Readonly<Record<ConversationType, Readonly<Partial<Record<ChangeKind, readonly Role[]>>>>> = {
  group: {
    add: ['owner', 'moderator'],
    remove: ['owner', 'moderator'],
    leave: everybody,
    role: ['owner'],
    policy: ['owner'],
    rotate: everybody,
    describe: ['owner', 'moderator'],
  },
  // Both are owners. Whoever wants no more of it blocks the other, which is nothing of the conversation's.
  direct: {
    policy: everybody,
    rotate: everybody,
  },
};

/** Which roles somebody may give to others, and whom take out. */
const reach: Readonly<Record<Role, readonly Role[]>> = {
  owner: ['owner', 'moderator', 'member'],
  moderator: ['member'],
  member: [],
};

export function mayDo(type: ConversationType, role: Role, kind: ChangeKind): boolean {
  return rights[type][kind]?.includes(role) ?? false;
}

export function reaches(role: Role, other: Role): boolean {
  return reach[role].includes(other);
}
