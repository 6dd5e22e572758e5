import { describe, expect, it } from '@jest/globals';
import { MessageBudget } from './message-budget.ts';

describe('MessageBudget', () => {
  it('grants a burst, then refuses', () => {
    const budget = new MessageBudget(10, 3, 0);
    expect([1, 2, 3, 4].map(() => budget.take(0))).toEqual(['granted', 'granted', 'granted', 'refused']);
  });

  it('refills with time, up to the burst', () => {
    const budget = new MessageBudget(10, 3, 0);
    [1, 2, 3].forEach(() => {
      budget.take(0);
    });
    expect(budget.take(100)).toBe('granted');
    expect(budget.take(100)).toBe('refused');
    expect([1, 2, 3, 4].map(() => budget.take(60_000))).toEqual(['granted', 'granted', 'granted', 'refused']);
  });

  it('tells a flood from haste', () => {
    const budget = new MessageBudget(10, 3, 0);
    expect([1, 2, 3, 4, 5, 6].map(() => budget.take(0))).toEqual([
      'granted',
      'granted',
      'granted',
      'refused',
      'refused',
      'flooded',
    ]);
  });
});
