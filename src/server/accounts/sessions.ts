import { createHash, randomBytes } from 'node:crypto';
import type { Config } from '../../config/schema.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { NewSession, SessionStore, StoredSession } from '../storage/session-store.ts';

const day = 24 * 60 * 60 * 1000;
/** Milliseconds between two notes of a session's use. */
const useInterval = 60 * 1000;

/** A session that has just been made, with what opens it. */
export interface OpenedSession {
  /** For the cookie alone; the database holds its SHA-256. */
  readonly token: string;
  readonly record: NewSession;
  /** Milliseconds for which the browser may keep the cookie. */
  readonly cookieLifetime: number;
}

/** Browsers that are logged in. */
export class Sessions {
  readonly #store: SessionStore;
  readonly #idle: number;
  readonly #max: number;
  readonly #mostPerAccount: number;
  readonly #now: () => number;

  constructor(store: SessionStore, settings: Config['accounts'], now: () => number) {
    this.#store = store;
    this.#idle = settings.sessionIdleDays * day;
    this.#max = settings.sessionMaxDays * day;
    this.#mostPerAccount = settings.sessionsPerAccount;
    this.#now = now;
  }

  /** Makes a session, which is nowhere yet. */
  create(browser: string): OpenedSession {
    const createdAt = this.#now();
    const token = randomBytes(32).toString('base64url');
    return {
      token,
      record: {
        id: randomBytes(16),
        tokenHash: hashOf(token),
        browser,
        createdAt,
        expiresAt: this.#expiry(createdAt, createdAt),
      },
      cookieLifetime: this.#max,
    };
  }

  /**
   * Opens a session for whoever has proved the password of this record.
   *
   * @throws ProtocolError `credentials-refused` where it has changed meanwhile.
   */
  async open(accountId: Uint8Array, registrationRecord: Uint8Array, browser: string): Promise<OpenedSession> {
    const opened = this.create(browser);
    await this.#store.add(accountId, opened.record, {
      mostPerAccount: this.#mostPerAccount,
      registrationRecord,
    });
    return opened;
  }

  /**
   * The session of a cookie.
   *
   * @throws ProtocolError `login-required`.
   */
  async find(token: string | undefined): Promise<StoredSession> {
    const now = this.#now();
    const session = token === undefined ? undefined : await this.#store.find(hashOf(token), now);
    if (session === undefined) throw new ProtocolError('login-required');
    if (now - session.lastUsedAt < useInterval) return session;
    const expiresAt = this.#expiry(session.createdAt, now);
    await this.#store.use(session.id, now, expiresAt);
    return { ...session, lastUsedAt: now, expiresAt };
  }

  list(accountId: Uint8Array): Promise<StoredSession[]> {
    return this.#store.list(accountId, this.#now());
  }

  /** @throws ProtocolError `not-found` where the account has no such session. */
  async end(accountId: Uint8Array, id: Uint8Array): Promise<void> {
    if (!(await this.#store.end(accountId, id))) throw new ProtocolError('not-found');
  }

  endAll(accountId: Uint8Array): Promise<void> {
    return this.#store.endAll(accountId);
  }

  /** Those of these sessions that have not ended. */
  alive(ids: readonly Uint8Array[]): Promise<Uint8Array[]> {
    return this.#store.alive(ids, this.#now());
  }

  #expiry(createdAt: number, lastUsedAt: number): number {
    return Math.min(createdAt + this.#max, lastUsedAt + this.#idle);
  }
}

const hashOf = (token: string) => createHash('sha256').update(token).digest();
