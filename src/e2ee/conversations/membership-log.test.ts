import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Bytes } from '../bytes.ts';
import type { DeviceSigner } from './device.ts';
import { noHash } from './layout.ts';
import { type Members, type MembershipChange, mostMembers } from './membership-change.ts';
import { writeEntry } from './membership-entry.ts';
import { MembershipLog } from './membership-log.ts';
import { ConversationRefusal, type ConversationRefusalCode } from './refusal.ts';
import type { Role } from './role.ts';
import { Conversation, closedHistory, openHistory, proposedBy, someTime } from './testing/conversation.ts';
import { newId, People, type Person } from './testing/people.ts';

const refused = (code: ConversationRefusalCode) => new ConversationRefusal(code);
const commitment: Bytes = new Uint8Array(32).fill(5);

let people: People;
let ada: Person;
let bea: Person;
let cy: Person;
let dan: Person;
beforeAll(async () => {
  people = new People();
  [ada, bea, cy, dan] = await Promise.all([
    people.person(),
    people.person(),
    people.person(),
    people.person(),
  ]);
});

/** What comes of it if this device proposes that. */
async function proposed(
  { log }: Conversation,
  device: DeviceSigner,
  change: MembershipChange,
): Promise<MembershipLog> {
  return (await log.propose(device, proposedBy(people, device, change))).log;
}

const adding = (role: Role, ...persons: readonly Person[]): MembershipChange => ({
  kind: 'add',
  members: new Map(persons.map(({ accountId }) => [accountId, role])),
  commitment,
});
const removing = (...persons: readonly Person[]): MembershipChange => ({
  kind: 'remove',
  accountIds: new Set(persons.map(({ accountId }) => accountId)),
  commitment,
});
const making = ({ accountId }: Person, role: Role): MembershipChange => ({ kind: 'role', accountId, role });
const leaving: MembershipChange = { kind: 'leave' };
const rotating: MembershipChange = { kind: 'rotate', commitment };

describe('a membership log', () => {
  it('says who is in a conversation, with what role, policy and epoch', async () => {
    const talk = await Conversation.of(people, [ada, bea], { policy: openHistory });
    await talk.add(ada.device, cy, 'moderator');
    await talk.remove(cy.device, bea);
    await talk.change(ada.device, () => ({
      kind: 'policy',
      policy: { newcomersSeeHistory: false, disappearAfter: 3_600 },
    }));
    const { state, head, length } = await talk.read();
    expect(state).toEqual({
      type: 'group',
      members: new Map<string, Role>([
        [ada.accountId, 'owner'],
        [cy.accountId, 'moderator'],
      ]),
      policy: { newcomersSeeHistory: false, disappearAfter: 3_600 },
      epoch: 3,
      rotationDue: false,
      historyFrom: undefined,
      description: undefined,
    });
    expect([head, length]).toEqual([talk.log.head, 4]);
  });

  it('is read in one go as it is entry by entry', async () => {
    const talk = await Conversation.of(people, [ada, bea]);
    await talk.add(ada.device, cy);
    await talk.rotate(bea.device);
    const log = await talk.read(talk.entries.slice(0, 1));
    for (const entry of talk.entries.slice(1)) await log.append(entry);
    const whole = await talk.read();
    expect([log.state, log.head, log.length]).toEqual([whole.state, whole.head, whole.length]);
  });

  it('stays as it was where an entry is refused', async () => {
    const talk = await Conversation.of(people, [ada, bea]);
    const log = await talk.read();
    const [state, head] = [log.state, log.head];
    await talk.rotate(ada.device);
    await talk.rotate(ada.device);
    const [, first, second] = talk.entries as [Bytes, Bytes, Bytes];
    await expect(log.append(second)).rejects.toEqual(refused('broken-chain'));
    expect([log.state, log.head, log.length]).toEqual([state, head, 1]);
    await log.append(first);
    await log.append(second);
    expect(log.head).toEqual(talk.log.head);
  });

  it('lies in the bytes that are written down', async () => {
    const talk = await Conversation.of(people, [ada]);
    const [entry] = talk.entries as [Bytes];
    const text = Buffer.from(entry).toString('hex');
    const hex = (id: string) => Buffer.from(id, 'base64url').toString('hex');
    expect(text.slice(0, -128)).toBe(
      [
        `01${hex(talk.id)}00000000${'00'.repeat(32)}${hex(ada.accountId)}`,
        `${Buffer.from(ada.device.deviceKey).toString('hex')}00000001${someTime.toString(16).padStart(16, '0')}`,
        `010000003902${'00'.repeat(5)}${Buffer.from(talk.key.commitment).toString('hex')}`,
        `0001${hex(ada.accountId)}01`,
      ].join(''),
    );
  });

  it('is refused with any bit of an entry changed', async () => {
    const talk = await Conversation.of(people, [ada, bea]);
    const [entry] = talk.entries as [Bytes];
    for (let at = 0; at < entry.length; at += 1) {
      const changed = entry.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(talk.read([changed])).rejects.toBeInstanceOf(ConversationRefusal);
    }
    await expect(talk.read([entry.slice(0, -1)])).rejects.toEqual(refused('malformed'));
    await expect(talk.read([Uint8Array.of(...entry, 0)])).rejects.toEqual(refused('malformed'));
    await expect(talk.read([])).rejects.toEqual(refused('malformed'));
  });
});

