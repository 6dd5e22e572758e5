/** A piece of a text: words, or somebody's handle behind an `@`. */
export type Mentioning = { readonly text: string; readonly handle: string | undefined };

/** Finds those who are mentioned by their handle. @param handles In small letters, of those who can be. */
export function findMentions(text: string, handles: ReadonlySet<string>): readonly Mentioning[] {
  const found: Mentioning[] = [];
  let end = 0;
  for (const match of text.matchAll(/(?<![\w@])@([a-z][\w.-]{2,31})/gi)) {
    const handle = known(match[1] ?? '', handles);
    if (handle === undefined) continue;
    if (match.index > end) found.push({ text: text.slice(end, match.index), handle: undefined });
    end = match.index + handle.length + 1;
    found.push({ text: text.slice(match.index, end), handle: handle.toLowerCase() });
  }
  if (end < text.length) found.push({ text: text.slice(end), handle: undefined });
  return found;
}

/** The handle without the full stop of a sentence behind it, if somebody has it. */
function known(written: string, handles: ReadonlySet<string>): string | undefined {
  const candidates = [written, written.replace(/[._-]+$/, '')];
  return candidates.find((candidate) => handles.has(candidate.toLowerCase()));
}
