/** An emoji of the picker. */
export interface Emoji {
  readonly emoji: string;
  /** Its name in the person's language. */
  readonly label: string;
  readonly tags: readonly string[];
  /** Which part of the picker it stands in. */
  readonly group: number;
}

/** Emoji whose name or tags have words that begin with all words of the query; those with the better name first. */
export function searchEmoji(all: readonly Emoji[], query: string, language: string): readonly Emoji[] {
  const words = query.toLocaleLowerCase(language).split(/\s+/).filter(Boolean);
  if (words.length === 0) return all;
  const inName: Emoji[] = [];
  const inTags: Emoji[] = [];
  for (const emoji of all) {
    const name = emoji.label.toLocaleLowerCase(language).split(/[\s:,-]+/);
    const rest = [...name, ...emoji.tags.map((tag) => tag.toLocaleLowerCase(language))];
    if (words.every((word) => name.some((part) => part.startsWith(word)))) inName.push(emoji);
    else if (words.every((word) => rest.some((part) => part.startsWith(word)))) inTags.push(emoji);
  }
  return [...inName, ...inTags];
}
