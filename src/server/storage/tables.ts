import type { ColumnType } from 'kysely';
import type { ContactState } from '../../protocol/people.ts';

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

interface DeviceEntriesTable {
  readonly account_id: Fixed<Uint8Array>;
  readonly entry_index: Fixed<number>;
  readonly entry: Fixed<Uint8Array>;
}

/** One row for each direction: what the person is to the owner. */
interface ContactsTable {
  readonly owner_id: Fixed<Uint8Array>;
  readonly person_id: Fixed<Uint8Array>;
  readonly state: ContactState;
  /** The person's to the owner, sealed. */
  readonly introduction: Uint8Array | null;
  readonly changed_at: number;
}

interface BooksTable {
  readonly account_id: Fixed<Uint8Array>;
  readonly revision: number;
  readonly book: Uint8Array;
}

interface ConversationsTable {
  readonly id: Fixed<Uint8Array>;
  readonly kind: Fixed<'direct' | 'group'>;
  /** Of a direct conversation: both ids, the lower one first. */
  readonly pair: Fixed<Uint8Array | null>;
  readonly log_length: number;
  readonly last_sequence: number;
  /** When the last entry came. Messages count for those alone who may see them. */
  readonly changed_at: number;
}

interface MembersTable {
  readonly conversation_id: Fixed<Uint8Array>;
  readonly account_id: Fixed<Uint8Array>;
  /** The log entry that added them, and the last message before it. */
  readonly joined_at_index: number;
  readonly joined_at_sequence: number;
  /** `null` while they are members; else the entry that removed them, and the last message before it. */
  readonly left_at_index: number | null;
  readonly left_at_sequence: number | null;
  readonly left_at: number | null;
  /** Who has added them while they had blocked that person: as long as they do, they do not hear of it. */
  readonly hidden_by: Uint8Array | null;
}

interface LogEntriesTable {
  readonly conversation_id: Fixed<Uint8Array>;
  readonly entry_index: Fixed<number>;
  readonly entry: Fixed<Uint8Array>;
  /** The epoch that it begins. */
  readonly epoch: Fixed<number | null>;
}

/** The card of a member whose account is gone. */
interface DepartedCardsTable {
  readonly conversation_id: Fixed<Uint8Array>;
  readonly account_id: Fixed<Uint8Array>;
  readonly handle: Fixed<string>;
  readonly identity_key: Fixed<Uint8Array>;
  readonly seal_key: Fixed<Uint8Array>;
  readonly card_signature: Fixed<Uint8Array>;
}

/** Their device list. */
interface DepartedDeviceEntriesTable {
  readonly conversation_id: Fixed<Uint8Array>;
  readonly account_id: Fixed<Uint8Array>;
  readonly entry_index: Fixed<number>;
  readonly entry: Fixed<Uint8Array>;
}

interface EpochHeadsTable {
  readonly conversation_id: Fixed<Uint8Array>;
  readonly epoch: Fixed<number>;
  readonly head: Fixed<Uint8Array>;
}

interface EpochBoxesTable {
  readonly conversation_id: Fixed<Uint8Array>;
  readonly account_id: Fixed<Uint8Array>;
  readonly epoch: Fixed<number>;
  readonly box: Fixed<Uint8Array>;
}

interface MessagesTable {
  readonly conversation_id: Fixed<Uint8Array>;
  readonly sequence: Fixed<number>;
  readonly message_id: Fixed<Uint8Array>;
  readonly author_id: Fixed<Uint8Array>;
  readonly received_at: Fixed<number>;
  readonly message: Fixed<Uint8Array>;
  /** Who had blocked its author when it came, in a direct conversation. */
  readonly hidden_from: Fixed<Uint8Array | null>;
}

interface MarkersTable {
  readonly conversation_id: Fixed<Uint8Array>;
  readonly account_id: Fixed<Uint8Array>;
  readonly marker: Uint8Array;
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
  readonly device_entries: DeviceEntriesTable;
  readonly contacts: ContactsTable;
  readonly books: BooksTable;
  readonly conversations: ConversationsTable;
  readonly members: MembersTable;
  readonly log_entries: LogEntriesTable;
  readonly departed_cards: DepartedCardsTable;
  readonly departed_device_entries: DepartedDeviceEntriesTable;
  readonly epoch_heads: EpochHeadsTable;
  readonly epoch_boxes: EpochBoxesTable;
  readonly messages: MessagesTable;
  readonly markers: MarkersTable;
  readonly files: FilesTable;
  readonly file_links: FileLinksTable;
}
