import { type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import {
  createMasterKey,
  importMasterKey,
  openIdentity,
  openMasterKey,
  openProfile,
  recoveryProofOf,
  sealIdentity,
  sealMasterKey,
  sealProfile,
} from '../../e2ee/account/account-keys.ts';
import { createRecoveryKey, formatRecoveryKey, parseRecoveryKey } from '../../e2ee/account/recovery-key.ts';
import { WrapRefusal } from '../../e2ee/account/wrap.ts';
import { type Bytes, equal, fromBase64Url, toBase64Url } from '../../e2ee/bytes.ts';
import { createIdentitySeed, type Identity, importIdentity } from '../../e2ee/identity/identity.ts';
import { signCard } from '../../e2ee/identity/identity-card.ts';
import {
  type Account,
  type AccountAnswer,
  type AccountBody,
  type ListedSession,
  parseHandle,
} from '../../protocol/accounts.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Bootstrap } from '../../protocol/room-token.ts';
import type { AccountRequest } from './account-requests.ts';
import type { AccountStore } from './kept-account.ts';
import type { Opaque } from './opaque.ts';

export type AccountState =
  /** The server has not been asked yet, or could not be. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'signed-out' }
  | {
      readonly kind: 'signed-in';
      readonly accountId: string;
      readonly handle: string;
      readonly displayName: string;
    };

/** The keys of whoever is logged in here. */
export interface AccountKeys {
  readonly accountId: string;
  readonly handle: string;
  /** From which others can be derived, and whose bytes cannot be read. */
  readonly masterKey: CryptoKey;
  readonly identity: Identity;
}

export interface AccountsOptions {
  readonly request: AccountRequest;
  readonly registration: Bootstrap['accounts']['registration'];
  readonly store: AccountStore;
  /** Opened when a password is to be proved or made, and closed after. */
  readonly openOpaque: () => Opaque;
  /** How the list of sessions is to call this browser. */
  readonly browser: string;
  /** Tells this person's other tabs that somebody has logged in or out, and hears the same from them. */
  readonly tabs: { tell(): void; listen(heard: () => void): void };
}

type LoggedIn = AccountAnswer<'finishLogin'>;
type Proof = AccountBody<'deleteAccount'>['proof'];

/**
 * A person's account in this browser. Every method that asks the server rejects with a `ProtocolError`; a password or
 * recovery key that is wrong is `credentials-refused`, and what the server hands out in place of the person's own keys is
 * `unexpected-answer`.
 *
 * Invariant: the password and the recovery key never leave this object but through OPAQUE and the wraps.
 */
export class Accounts {
  readonly #options: AccountsOptions;
  readonly #state: Signal<AccountState> = signal({ kind: 'unknown' });
  #keys: AccountKeys | undefined;
  /** How often somebody has logged in or out here: what was found out before that no longer holds. */
  #changes = 0;

  private constructor(options: AccountsOptions) {
    this.#options = options;
    options.tabs.listen(() => void this.resume().catch(() => undefined));
  }

  /** Asks the server who is logged in. Where it cannot be asked the state stays `unknown`. */
  static async open(options: AccountsOptions): Promise<Accounts> {
    const accounts = new Accounts(options);
    await accounts.resume().catch((error: unknown) => {
      if (!(error instanceof ProtocolError)) throw error;
    });
    return accounts;
  }

  get state(): ReadonlySignal<AccountState> {
    return this.#state;
  }

  /** What belongs to whoever is logged in; nothing where nobody is. */
  get keys(): AccountKeys | undefined {
    return this.#keys;
  }

  /** Who may make an account on this server. */
  get registration(): Bootstrap['accounts']['registration'] {
    return this.#options.registration;
  }

  /** Finds out again who is logged in here: after a reload, or when another tab says that it has changed. */
  async resume(): Promise<void> {
    const { request, store } = this.#options;
    const changes = this.#changes;
    let account: Account;
    try {
      ({ account } = await request('readAccount'));
    } catch (error) {
      if (!(error instanceof ProtocolError && error.code === 'login-required')) throw error;
      if (changes !== this.#changes) return;
      await store.erase();
      this.#become({ kind: 'signed-out' });
      return;
    }
    const kept = await store.read();
    if (kept?.accountId === account.accountId) {
      const { generation, state, keys } = await this.#read(account, kept.masterKey, kept.profileGeneration);
      if (changes !== this.#changes) return;
      await store.noteProfile(account.accountId, generation);
      this.#become(state, keys);
      return;
    }
    if (changes !== this.#changes) return;
    // The cookie without the key opens nothing: the person proves the password again. The session is left to itself, for
    // it may be one that another tab has just begun.
    this.#become({ kind: 'signed-out' });
  }

  /** @returns The recovery key, which is never to be had again. */
  async signUp(wish: {
    handle: string;
    displayName: string;
    password: string;
    invitation?: string;
  }): Promise<string> {
    const { browser, request } = this.#options;
    const { password } = wish;
    const handle = handleOf(wish.handle, 'handle-refused');
    return this.#withOpaque(async (opaque) => {
      const { exportKey, registrationRecord, started } = await makeRecord(
        opaque,
        { handle, password },
        (registrationRequest) =>
          request('startRegistration', {
            handle,
            registrationRequest,
            ...(wish.invitation !== undefined && { invitation: wish.invitation }),
          }),
      );
      const { accountId, attemptId } = started;
      const [masterBytes, recoveryKey, seed] = [createMasterKey(), createRecoveryKey(), createIdentitySeed()];
      const [masterKey, identity] = [await importMasterKey(masterBytes), await importIdentity(seed)];
      const keys = {
        passwordWrap: await sealMasterKey(exportKey, 'password wrap', accountId, 1, masterBytes),
        recoveryWrap: await sealMasterKey(recoveryKey, 'recovery wrap', accountId, 1, masterBytes),
        recoveryProof: await recoveryProofOf(recoveryKey),
        identityKey: identity.identityKey,
        sealKey: identity.sealKey,
        cardSignature: await signCard(identity, accountId, handle),
        identityWrap: await sealIdentity(masterKey, accountId, seed),
        profileWrap: await sealProfile(masterKey, accountId, 1, wish.displayName),
      };
      const answer = await request('finishRegistration', {
        attemptId,
        registrationRecord,
        keys: mapValues(keys, toBase64Url),
        browser,
      });
      await this.#enter(answer, async () => masterKey);
      return formatRecoveryKey(recoveryKey);
    });
  }

  async logIn({ handle: typed, password }: { handle: string; password: string }): Promise<void> {
    const { browser, request } = this.#options;
    const handle = handleOf(typed, 'credentials-refused');
    await this.#withOpaque(async (opaque) => {
      const { exportKey, proof } = await prove(opaque, { handle, password }, (startLoginRequest) =>
        request('startLogin', { handle, startLoginRequest }),
      );
      const answer = await request('finishLogin', { ...proof, browser });
      const { accountId, keys } = answer.account;
      const wrap = decoded(keys.passwordWrap);
      await this.#enter(answer, async () => {
        const master = await openMasterKey(exportKey, 'password wrap', accountId, wrap);
        return importMasterKey(master.content);
      });
    });
  }

  async recover(wish: { handle: string; recoveryKey: string; newPassword: string }): Promise<void> {
    const { browser, request } = this.#options;
    const { newPassword: password } = wish;
    const handle = handleOf(wish.handle, 'credentials-refused');
    const recoveryKey = parseRecoveryKey(wish.recoveryKey);
    if (recoveryKey === undefined) throw new ProtocolError('credentials-refused');
    await this.#withOpaque(async (opaque) => {
      const { accountId, attemptId, recoveryWrap } = await request('startRecovery', {
        handle,
        recoveryProof: toBase64Url(await recoveryProofOf(recoveryKey)),
      });
      const master = await believing(() =>
        openMasterKey(recoveryKey, 'recovery wrap', accountId, decoded(recoveryWrap)),
      );
      const { exportKey, registrationRecord } = await makeRecord(
        opaque,
        { handle, password },
        (registrationRequest) => request('startRecoveryPassword', { registrationRequest }, { attemptId }),
      );
      const passwordWrap = await sealMasterKey(exportKey, 'password wrap', accountId, 1, master.content);
      const answer = await request(
        'finishRecovery',
        {
          registrationRecord,
          passwordWrap: toBase64Url(passwordWrap),
          browser,
        },
        { attemptId },
      );
      await this.#enter(answer, () => importMasterKey(master.content));
    });
  }

  /** This browser forgets the account in any case, also where the server cannot be reached. */
  async logOut(): Promise<void> {
    try {
      await this.#forget();
    } finally {
      await this.#options.request('logOut').catch(unlessLoggedOut);
    }
  }

  async logOutEverywhere(): Promise<void> {
    await this.#options.request('endSessions').catch(unlessLoggedOut);
    await this.#forget();
  }

  async sessions(): Promise<readonly ListedSession[]> {
    const { sessions } = await this.#options.request('listSessions');
    // The one in use first, then those that were used last.
    return [...sessions].sort(
      (a, b) => Number(b.isCurrent) - Number(a.isCurrent) || b.lastUsedAt - a.lastUsedAt,
    );
  }

  async endSession(sessionId: string): Promise<void> {
    await this.#options.request('endSession', undefined, { sessionId });
  }

  async rename(displayName: string): Promise<void> {
    const state = this.#signedIn();
    const kept = await this.#options.store.read();
    if (kept === undefined) throw new ProtocolError('login-required');
    const generation = kept.profileGeneration + 1;
    const profileWrap = await sealProfile(kept.masterKey, kept.accountId, generation, displayName);
    await this.#options.request('changeProfile', { profileWrap: toBase64Url(profileWrap) });
    await this.#options.store.noteProfile(kept.accountId, generation);
    this.#state.value = { ...state, displayName };
    this.#options.tabs.tell();
  }

  async changePassword(passwords: { password: string; newPassword: string }): Promise<void> {
    const { request } = this.#options;
    const { accountId, handle } = this.#signedIn();
    const { newPassword: password } = passwords;
    await this.#proving(passwords.password, async (opaque, proof, master) => {
      const { exportKey, registrationRecord, started } = await makeRecord(
        opaque,
        { handle, password },
        (registrationRequest) => request('startPasswordChange', { registrationRequest }),
      );
      const generation = master.generation + 1;
      const wrap = await sealMasterKey(exportKey, 'password wrap', accountId, generation, master.content);
      await request('changePassword', {
        proof,
        attemptId: started.attemptId,
        registrationRecord,
        passwordWrap: toBase64Url(wrap),
      });
    });
  }

  /** @returns The new recovery key; the one before opens nothing any more. */
  async renewRecoveryKey({ password }: { password: string }): Promise<string> {
    const { accountId } = this.#signedIn();
    return this.#proving(password, async (_opaque, proof, master) => {
      const recoveryKey = createRecoveryKey();
      const wrap = await sealMasterKey(recoveryKey, 'recovery wrap', accountId, 1, master.content);
      await this.#options.request('changeRecovery', {
        proof,
        recoveryWrap: toBase64Url(wrap),
        recoveryProof: toBase64Url(await recoveryProofOf(recoveryKey)),
      });
      return formatRecoveryKey(recoveryKey);
    });
  }

  async deleteAccount({ password }: { password: string }): Promise<void> {
    this.#signedIn();
    await this.#proving(password, (_opaque, proof) => this.#options.request('deleteAccount', { proof }));
    await this.#forget();
  }

  /** What is wrong with a recovery key as it was typed; nothing for one that may be right. */
  recoveryKeyProblem(text: string): 'missing' | 'mistyped' | undefined {
    if (text.trim() === '') return 'missing';
    return parseRecoveryKey(text) === undefined ? 'mistyped' : undefined;
  }

  /** How hard a password is to guess. @param personal Words that whoever guesses would try first. */
  async passwordStrength(
    password: string,
    personal: readonly string[],
  ): Promise<{ score: 0 | 1 | 2 | 3 | 4 }> {
    const { judgePassword } = await import('./password-strength.ts');
    return judgePassword(password, personal);
  }

  /** Proves the password of whoever is logged in, and opens the master key with it. */
  #proving<T>(
    password: string,
    act: (opaque: Opaque, proof: Proof, master: { content: Bytes; generation: number }) => Promise<T>,
  ): Promise<T> {
    const { request } = this.#options;
    const { accountId, handle } = this.#signedIn();
    return this.#withOpaque(async (opaque) => {
      const { account } = await request('readAccount');
      const { exportKey, proof } = await prove(opaque, { handle, password }, (startLoginRequest) =>
        request('startProof', { startLoginRequest }),
      );
      const wrap = decoded(account.keys.passwordWrap);
      const master = await believing(() => openMasterKey(exportKey, 'password wrap', accountId, wrap));
      return act(opaque, proof, master);
    });
  }

  /** A session whose keys are not the person's own is ended again. */
  async #enter({ account }: LoggedIn, openMaster: () => Promise<CryptoKey>): Promise<void> {
    try {
      const masterKey = await believing(openMaster);
      const { generation, state, keys } = await this.#read(account, masterKey, 1);
      this.#changes += 1;
      const { accountId } = account;
      await this.#options.store.write({ accountId, masterKey, profileGeneration: generation });
      this.#become(state, keys);
    } catch (error) {
      await this.#options.request('logOut').catch(() => undefined);
      throw error;
    }
    this.#options.tabs.tell();
  }

  async #read(
    account: Account,
    masterKey: CryptoKey,
    atLeast: number,
  ): Promise<{ generation: number; state: AccountState; keys: AccountKeys }> {
    const { accountId, handle, keys } = account;
    return believing(async () => {
      const identity = await openIdentity(masterKey, accountId, decoded(keys.identityWrap));
      const isOwn =
        equal(identity.identityKey, decoded(keys.identityKey)) &&
        equal(identity.sealKey, decoded(keys.sealKey));
      if (!isOwn) throw new WrapRefusal('not-authentic');
      const profile = await openProfile(masterKey, accountId, decoded(keys.profileWrap), atLeast);
      const { displayName, generation } = profile;
      const state: AccountState = { kind: 'signed-in', accountId, handle, displayName };
      return { generation, state, keys: { accountId, handle, masterKey, identity } };
    });
  }

  #become(state: AccountState, keys?: AccountKeys): void {
    this.#keys = keys;
    this.#state.value = state;
  }

  async #forget(): Promise<void> {
    this.#changes += 1;
    this.#become({ kind: 'signed-out' });
    try {
      await this.#options.store.erase();
    } finally {
      this.#options.tabs.tell();
    }
  }

  #signedIn(): Extract<AccountState, { kind: 'signed-in' }> {
    const state = this.#state.peek();
    if (state.kind !== 'signed-in') throw new ProtocolError('login-required');
    return state;
  }

  async #withOpaque<T>(act: (opaque: Opaque) => Promise<T>): Promise<T> {
    const opaque = this.#options.openOpaque();
    try {
      return await act(opaque);
    } finally {
      opaque.close();
    }
  }
}

