import { hkdfSync } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { importMasterKey, openMasterKey, openUnderMaster } from '../../../src/e2ee/account/account-keys.ts';
import { openWrap, type WrapPurpose, WrapRefusal } from '../../../src/e2ee/account/wrap.ts';
import { type Bytes, concat, copyOf, toBase64Url, utf8 } from '../../../src/e2ee/bytes.ts';
import { openDescription } from '../../../src/e2ee/conversations/description.ts';
import { type EpochKey, importEpochKey } from '../../../src/e2ee/conversations/epoch-key.ts';
import { readEntry } from '../../../src/e2ee/conversations/membership-entry.ts';
import { readMessage } from '../../../src/e2ee/conversations/message.ts';
import { unpad } from '../../../src/e2ee/conversations/padding.ts';
import { ConversationRefusal } from '../../../src/e2ee/conversations/refusal.ts';
import { open } from '../../../src/e2ee/conversations/sealing.ts';
import { openSealed } from '../../../src/e2ee/identity/seal-suite.ts';
import { deriveAccountKeys } from '../../../src/server/accounts/account-keys.ts';
import { deriveServerKeys } from '../../../src/server/rooms/server-keys.ts';

/** Something sealed that opened. */
export interface Opened {
  readonly what: string;
  readonly content: Bytes;
}

type Row = Record<string, SQLOutputValue>;
type Open = (key: Bytes) => Promise<Uint8Array>;

/** One sealed thing, and how it opens by a key, in every way in which a key could be meant for it. */
interface Sealed {
  readonly what: string;
  readonly ways: readonly Open[];
}

const wraps = {
  password_wrap: 'password wrap',
  recovery_wrap: 'recovery wrap',
  identity_wrap: 'identity wrap',
  profile_wrap: 'profile wrap',
} as const satisfies Record<string, WrapPurpose>;

/** The data directory of a server, as somebody carries it off: the database and the secret. */
export class StolenCopy {
  readonly #folder: string;
  readonly #database: DatabaseSync;

  private constructor(folder: string, database: DatabaseSync) {
    this.#folder = folder;
    this.#database = database;
  }

  /** @param databaseFile Of a server that may be running. */
  static async of(databaseFile: string): Promise<StolenCopy> {
    const folder = await mkdtemp(join(tmpdir(), 'sottovoce-stolen-'));
    await cp(dirname(databaseFile), folder, { recursive: true });
    return new StolenCopy(folder, new DatabaseSync(join(folder, 'accounts.sqlite')));
  }

  /** Whatever could be a key: the secret, all that is derived of it, all files, and every value of the database. */
  async ownKeys(): Promise<Bytes[]> {
    const files = await readdir(this.#folder, { withFileTypes: true });
    const texts = await Promise.all(
      files
        .filter((file) => file.isFile() && !file.name.startsWith('accounts.sqlite'))
        .map(({ name }) => readFile(join(this.#folder, name))),
    );
    const secrets = texts.flatMap((text) => [text, Buffer.from(text.toString().trim(), 'base64url')]);
    const derived = secrets
      .filter(({ length }) => length >= 32)
      .flatMap((secret) => {
        const { opaqueSetup, attempts } = deriveAccountKeys(secret);
        const setup = Buffer.from(opaqueSetup, 'base64url');
        return [
          ...Object.values(deriveServerKeys(secret)),
          attempts,
          ...[0, 32, 64, 96].map((at) => setup.subarray(at, at + 32)),
          // As if a client's own labels had been used on it.
          ...Object.values(wraps).map((purpose) => Buffer.from(hkdfSync('sha256', secret, '', purpose, 32))),
        ];
      });
    const stored = this.#tables().flatMap((table) =>
      this.#rows(`SELECT * FROM ${table}`).flatMap((row) =>
        Object.values(row).filter((value) => value instanceof Uint8Array),
      ),
    );
    const all = [...secrets, ...derived, ...stored].flatMap((bytes) => [
      bytes.subarray(0, 32),
      bytes.subarray(-32),
    ]);
    const keys = all.filter(({ length }) => length === 32).map((bytes) => copyOf(bytes));
    return [...new Map(keys.map((key) => [toBase64Url(key), key])).values()];
  }

  /** How many sealed things there are. */
  async count(): Promise<number> {
    return (await this.#sealed()).length;
  }

  /** Opens all that these keys open, and all that what they open opens. */
  async openAll(keys: readonly Bytes[]): Promise<Opened[]> {
    const found: Opened[] = [];
    let closed = await this.#sealed();
    for (let trying = keys; trying.length > 0; ) {
      const next: Bytes[] = [];
      const left: Sealed[] = [];
      for (const sealed of closed) {
        const content = await firstOpened(sealed, trying);
        if (content === undefined) {
          left.push(sealed);
          continue;
        }
        found.push({ what: sealed.what, content });
        // The key of an epoch or an account; the two halves of an identity.
        if (content.length === 32) next.push(content);
        if (content.length === 64) next.push(content.slice(0, 32), content.slice(32));
      }
      closed = left;
      trying = next;
    }
    return found;
  }

  async close(): Promise<void> {
    this.#database.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #sealed(): Promise<Sealed[]> {
    const [descriptions, messages] = await Promise.all([this.#descriptions(), this.#messages()]);
    return [...this.#wraps(), ...this.#introductions(), ...this.#boxes(), ...descriptions, ...messages];
  }

  #wraps(): Sealed[] {
    const ofAccounts = this.#rows('SELECT * FROM accounts').flatMap((row) =>
      Object.entries(wraps).map(([column, purpose]) =>
        wrapped(purpose, bytesOf(row, 'id'), bytesOf(row, column)),
      ),
    );
    const books = this.#rows('SELECT * FROM books').map((row) =>
      wrapped('book wrap', bytesOf(row, 'account_id'), bytesOf(row, 'book')),
    );
    return [...ofAccounts, ...books];
  }

  #introductions(): Sealed[] {
    return this.#rows('SELECT * FROM contacts WHERE introduction IS NOT NULL').map((row) => {
      const people = [bytesOf(row, 'person_id'), bytesOf(row, 'owner_id')];
      const info = concat(utf8('Sottovoce 1.0 introduction\0'), ...people);
      const box = bytesOf(row, 'introduction').slice(1, -64);
      return { what: 'introduction', ways: [boxed(box, info, new Uint8Array())] };
    });
  }

