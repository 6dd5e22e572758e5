import type { ColumnType } from 'kysely';

/** Written once, when its row is made. */
type Fixed<T> = ColumnType<T, T, never>;

/** A person's account. Whatever is sealed stays sealed here: the server has no key to it. */
interface AccountsTable {
  readonly id: Fixed<Uint8Array>;
  readonly handle: Fixed<string>;
  readonly created_at: Fixed<number>;
  /** OPAQUE's; useless for guessing without the server's secret, which is not in the database. */
  readonly registration_record: Uint8Array;
  readonly password_wrap: Uint8Array;
  readonly recovery_wrap: Uint8Array;
  readonly recovery_proof_hash: Uint8Array;
  readonly identity_key: Fixed<Uint8Array>;
  readonly seal_key: Fixed<Uint8Array>;
  /** By the identity key, over who it is and the seal key. */
  readonly card_signature: Fixed<Uint8Array>;
  readonly identity_wrap: Fixed<Uint8Array>;
  readonly profile_wrap: Uint8Array;
}

/** Handles that are given away, by the keyed hash of what they look like. */
interface HandlesTable {
  readonly look_hash: Fixed<Uint8Array>;
  /** `null` while the account exists; after its end, until when nobody else gets the handle. */
  readonly held_until: number | null;
}

interface SessionsTable {
  readonly id: Fixed<Uint8Array>;
  /** SHA-256 of what the cookie holds. */
  readonly token_hash: Fixed<Uint8Array>;
  readonly account_id: Fixed<Uint8Array>;
  readonly browser: Fixed<string>;
  readonly created_at: Fixed<number>;
  readonly last_used_at: number;
  readonly expires_at: number;
}

/** Registrations, log-ins, proofs and recoveries that have begun. */
interface AttemptsTable {
  /** SHA-256 of the attempt's id. */
  readonly id_hash: Fixed<Uint8Array>;
  readonly kind: string;
  /** What the end of the attempt needs, sealed by the server. */
  readonly sealed_state: Uint8Array;
  readonly expires_at: Fixed<number>;
}

/** Counts of tries that are held off, by the keyed hash of whose they are. */
interface ThrottlesTable {
  readonly key_hash: Fixed<Uint8Array>;
  readonly tries: number;
  readonly blocked_until: number;
  readonly expires_at: number;
}

interface InvitationsTable {
  readonly token_hash: Fixed<Uint8Array>;
  readonly expires_at: Fixed<number>;
}

/** All that the database holds. Times are milliseconds since 1970 began. */
export interface Tables {
  readonly accounts: AccountsTable;
  readonly handles: HandlesTable;
  readonly sessions: SessionsTable;
  readonly attempts: AttemptsTable;
  readonly throttles: ThrottlesTable;
  readonly invitations: InvitationsTable;
}
