/** The most characters that a message may have. */
export const messageLimit = 20_000;
/** How many characters may be left before the composer says so. */
const warnBelow = 500;

/** How many characters are still free, near the limit; negative beyond it. */
export function charactersLeft(text: string): number | undefined {
  const left = messageLimit - text.length;
  return left <= warnBelow ? left : undefined;
}

/** What would be sent; undefined where there is nothing, or too much. */
export function sendable(text: string): string | undefined {
  const body = text.trim();
  return body === '' || body.length > messageLimit ? undefined : body;
}

/** Puts a piece into a text in place of what is selected. @returns The text, and where the caret then stands. */
export function insertAt(
  text: string,
  piece: string,
  selection: { start: number; end: number },
): { text: string; caret: number } {
  return {
    text: text.slice(0, selection.start) + piece + text.slice(selection.end),
    caret: selection.start + piece.length,
  };
}