  #boxes(): Sealed[] {
    const rows = this.#rows(
      'SELECT account_id, box, head FROM epoch_boxes JOIN epoch_heads USING (conversation_id, epoch)',
    );
    return rows.map((row) => {
      // The place, behind the version.
      const place = bytesOf(row, 'head').slice(1, 133);
      const info = concat(utf8('Sottovoce 1.0 conversation epoch key\0'), place);
      return { what: 'epoch key', ways: [boxed(bytesOf(row, 'box'), info, bytesOf(row, 'account_id'))] };
    });
  }

  async #messages(): Promise<Sealed[]> {
    const messages = this.#rows('SELECT message FROM messages').map((row) => bytesOf(row, 'message'));
    return Promise.all(
      messages.map(async (message): Promise<Sealed> => {
        const { conversationId, epoch, head, sealed } = await readMessage(message);
        const ways = epochWays(conversationId, epoch, async (key) =>
          unpad(await open(key.messageKey, head, sealed)),
        );
        return { what: 'message', ways };
      }),
    );
  }

  async #descriptions(): Promise<Sealed[]> {
    const found: Sealed[] = [];
    let epoch = 0;
    for (const row of this.#rows('SELECT * FROM log_entries ORDER BY conversation_id, entry_index')) {
      if (row.entry_index === 0) epoch = 0;
      const { change, conversationId } = await readEntry(bytesOf(row, 'entry'));
      if ('commitment' in change) epoch += 1;
      if (change.kind !== 'describe') continue;
      const ways = epochWays(conversationId, epoch, async (key) =>
        utf8(JSON.stringify(await openDescription(key, change.sealed))),
      );
      found.push({ what: 'description', ways });
    }
    return found;
  }

  #tables(): string[] {
    return this.#rows("SELECT name FROM sqlite_schema WHERE type = 'table'").map(({ name }) => String(name));
  }

  #rows(sql: string): Row[] {
    return this.#database.prepare(sql).all();
  }
}

/** What was found, as text: what is none in it shows as such. */
export const wordsOf = (opened: readonly Opened[]): string =>
  opened.map(({ content }) => Buffer.from(content).toString()).join('\n');

function bytesOf(row: Row, column: string): Bytes {
  const value = row[column];
  if (!(value instanceof Uint8Array)) throw new TypeError(`${column} holds no bytes.`);
  return copyOf(value);
}

function wrapped(purpose: WrapPurpose, account: Bytes, wrap: Bytes): Sealed {
  const accountId = toBase64Url(account);
  const context = { purpose, accountId };
  const ways: Open[] = [
    async (key) => (await openUnderMaster(await importMasterKey(key), context, wrap)).content,
    async (key) => {
      const raw = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt']);
      return (await openWrap(raw, context, wrap)).content;
    },
  ];
  if (purpose === 'password wrap' || purpose === 'recovery wrap') {
    ways.push(async (key) => (await openMasterKey(key, purpose, accountId, wrap)).content);
  }
  return { what: purpose, ways };
}

const boxed =
  (box: Bytes, info: Bytes, associatedData: Bytes): Open =>
  async (key) => {
    const opened = await openSealed(key, { info, associatedData }, box);
    if (opened === undefined) throw new ConversationRefusal('not-authentic');
    return opened;
  };

/** By the secret of the epoch, or by a key that would be used as it is. */
function epochWays(
  conversationId: string,
  epoch: number,
  openWith: (key: EpochKey) => Promise<Uint8Array>,
): Open[] {
  return [
    async (secret) => openWith(await importEpochKey(conversationId, epoch, secret)),
    async (bytes) => {
      const key = await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['decrypt']);
      const any = await importEpochKey(conversationId, epoch, bytes);
      return openWith({ ...any, messageKey: key, descriptionKey: key });
    },
  ];
}

async function firstOpened({ ways }: Sealed, keys: readonly Bytes[]): Promise<Bytes | undefined> {
  for (const key of keys) {
    for (const way of ways) {
      try {
        return copyOf(await way(key));
      } catch (error) {
        const isClosed = error instanceof WrapRefusal || error instanceof ConversationRefusal;
        if (!isClosed) throw error;
      }
    }
  }
  return undefined;
}
