/** How bytes can stand in a text. */
export type Form = 'as it is' | 'escaped' | 'base64' | 'hexadecimal' | 'percent-encoded';

type Visit = (bytes: Buffer, form: Form) => void;

/** Decoded text is decoded again, so often: a token within a URL within a line of JSON. */
const depth = 2;

/** Shorter ones decode to less than is looked for. */
const base64Run = /[A-Za-z0-9+/_-]{11,}/g;
const hexadecimalRun = /[0-9A-Fa-f]{16,}/g;
/** Of JSON, and of what Node prints of objects. */
const escapes = /\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(["\\/]))/g;
const percentEncoded = /%([0-9A-Fa-f]{2})/g;

/** Visits a text, and all that it may say in another form. */
export function eachForm(text: Buffer, visit: Visit, form: Form = 'as it is', level = 0): void {
  visit(text, form);
  if (level === depth) return;
  const characters = text.toString('latin1');
  const deeper = (bytes: Buffer, next: Form) => eachForm(bytes, visit, next, level + 1);
  for (const [run] of characters.matchAll(base64Run)) {
    // Nobody says where within the run the encoding began.
    for (let start = 0; start < 4; start += 1) deeper(Buffer.from(run.slice(start), 'base64url'), 'base64');
  }
  for (const [run] of characters.matchAll(hexadecimalRun)) {
    for (let start = 0; start < 2; start += 1) deeper(Buffer.from(run.slice(start), 'hex'), 'hexadecimal');
  }
  const unescaped = withoutEscapes(text.toString('utf8'));
  if (unescaped !== undefined) deeper(Buffer.from(unescaped), 'escaped');
  const decoded = withoutPercents(characters);
  if (decoded !== undefined) deeper(Buffer.from(decoded, 'latin1'), 'percent-encoded');
}

/** @returns Nothing where there are none. */
function withoutEscapes(text: string): string | undefined {
  const result = text.replaceAll(escapes, (_, unit?: string, byte?: string, other = '') => {
    const code = unit ?? byte;
    return code === undefined ? other : String.fromCharCode(Number.parseInt(code, 16));
  });
  return result === text ? undefined : result;
}

/** @returns Nothing where there are none. */
function withoutPercents(text: string): string | undefined {
  const result = text.replaceAll(percentEncoded, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return result === text ? undefined : result;
}
