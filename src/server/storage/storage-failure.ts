import { types } from 'node:util';
import { ProtocolError } from '../../protocol/errors.ts';

/**
 * PostgreSQL's classes and codes (appendix A) that say "not now": the connection, who may connect and to what, its
 * resources, its operator.
 */
const passingState = /^(08|28|3D|53|57P0|58)|^(25006|40001|40P01|55P03|57014)$/;
/** Errors of the network below. */
const networkCode = /^(ECONN\w+|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|ENOENT|EACCES)$/;
/** What pg says in words alone. */
const lostConnection = /timeout|connection (terminated|ended|error)|terminating connection/i;
/** SQLite's codes for a file that cannot be used now: busy, locked, read-only, input, corrupt, full, no way to open, no database. */
const passingResult = new Set([5, 6, 8, 10, 11, 13, 14, 26]);

/** A query failed in a way that is a fault of ours. Says which one, and nothing of what was in it. */
class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly code = 'query-failed';
}

/**
 * What a failed query is to whoever asked: `storage-unavailable` where the database cannot be used just now,
 * else an error without the database's own words, which may quote handles.
 */
export function storageFailure(operation: string, error: unknown): Error {
  if (error instanceof ProtocolError) return error;
  if (isPassing(error)) return new ProtocolError('storage-unavailable', undefined, { retryAfter: 5 });
  return new QueryError(`The query ${operation} failed with ${codeOf(error)}.`);
}

export function isPassing(error: unknown): boolean {
  if (!types.isNativeError(error)) return false;
  // One for each address that a name has.
  if ('errors' in error && Array.isArray(error.errors)) return error.errors.some(isPassing);
  if ('errcode' in error) return passingResult.has(Number(error.errcode) & 0xff);
  const code = 'code' in error ? String(error.code) : '';
  return passingState.test(code) || networkCode.test(code) || lostConnection.test(error.message);
}

/** What kind of failure it was, in a code alone: messages may quote values. */
export function codeOf(error: unknown): string {
  if (!types.isNativeError(error)) return 'no error';
  if ('errcode' in error) return `SQLite's result ${String(error.errcode)}`;
  return 'code' in error ? String(error.code) : error.name;
}
