/** Edits (insertions, deletions, replacements) that turn one text into the other, after Levenshtein. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, fromSymbol] of [...from].entries()) {
    const current = [row + 1];
    for (const [column, toSymbol] of [...to].entries()) {
      const replaced = (previous[column] ?? 0) + (fromSymbol === toSymbol ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}

const lastSegment = (path: string) => path.slice(path.lastIndexOf('.') + 1);
const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9.]/g, '');

/**
 * Finds the known path that an unknown one was probably meant to be: the least edits on the whole path,
 * or on the last name alone where someone forgot the section.
 *
 * @returns `undefined` where nothing is near enough to be worth a guess.
 */
export function nearestName(unknown: string, known: readonly string[]): string | undefined {
  const wanted = plain(unknown);
  const wantedName = lastSegment(wanted);
  let best: { path: string; distance: number } | undefined;
  for (const path of known) {
    const whole = editDistance(wanted, plain(path));
    const name = editDistance(wantedName, plain(lastSegment(path))) + 1.5;
    const distance = Math.min(whole, name);
    if (best === undefined || distance < best.distance) best = { path, distance };
  }
  const tolerance = Math.max(2, wantedName.length / 3);
  return best !== undefined && best.distance <= tolerance ? best.path : undefined;
}
