import type { EncryptionAlarm } from '../../../client/api.ts';

/** Alarms of one kind, which are told in one place. */
export interface AlarmGroup {
  readonly kind: EncryptionAlarm['kind'];
  /** Whom they are about, each once; empty where they are about the call. */
  readonly names: readonly string[];
  readonly alarms: readonly EncryptionAlarm[];
}

/** From the gravest: what is certainly an attack stands above what may be a new browser. */
const order: readonly EncryptionAlarm['kind'][] = ['split', 'forged', 'tampered', 'identity-changed'];

export function groupAlarms(alarms: readonly EncryptionAlarm[]): AlarmGroup[] {
  return order.flatMap((kind) => {
    const ofKind = alarms.filter((alarm) => alarm.kind === kind);
    return ofKind.length === 0 ? [] : [{ kind, names: namesOf(ofKind), alarms: ofKind }];
  });
}

function namesOf(alarms: readonly EncryptionAlarm[]): string[] {
  const byMember = new Map<string, string>();
  for (const alarm of alarms) if ('memberId' in alarm) byMember.set(alarm.memberId, alarm.displayName);
  return [...byMember.values()];
}