describe('the rights in a group', () => {
  /** Ada owns it, Bea moderates, Cy is a member; Dan stands outside. */
  async function group(): Promise<Conversation> {
    const talk = await Conversation.of(people, [ada, bea, cy]);
    await talk.change(ada.device, () => making(bea, 'moderator'));
    return talk;
  }

  const describing: MembershipChange = { kind: 'describe', sealed: new Uint8Array(40) };
  const ruling: MembershipChange = { kind: 'policy', policy: openHistory };

  it('let owners do all of it', async () => {
    const talk = await group();
    for (const change of [adding('owner', dan), removing(bea, cy), making(cy, 'owner'), ruling, describing]) {
      expect((await proposed(talk, ada.device, change)).length).toBe(talk.log.length + 1);
    }
  });

  it('let moderators add, remove and describe, and touch members alone', async () => {
    const talk = await group();
    for (const change of [adding('member', dan), removing(cy), describing, rotating, leaving]) {
      expect((await proposed(talk, bea.device, change)).length).toBe(talk.log.length + 1);
    }
    for (const change of [
      adding('moderator', dan),
      adding('owner', dan),
      removing(ada),
      making(cy, 'moderator'),
      making(bea, 'owner'),
      ruling,
    ]) {
      await expect(proposed(talk, bea.device, change)).rejects.toEqual(refused('not-allowed'));
    }
  });

  it('let moderators touch no moderators, and owners not take themselves out', async () => {
    const talk = await group();
    await talk.change(ada.device, () => making(cy, 'moderator'));
    await expect(proposed(talk, bea.device, removing(cy))).rejects.toEqual(refused('not-allowed'));
    await talk.change(ada.device, () => making(cy, 'owner'));
    await expect(proposed(talk, ada.device, removing(ada))).rejects.toEqual(refused('not-allowed'));
    expect((await proposed(talk, ada.device, removing(cy))).state.members.size).toBe(2);
  });

  it('let members leave and rotate, and nothing else', async () => {
    const talk = await group();
    for (const change of [leaving, rotating]) {
      expect((await proposed(talk, cy.device, change)).length).toBe(talk.log.length + 1);
    }
    for (const change of [adding('member', dan), removing(bea), making(cy, 'owner'), ruling, describing]) {
      await expect(proposed(talk, cy.device, change)).rejects.toEqual(refused('not-allowed'));
    }
  });

  it('let nobody in from outside do anything', async () => {
    const talk = await group();
    for (const change of [adding('member', dan), leaving, rotating]) {
      await expect(proposed(talk, dan.device, change)).rejects.toEqual(refused('not-a-member'));
    }
  });

  it('leave no group without an owner', async () => {
    const talk = await group();
    for (const change of [leaving, making(ada, 'member')]) {
      await expect(proposed(talk, ada.device, change)).rejects.toEqual(refused('not-allowed'));
    }
    await talk.change(ada.device, () => making(cy, 'owner'));
    expect((await proposed(talk, ada.device, leaving)).state.members.has(ada.accountId)).toBe(false);
    const alone = await Conversation.of(people, [ada]);
    expect((await proposed(alone, ada.device, leaving)).state.members.size).toBe(0);
  });

  it('add nobody twice, and remove nobody who is not there, or oneself', async () => {
    const talk = await group();
    for (const change of [adding('member', cy), removing(dan), removing(ada), making(dan, 'member')]) {
      await expect(proposed(talk, ada.device, change)).rejects.toEqual(refused('not-allowed'));
    }
  });

  it('hold for 500 members', async () => {
    const crowd = (size: number): Members =>
      new Map(Array.from({ length: size }, () => [newId(), 'member'] as const));
    const talk = await Conversation.of(people, [ada]);
    const add = (size: number) =>
      proposed(talk, ada.device, { kind: 'add', members: crowd(size), commitment });
    expect((await add(mostMembers - 1)).state.members.size).toBe(mostMembers);
    await expect(add(mostMembers)).rejects.toEqual(refused('too-many-members'));
  });
});

