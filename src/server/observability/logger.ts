import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import type { Config } from '../../config/schema.ts';
import { readableLog } from './readable-log.ts';
import { redact, redactLine } from './redaction.ts';

/**
 * Makes the server's logger. What belongs on which level:
 *
 * - `error`: something is broken and a person has to act; `fatal`: the server ends because of it.
 * - `warn`: something failed and the server dealt with it (a worker was replaced).
 * - `info`: exactly one line per meaningful step in the life of the server, a worker or a room.
 * - `debug`: a peer's steps and each request; `trace`: each message.
 *
 * No level ever shows tokens, secrets, session descriptions or IP addresses.
 *
 * @param destination Where lines go; standard output where it is left out.
 */
export function createLogger(
  { level, pretty }: Config['log'],
  destination: DestinationStream & { isTTY?: boolean } = process.stdout,
): Logger {
  const readable = pretty === 'auto' ? destination.isTTY === true : pretty;
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      // Errors are written by the redaction, so that their own fields are looked at, too.
      serializers: { err: (value: unknown) => value },
      formatters: {
        level: (label) => ({ level: label }),
        log: (data) => toRecord(redact(data)),
      },
      // Messages, and the bindings of child loggers, which no formatter sees.
      hooks: { streamWrite: redactLine },
    },
    readable ? readableLog(destination) : destination,
  );
}

function toRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