interface Credentials {
  readonly handle: string;
  readonly password: string;
}

/** Makes the record by which the server will know a password. @param start Asks the server for its part. */
async function makeRecord<S extends { readonly registrationResponse: string }>(
  opaque: Opaque,
  credentials: Credentials,
  start: (registrationRequest: string) => Promise<S>,
): Promise<{ exportKey: Bytes; registrationRecord: string; started: S }> {
  const { state, registrationRequest } = await opaque.startRegistration(credentials);
  const started = await start(registrationRequest);
  const { registrationResponse } = started;
  const finished = await opaque.finishRegistration({ ...credentials, state, registrationResponse });
  return { exportKey: decoded(finished.exportKey), registrationRecord: finished.registrationRecord, started };
}

/**
 * Proves a password. @param start Asks the server for its part.
 *
 * @throws ProtocolError `credentials-refused`.
 */
async function prove(
  opaque: Opaque,
  credentials: Credentials,
  start: (startLoginRequest: string) => Promise<{ attemptId: string; loginResponse: string }>,
): Promise<{ exportKey: Bytes; proof: Proof }> {
  const { state, startLoginRequest } = await opaque.startLogin(credentials);
  const { attemptId, loginResponse } = await start(startLoginRequest);
  const finished = await opaque.finishLogin({ ...credentials, state, loginResponse });
  if (finished === undefined) throw new ProtocolError('credentials-refused');
  const { exportKey, finishLoginRequest } = finished;
  return { exportKey: decoded(exportKey), proof: { attemptId, finishLoginRequest } };
}

/** @throws ProtocolError with this code for what cannot be a handle. */
function handleOf(typed: string, code: 'handle-refused' | 'credentials-refused'): string {
  const handle = parseHandle(typed);
  if (handle === undefined) throw new ProtocolError(code);
  return handle;
}

/** Whoever was logged out already has what they wanted. */
function unlessLoggedOut(error: unknown): void {
  if (!(error instanceof ProtocolError && error.code === 'login-required')) throw error;
}

/** The server has no right to hand out other wraps than the person's own latest. */
async function believing<T>(open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (cause) {
    if (cause instanceof WrapRefusal) throw new ProtocolError('unexpected-answer', undefined, { cause });
    throw cause;
  }
}

function decoded(text: string): Bytes {
  const bytes = fromBase64Url(text);
  if (bytes === undefined) throw new ProtocolError('unexpected-answer');
  return bytes;
}

function mapValues<K extends string, V, W>(record: Record<K, V>, map: (value: V) => W): Record<K, W> {
  return Object.fromEntries(Object.entries<V>(record).map(([key, value]) => [key, map(value)])) as Record<
    K,
    W
  >;
}
