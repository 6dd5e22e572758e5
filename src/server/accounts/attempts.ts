import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { accountIdSchema, sessionIdSchema } from '../../protocol/accounts.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { AttemptKind, AttemptStore } from '../storage/attempt-store.ts';

/** Milliseconds for which an attempt may be finished. */
const lifetime = 2 * 60 * 1000;
const nonceLength = 12;
const tagLength = 16;

/** A log-in that waits for its end, and the record that it began with: a password that has changed does not count. */
const waitingLogin = { handle: z.string(), serverLoginState: z.string(), registrationRecord: z.string() };

const states = {
  registration: z.object({
    handle: z.string(),
    accountId: accountIdSchema,
    invitation: z.string().optional(),
  }),
  /** Without an account where nobody has the handle. */
  login: z.object({ ...waitingLogin, accountId: accountIdSchema.nullable() }),
  proof: z.object({ ...waitingLogin, accountId: accountIdSchema, sessionId: sessionIdSchema }),
  password: z.object({ accountId: accountIdSchema, sessionId: sessionIdSchema }),
  recovery: z.object({ accountId: accountIdSchema, recoveryProofHash: z.string() }),
} as const;

export type AttemptStates = { [K in keyof typeof states]: z.infer<(typeof states)[K]> };

/**
 * What has begun and waits for its end. The state is sealed: whoever reads the database in these two minutes
 * could else end a log-in without its password.
 */
export class Attempts {
  readonly #store: AttemptStore;
  readonly #key: Uint8Array;
  readonly #now: () => number;

  constructor(store: AttemptStore, key: Uint8Array, now: () => number) {
    this.#store = store;
    this.#key = key;
    this.#now = now;
  }

  /** @returns The id that ends it. */
  async begin<K extends keyof AttemptStates>(kind: K, state: AttemptStates[K]): Promise<string> {
    const id = randomBytes(32);
    const idHash = sha256(id);
    await this.#store.add({
      idHash,
      kind,
      sealedState: this.#seal(idHash, JSON.stringify(state)),
      expiresAt: this.#now() + lifetime,
    });
    return id.toString('base64url');
  }

  /**
   * Uses the attempt up, whatever comes of it.
   *
   * @throws ProtocolError `attempt-expired`.
   */
  async end<K extends Exclude<keyof AttemptStates, 'recovery'>>(
    kind: K,
    id: string,
  ): Promise<AttemptStates[K]> {
    const idHash = sha256(Buffer.from(id, 'base64url'));
    const sealed = await this.#store.take(idHash, kind, this.#now());
    // The table's type cannot say that the schema of a kind makes the state of that kind.
    return states[kind].parse(this.#open(idHash, sealed)) as AttemptStates[K];
  }

  /** Lets a recovery ask for its new password, once. */
  async advanceRecovery(id: string): Promise<AttemptStates['recovery']> {
    const idHash = sha256(Buffer.from(id, 'base64url'));
    const sealed = await this.#store.advance(idHash, 'recovery', 'recovery-password', this.#now());
    return states.recovery.parse(this.#open(idHash, sealed));
  }

  /** Ends a recovery that has asked for its new password. */
  async endRecovery(id: string): Promise<AttemptStates['recovery']> {
    const idHash = sha256(Buffer.from(id, 'base64url'));
    const kind: AttemptKind = 'recovery-password';
    return states.recovery.parse(this.#open(idHash, await this.#store.take(idHash, kind, this.#now())));
  }

  #seal(idHash: Uint8Array, text: string): Uint8Array {
    const nonce = randomBytes(nonceLength);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(idHash);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, sealed, cipher.getAuthTag()]);
  }

  #open(idHash: Uint8Array, sealed: Uint8Array | undefined): unknown {
    if (sealed === undefined) throw new ProtocolError('attempt-expired');
    const end = sealed.length - tagLength;
    const decipher = createDecipheriv('aes-256-gcm', this.#key, sealed.subarray(0, nonceLength))
      .setAAD(idHash)
      .setAuthTag(sealed.subarray(end));
    const text = Buffer.concat([decipher.update(sealed.subarray(nonceLength, end)), decipher.final()]);
    return JSON.parse(text.toString('utf8'));
  }
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
