/** The first letters of the first and the last word of a name, in capitals; at most two. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const first = words[0] ?? '';
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  return [first, last].map(firstLetter).join('');
}

function firstLetter(word: string): string {
  // A flag or a family is one letter to a reader, though many code points.
  const [segment] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word);
  return segment?.segment.toLocaleUpperCase() ?? '';
}
