import { describe, expect, it } from '@jest/globals';
import type { EncryptionAlarm } from '../../../client/api.ts';
import { groupAlarms } from './alarm-groups.ts';

const changed = (memberId: string, displayName: string): EncryptionAlarm => ({
  kind: 'identity-changed',
  memberId,
  displayName,
});

describe('Groups of alarms', () => {
  it('tell each kind once, the gravest first, and each person once', () => {
    const alarms: EncryptionAlarm[] = [
      changed('a', 'Ada'),
      changed('g', 'Grace'),
      { kind: 'split' },
      changed('a', 'Ada L.'),
      { kind: 'split' },
    ];
    expect(groupAlarms(alarms).map(({ kind, names, alarms }) => [kind, names, alarms.length])).toEqual([
      ['split', [], 2],
      ['identity-changed', ['Ada L.', 'Grace'], 3],
    ]);
  });

  it('are none where nothing is wrong', () => {
    expect(groupAlarms([])).toEqual([]);
  });
});