describe('a direct conversation', () => {
  it('has two owners, who may change its policy and its key, and nothing else', async () => {
    const talk = await Conversation.of(people, [ada, bea], { type: 'direct' });
    for (const { device } of [ada, bea]) {
      for (const change of [rotating, { kind: 'policy', policy: openHistory } as const]) {
        expect((await proposed(talk, device, change)).length).toBe(2);
      }
      for (const change of [adding('owner', cy), removing(bea), leaving, making(bea, 'member')]) {
        await expect(proposed(talk, device, change)).rejects.toEqual(refused('not-allowed'));
      }
    }
  });

  it.each([1, 3])('is none with %p people', async (count) => {
    const attempt = Conversation.of(people, [ada, ...[bea, cy].slice(0, count - 1)], { type: 'direct' });
    await expect(attempt).rejects.toEqual(refused('not-allowed'));
  });
});

describe('a conversation that is created', () => {
  it('has its founder as an owner', async () => {
    const found = (members: Members) =>
      MembershipLog.create(
        newId(),
        ada.device,
        proposedBy(people, ada.device, {
          kind: 'create',
          type: 'group',
          policy: closedHistory,
          members,
          commitment,
        }),
        people,
      );
    expect((await found(new Map([[ada.accountId, 'owner']]))).log.length).toBe(1);
    await expect(found(new Map([[ada.accountId, 'member']]))).rejects.toEqual(refused('not-allowed'));
    await expect(found(new Map([[bea.accountId, 'owner']]))).rejects.toEqual(refused('not-allowed'));
  });

  it('is created once, and first', async () => {
    const talk = await Conversation.of(people, [ada, bea]);
    const members = new Map([[ada.accountId, 'owner']] as const);
    const create: MembershipChange = {
      kind: 'create',
      type: 'group',
      policy: closedHistory,
      members,
      commitment,
    };
    await expect(proposed(talk, ada.device, create)).rejects.toEqual(refused('not-allowed'));
    const first = { conversationId: talk.id, index: 0, previousHash: noHash, authorDevices: 1, time: 0 };
    const entry = await writeEntry(ada.device, { ...first, change: rotating });
    await expect(talk.read([entry])).rejects.toEqual(refused('not-a-member'));
  });
});

describe('a device', () => {
  /** Ada with a second device, in a conversation with Bea. */
  async function withTwoDevices() {
    const own = await people.person();
    const second = await people.device(own.accountId);
    return { own, second, talk: await Conversation.of(people, [own, bea]) };
  }

  const entryBy = ({ log }: Conversation, device: DeviceSigner, authorDevices: number) =>
    log.propose(device, { authorDevices, time: someTime, change: rotating });

  it('signs for its account once its list has it, as far as the author saw the list', async () => {
    const { own, second, talk } = await withTwoDevices();
    expect((await entryBy(talk, second, 2)).log.length).toBe(2);
    const third = await people.device(own.accountId);
    await expect(entryBy(talk, third, 2)).rejects.toEqual(refused('unknown-device'));
    expect((await entryBy(talk, third, 3)).log.length).toBe(2);
  });

  it('signs no more once it is revoked', async () => {
    const { second, talk } = await withTwoDevices();
    people.revoke(second);
    await expect(entryBy(talk, second, 3)).rejects.toEqual(refused('revoked-device'));
  });

  it('may have signed before it was revoked, until the log notes that', async () => {
    const { own, second, talk } = await withTwoDevices();
    people.revoke(second);
    expect((await entryBy(talk, second, 2)).log.length).toBe(2);
    await talk.rotate(own.device);
    await expect(entryBy(talk, second, 2)).rejects.toEqual(refused('stale-devices'));
  });

  it('of a list of which more is needed is not judged', async () => {
    const { second, talk } = await withTwoDevices();
    await expect(entryBy(talk, second, 3)).rejects.toEqual(refused('devices-behind'));
  });
});
