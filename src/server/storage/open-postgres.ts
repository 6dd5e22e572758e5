import { PostgresDialect } from 'kysely';
import pg from 'pg';

export interface PostgresOptions {
  readonly url: string;
  /** Most connections of this node. */
  readonly connections: number;
  /** Called where a connection breaks that nobody is using just then; the next query opens another. */
  readonly onConnectionLost: (error: Error) => void;
}

/** Milliseconds after which a server that does not answer counts as gone. */
const connectLimit = 3000;
const queryLimit = 10_000;

/** Kysely's dialect over a pool; nothing is opened before the first query. */
export function openPostgres({ url, connections, onConnectionLost }: PostgresOptions): PostgresDialect {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: connectLimit,
    query_timeout: queryLimit,
    statement_timeout: queryLimit,
    application_name: 'sottovoce',
    types: { getTypeParser },
  });
  pool.on('error', onConnectionLost);
  return new PostgresDialect({ pool });
}

/** Times and counts are 64 bits wide there and well within what a number holds exactly. */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format);
