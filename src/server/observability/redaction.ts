import { isIPv4, isIPv6 } from 'node:net';
import { types } from 'node:util';

/**
 * What no log line may hold: whoever reads logs must neither be able to enter a room nor learn who
 * called from where. Secrets go by the name of their field; addresses and tokens also where they stand
 * inside a sentence or a link.
 */
const secretField = /token|secret|password|moderatorkey|authorization|cookie|privatekey|^jwt$/i;
const sessionDescriptionField =
  /^(sdp|rtpParameters|rtpCapabilities|ice(Parameters|Candidates?)|dtlsParameters)$/;

/** The same in a line of JSON, where the value is text. */
const secretMember =
  /"([^"\\]*(?:token|secret|password|moderatorkey|authorization|cookie|privatekey)[^"\\]*)":"(?:[^"\\]|\\.)*"/gi;

const jsonWebToken = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;
const queryToken = /([?&](?:token|resume|key)=)[^&\s"']+/g;
/** Line ends as they are, or escaped in JSON. */
const sessionDescription = /\bv=0(?:\r?\n|(?:\\r)?\\n)o=[^"]*/g;
const ipv4Candidate = /\b\d{1,3}(?:\.\d{1,3}){3}\b/g;
const ipv6Candidate = /[0-9a-f]*:[0-9a-f:.]*[0-9a-f:]/gi;

/** Levels below which a log entry's data is cut off. */
const maxDepth = 6;

/** Takes tokens, session descriptions and IP addresses out of a text. */
export function redactText(text: string): string {
  return text
    .replace(sessionDescription, '[session description]')
    .replace(jsonWebToken, '[token]')
    .replace(queryToken, '$1[token]')
    .replace(ipv6Candidate, (match) => (isIPv6(match) ? '[address]' : match))
    .replace(ipv4Candidate, (match) => (isIPv4(match) ? '[address]' : match));
}

/** Takes the same, and secrets by the name of their member, out of a line of JSON. */
export function redactLine(line: string): string {
  return redactText(line.replace(secretMember, '"$1":"[secret]"'));
}

/** Takes them out of a log entry's data. Returns a copy. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= maxDepth) return '[deeper]';
  if (types.isNativeError(value)) return redactError(value, depth);
  if (Array.isArray(value)) return value.map((element) => redact(element, depth + 1));
  return redactFields(Object.entries(value), depth);
}

function redactFields(entries: [string, unknown][], depth: number): Record<string, unknown> {
  return Object.fromEntries(entries.map(([name, value]) => [name, redactField(name, value, depth)]));
}

function redactField(name: string, value: unknown, depth: number): unknown {
  if (value === undefined || value === null || typeof value === 'boolean') return value;
  if (secretField.test(name)) return '[secret]';
  if (sessionDescriptionField.test(name)) return '[session description]';
  return redact(value, depth + 1);
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  return {
    type: error.name,
    message: redactText(error.message),
    ...(error.stack === undefined ? {} : { stack: redactText(error.stack) }),
    ...redactFields(Object.entries(error), depth),
    ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) }),
  };
}
