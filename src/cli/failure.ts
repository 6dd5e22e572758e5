import { ConfigError } from '../config/config-error.ts';

/** `EX_CONFIG` of sysexits.h: starting again without a change cannot help. */
const configExitCode = 78;

/** Errors whose message says all that a person needs; a stack would only hide it. */
const plainErrors = new Set([
  'ListenError',
  'CertificateError',
  'WorkerBinaryError',
  'DatabaseFileError',
  'MigrationError',
  'AdminError',
]);

/**
 * Tells on standard error why a command failed.
 *
 * @returns The exit code.
 */
export function reportFailure(error: unknown): number {
  if (error instanceof ConfigError) {
    console.error(`The settings cannot be used:\n${error.message.replace(/^/gm, '  ')}`);
    return configExitCode;
  }
  if (error instanceof Error && plainErrors.has(error.name)) console.error(error.message);
  else console.error(error);
  return 1;
}
