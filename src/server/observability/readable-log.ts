import { inspect } from 'node:util';
import type { DestinationStream } from 'pino';

const ordinary = new Set(['level', 'time', 'msg', 'err']);

/** Rewrites each line of JSON as a line for a person: time, level, message, data. */
export function readableLog(destination: DestinationStream): DestinationStream {
  return { write: (line) => destination.write(formatEntry(line)) };
}

/** @param line One entry as pino writes it. */
export function formatEntry(line: string): string {
  const entry: unknown = JSON.parse(line);
  if (typeof entry !== 'object' || entry === null) return line;
  const fields = new Map<string, unknown>(Object.entries(entry));
  const time = String(fields.get('time')).slice(11, 19);
  const level = String(fields.get('level')).toUpperCase().padEnd(5);
  const data = [...fields]
    .filter(([name]) => !ordinary.has(name))
    .map(
      ([name, value]) =>
        `${name}=${typeof value === 'string' ? value : inspect(value, { breakLength: Number.POSITIVE_INFINITY })}`,
    );
  const head = [time, level, String(fields.get('msg') ?? ''), ...data].join(' ').trimEnd();
  return `${[head, ...errorLines(fields.get('err'))].join('\n')}\n`;
}

function errorLines(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return [];
  const { stack, message } = Object.assign({ stack: undefined, message: '' }, error);
  return String(stack ?? message)
    .split('\n')
    .map((line) => `  ${line}`);
}
