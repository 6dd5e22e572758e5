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

/** Sealed files, and uploads on the way to be one. Their bytes are in the blob store, under the same id. */
interface FilesTable {
  readonly id: Fixed<Uint8Array>;
  /** `null` once the account has ended: then the bytes have to go, and the row after them. */
  readonly account_id: Fixed<Uint8Array | null>;
  /** Bytes, as the upload declared them. */
  readonly size: Fixed<number>;
  /** What counts for the account's quota: the size, and that of the manifest. */
  readonly charged_bytes: number;
  /** SHA-256 of the access token. */
  readonly token_hash: Fixed<Uint8Array>;
  readonly manifest: Uint8Array | null;
  readonly created_at: Fixed<number>;
  /** `null` once the upload is finished; before that, when it is given up. */
  readonly expires_at: number | null;
  /** Set first where a file is deleted: from then on nobody finds it. */
  readonly deleted_at: number | null;
  /** Which request writes just now, and until when that counts without another word from it. */
  readonly writer: Uint8Array | null;
  readonly writer_until: number | null;
}

/** Public links to files. */
interface FileLinksTable {
  readonly id: Fixed<Uint8Array>;
  readonly file_id: Fixed<Uint8Array>;
  readonly key_record: Fixed<Uint8Array>;
  readonly created_at: Fixed<number>;
  readonly expires_at: Fixed<number>;
  /** `null` where they are not counted. */
  readonly downloads_left: number | null;
}

/** All that the database holds. Times are milliseconds since 1970 began. */
export interface Tables {
  readonly accounts: AccountsTable;
  readonly handles: HandlesTable;
  readonly sessions: SessionsTable;
  readonly attempts: AttemptsTable;
  readonly throttles: ThrottlesTable;
  readonly invitations: InvitationsTable;
  readonly files: FilesTable;
  readonly file_links: FileLinksTable;
}
