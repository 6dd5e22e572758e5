import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Named } from './remote-participant.ts';
import { Roster } from './roster.ts';

const peer = (id: string, rest: Partial<Named> = {}): Named => ({
  id,
  displayName: id,
  role: 'participant',
  ...rest,
});

let events: string[];
let roster: Roster;
const ids = (): string[] => roster.participants.value.map(({ id }) => id);

beforeEach(() => {
  events = [];
  roster = new Roster({
    joined: ({ id }) => events.push(`+${id}`),
    left: ({ id }) => events.push(`-${id}`),
  });
});

describe('Roster', () => {
  it('begins with those inside, who do not join now', () => {
    roster.begin([peer('a'), peer('b')]);
    expect(ids()).toEqual(['a', 'b']);
    expect(events).toEqual([]);
  });

  it('keeps people in the order in which they came', () => {
    for (const id of ['c', 'a', 'b']) roster.add(peer(id));
    roster.remove('a');
    roster.add(peer('a'));
    expect(ids()).toEqual(['c', 'b', 'a']);
    expect(events).toEqual(['+c', '+a', '+b', '-a', '+a']);
  });

  it('hears of somebody twice and of a stranger who leaves', () => {
    roster.add(peer('a'));
    roster.add(peer('a', { displayName: 'Ada' }));
    roster.remove('x');
    roster.rename('x', 'X');
    expect(ids()).toEqual(['a']);
    expect(roster.get('a')?.displayName.value).toBe('Ada');
    expect(events).toEqual(['+a']);
  });

  it('takes somebody whose role has changed for somebody new', () => {
    roster.add(peer('a'));
    const before = roster.get('a');
    roster.add(peer('a', { role: 'moderator' }));
    expect(roster.get('a')).not.toBe(before);
    expect(roster.get('a')?.role).toBe('moderator');
  });

  it('keeps the objects of those who are still there after an absence', () => {
    roster.begin([peer('a'), peer('b')]);
    const b = roster.get('b');
    let changes = -1;
    const stop = roster.participants.subscribe(() => {
      changes += 1;
    });
    roster.sync([peer('b', { displayName: 'Bob' }), peer('c')]);
    stop();
    expect(ids()).toEqual(['b', 'c']);
    expect(roster.get('b')).toBe(b);
    expect(b?.displayName.value).toBe('Bob');
    expect(events).toEqual(['-a', '+c']);
    expect(changes).toBe(1);
  });
});
