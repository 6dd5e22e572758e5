import { describe, expect, it } from '@jest/globals';
import { searchEmoji } from './emoji-search.ts';

const all = [
  { emoji: '😺', label: 'grinning cat', tags: ['animal', 'smile'], group: 0 },
  { emoji: '🐈', label: 'cat', tags: ['pet'], group: 3 },
  { emoji: '🔥', label: 'fire', tags: ['flame', 'smile'], group: 5 },
];
const found = (query: string) => searchEmoji(all, query, 'en').map(({ emoji }) => emoji);

describe('searchEmoji', () => {
  it('finds by the beginnings of words of the name, then of the tags', () => {
    expect(found('CA')).toEqual(['😺', '🐈']);
    expect(found('smi')).toEqual(['😺', '🔥']);
    expect(found('cat pet')).toEqual(['🐈']);
    expect(found('at')).toEqual([]);
  });

  it('shows all where nothing is searched for', () => {
    expect(found('  ')).toHaveLength(3);
  });
});
