import { signal } from '@preact/signals-core';
import type {
  CallEncryption,
  CallMember,
  EncryptionAlarm,
  EncryptionState,
} from '../../../src/client/api.ts';
import { createInvitation } from '../../../src/client/invitation.ts';
import { ProtocolError } from '../../../src/protocol/errors.ts';

/** Encryption that encrypts nothing: a test sets what it shows and reads what it was asked. */
export class FakeEncryption implements CallEncryption {
  readonly state = signal<EncryptionState>({ kind: 'encrypted' });
  readonly members = signal<readonly CallMember[]>([]);
  readonly verificationCode = signal<string | undefined>('30412 77105 90266 41873 00954 62318');
  readonly invitation = signal(createInvitation());
  readonly alarms = signal<readonly EncryptionAlarm[]>([]);
  readonly asked: string[] = [];
  /** Whether the next renewal is refused. */
  refusesRenewal = false;
  /** Whether storage is refused, as some browsers do. */
  refusesStorage = false;

  async renewInvitation(): Promise<void> {
    this.asked.push('renewInvitation');
    // Long enough to be seen under way.
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (this.refusesRenewal) throw new ProtocolError('unreachable');
    this.invitation.value = createInvitation();
  }

  async setVerified(memberId: string, verified: boolean): Promise<void> {
    this.asked.push(`setVerified ${memberId} ${verified}`);
    if (this.refusesStorage) throw new DOMException('No storage here', 'InvalidStateError');
    this.members.value = this.members.value.map((member) =>
      member.id === memberId ? { ...member, trust: verified ? 'verified' : 'guest' } : member,
    );
  }

  dismissAlarm(alarm: EncryptionAlarm): void {
    this.alarms.value = this.alarms.value.filter((other) => other !== alarm);
  }
}
