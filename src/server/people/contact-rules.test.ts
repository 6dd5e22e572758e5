import { describe, expect, it } from '@jest/globals';
import { ProtocolError } from '../../protocol/errors.ts';
import type { ContactState } from '../../protocol/people.ts';
import type { ContactSides } from '../storage/contact-store.ts';
import { ask, block, ignore, isMutual, remove } from './contact-rules.ts';

type State = ContactState | undefined;
const states: readonly State[] = [undefined, 'asked', 'asking', 'ignored', 'accepted', 'blocked'];
const introduction = new Uint8Array([1, 2, 3]);
const rules = { ask: ask(introduction), ignore, block, remove } as const;

const side = (state: State) => state && { state, introduction: null };
const sides = (own: State, other: State): ContactSides => ({ own: side(own), other: side(other) });

/** What the two are after it, or the code that it is refused with. */
function outcome(rule: keyof typeof rules, own: State, other: State): string {
  try {
    const after = rules[rule](sides(own, other));
    return `${after.own?.state ?? '-'} ${after.other?.state ?? '-'}`;
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}

describe('what two people are to each other', () => {
  it.each([
    ['ask', undefined, undefined, 'asked asking'],
    ['ask', undefined, 'ignored', 'asked ignored'],
    ['ask', undefined, 'blocked', 'asked blocked'],
    ['ask', 'asked', 'asking', 'asked asking'],
    ['ask', 'asked', 'ignored', 'asked ignored'],
    ['ask', 'asked', 'blocked', 'asked blocked'],
    ['ask', 'asking', 'asked', 'accepted accepted'],
    ['ask', 'asking', 'blocked', 'accepted blocked'],
    ['ask', 'ignored', 'asked', 'accepted accepted'],
    ['ask', 'accepted', 'accepted', 'accepted accepted'],
    ['ask', 'accepted', 'blocked', 'accepted blocked'],
    ['ask', 'blocked', 'accepted', 'conflict'],
    ['ignore', 'asking', 'asked', 'ignored asked'],
    ['ignore', 'ignored', 'asked', 'ignored asked'],
    ['ignore', undefined, undefined, 'not-found'],
    ['ignore', 'accepted', 'accepted', 'not-found'],
    ['block', undefined, undefined, 'blocked -'],
    ['block', 'asking', 'asked', 'blocked asked'],
    ['block', 'accepted', 'accepted', 'blocked accepted'],
    ['block', 'accepted', 'blocked', 'blocked blocked'],
    ['block', 'blocked', 'asked', 'blocked asked'],
    ['remove', 'asked', 'asking', '- -'],
    ['remove', 'asked', 'ignored', '- ignored'],
    ['remove', 'asking', 'asked', '- -'],
    ['remove', 'accepted', 'accepted', '- -'],
    ['remove', 'accepted', 'blocked', '- blocked'],
    ['remove', 'blocked', 'accepted', '- -'],
    ['remove', 'blocked', 'blocked', '- blocked'],
    ['remove', undefined, 'blocked', '- blocked'],
    ['remove', undefined, 'ignored', '- ignored'],
  ] as const)('is, where one %ss who has %s of %s: %s', (rule, own, other, expected) => {
    expect(outcome(rule, own, other)).toBe(expected);
  });

  it('never shows on the own side whether the other one blocks or ignores', () => {
    const ownAfter = (rule: keyof typeof rules, own: State, other: State) =>
      outcome(rule, own, other).split(' ')[0];
    for (const rule of ['ask', 'ignore', 'block', 'remove'] as const) {
      for (const own of states) {
        const seen = new Set(states.map((other) => ownAfter(rule, own, other)));
        expect([rule, own, seen.size]).toEqual([rule, own, 1]);
      }
    }
  });

  it('is the same object where it does not change, so that nobody is told', () => {
    const blocked = sides('accepted', 'blocked');
    expect(rules.ask(blocked).other).toBe(blocked.other);
    expect(rules.ask(blocked).own).toBe(blocked.own);
    expect(rules.block(blocked).other).toBe(blocked.other);
    const nothing = sides(undefined, 'blocked');
    expect(rules.remove(nothing)).toEqual(nothing);
  });

  it('brings the introduction to the other side alone', () => {
    expect(rules.ask(sides('accepted', 'accepted')).other?.introduction).toBe(introduction);
    expect(rules.ask(sides(undefined, undefined)).own?.introduction).toBeNull();
    expect(rules.ask(sides('accepted', 'blocked')).other?.introduction).toBeNull();
  });

  it('keeps what the person has told of themselves when they are blocked', () => {
    const own = { state: 'accepted' as const, introduction };
    expect(rules.block({ own, other: undefined }).own).toEqual({ state: 'blocked', introduction });
  });

  it('is mutual where each has accepted the other', () => {
    expect(isMutual(sides('accepted', 'accepted'))).toBe(true);
    for (const other of states.filter((state) => state !== 'accepted')) {
      expect(isMutual(sides('accepted', other))).toBe(false);
    }
  });
});
