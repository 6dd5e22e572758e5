import type { CallMember, EncryptionAlarm, EncryptionState } from '../../../client/api.ts';

/** What the lock of a call says, the gravest first. */
export type LockState =
  | { kind: 'not-encrypted' }
  | { kind: 'alarm' }
  /** `takesLong` once it is to be explained. */
  | { kind: 'entering'; takesLong: boolean }
  | { kind: 'alone' }
  /** `people` counts this person, who needs no verifying. */
  | { kind: 'encrypted'; people: number; unverified: number };

/** What the encryption of a call tells at one moment; nothing of it in a room without. */
export interface EncryptionSnapshot {
  readonly state: EncryptionState;
  readonly members: readonly CallMember[];
  readonly alarms: readonly EncryptionAlarm[];
  readonly takesLong: boolean;
}

export function lockState(encryption: EncryptionSnapshot | undefined): LockState {
  if (encryption === undefined) return { kind: 'not-encrypted' };
  const { state, members, alarms, takesLong } = encryption;
  if (alarms.length > 0) return { kind: 'alarm' };
  if (state.kind === 'entering') return { kind: 'entering', takesLong };
  const others = members.filter(({ isMe }) => !isMe);
  if (others.length === 0) return { kind: 'alone' };
  const unverified = others.filter(({ trust }) => trust !== 'verified').length;
  return { kind: 'encrypted', people: others.length + 1, unverified };
}
