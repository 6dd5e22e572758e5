import { describe, expect, it } from '@jest/globals';
import { CallGroup } from '../../src/e2ee/group/call-group.ts';
import { prepareJoin } from '../../src/e2ee/group/join-request.ts';
import { invite, joined, personCalled } from '../../src/e2ee/group/testing/people.ts';
import { Rogue } from '../../src/e2ee/group/testing/rogue.ts';
import { attack } from './former-member.ts';
import { drawSize, type RandomHistory, runHistories } from './random-history.ts';

/** A member, and for some of them the same member without our rules, whose secrets can be looked at. */
interface Participant {
  group: CallGroup;
  readonly shadow: Rogue | undefined;
}

const total = { histories: 0, commits: 0, joins: 0, removals: 0, attacks: 0 };

describe('random churn of a call', () => {
  it(
    'lets every joiner in, keeps all members in one epoch, and leaves those who were removed with nothing',
    async () => {
      await runHistories(20, (random) => {
        const { people, happenings } = drawSize(random);
        total.histories += 1;
        return churn(random, people, happenings, people > 12 ? 8 : 3);
      });
      console.log(`Churn: ${JSON.stringify(total)}`);
      expect(total.attacks).toBeGreaterThan(0);
    },
    60 * 60_000,
  );
});

async function churn(random: RandomHistory, most: number, commits: number, step: number): Promise<void> {
  const invitation = await invite();
  let people: Participant[] = [
    { group: await CallGroup.create(await personCalled('0'), invitation), shadow: undefined },
  ];
  for (let number = 1; number <= commits; number += 1) {
    // A shadow cannot follow a commit in its own name, which it did not make.
    const committer = random.pick(people.filter(({ shadow }) => shadow === undefined));
    const others = people.filter((person) => person !== committer);
    const leaving = random.chance(0.6)
      ? random.some(others, random.below(Math.min(step, others.length) + 1))
      : [];
    const room = most - people.length + leaving.length;
    const count = Math.min(room, random.below(step + 1) + (people.length < 4 ? 1 : 0));
    const joining = await Promise.all(
      Array.from({ length: count }, async (_, index) =>
        prepareJoin(await personCalled(`${number}.${index}`), invitation),
      ),
    );
    const { group, commit, welcome } = await committer.group.commitChanges({
      add: joining.map(({ request }) => request),
      remove: leaving.map((person) => person.group.leaf),
    });
    committer.group = group;
    const before = people.filter((person) => !leaving.includes(person));
    for (const person of before) {
      const processed = await person.group.process(commit);
      if (processed.kind !== 'epoch') throw new Error('A member was removed that should stay.');
      person.group = processed.group;
    }
    const newcomers = await Promise.all(
      joining.map(async (prepared) => ({
        group: await joined(prepared, welcome),
        shadow: random.chance(0.4) ? await Rogue.join(prepared, welcome) : undefined,
      })),
    );
    await tryFormer(leaving, before, newcomers, commit);
    for (const person of leaving) {
      expect(await person.group.process(commit)).toEqual({ kind: 'removed', committer: group.leaf });
    }
    people = [...before, ...newcomers];
    const authenticators = new Set(people.map((person) => String(person.group.epochAuthenticator)));
    expect(authenticators.size).toBe(1);
    expect(people.map((person) => person.group.leaf).sort((a, b) => a - b)).toEqual(
      committer.group.members.map(({ leaf }) => leaf),
    );
    total.commits += 1;
    total.joins += joining.length;
    total.removals += leaving.length;
  }
}

/** Those who stay open the path, which shows that the attack is one; those who leave do not. */
async function tryFormer(
  leaving: readonly Participant[],
  staying: readonly Participant[],
  newcomers: readonly Participant[],
  commit: Uint8Array,
): Promise<void> {
  const shadows = (people: readonly Participant[]) => people.flatMap(({ shadow }) => shadow ?? []);
  const [control] = shadows(staying);
  const earlier = control && Object.assign(Object.create(Rogue.prototype) as Rogue, control);
  for (const shadow of shadows(staying)) await shadow.process(commit);
  const witness = control ?? shadows(newcomers)[0];
  if (!witness) return;
  const next = witness.state.groupContext;
  if (earlier) expect((await attack(earlier, commit, next)).opensPath).toBe(true);
  for (const shadow of shadows(leaving)) {
    const result = await attack(shadow, commit, next);
    expect(result.opensPath).toBe(false);
    expect(result.exporterSecret).not.toEqual(witness.state.keySchedule.exporterSecret);
    total.attacks += 1;
  }
}
