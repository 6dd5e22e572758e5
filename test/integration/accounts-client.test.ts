import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { AccountRequest } from '../../src/client/account/account-requests.ts';
import { Accounts } from '../../src/client/account/accounts.ts';
import { type AccountStore, MemoryAccountStore } from '../../src/client/account/kept-account.ts';
import { opaqueInPlace } from '../../src/client/account/opaque-in-place.ts';
import type { Account } from '../../src/protocol/accounts.ts';
import { ProtocolError } from '../../src/protocol/errors.ts';
import { outcomeOf } from '../harness/accounts/account-client.ts';
import { AccountShell } from '../harness/accounts/account-shell.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(120_000);

const password = 'vimineous quarry pelican';

let shell: AccountShell;
beforeEach(async () => {
  shell = await AccountShell.start();
});
afterEach(() => shell.close());

/** A browser of a person: the client library's own, with a real server; only cookies are a test's. */
class Browser {
  readonly store: AccountStore;
  /** What a hostile server makes of an account before it hands it out. */
  tamper: (account: Account) => Account = (account) => account;
  isOffline = false;
  /** Runs between an answer of the server and its arrival. */
  beforeAnswer: () => Promise<void> = async () => undefined;
  accounts!: Accounts;
  told = 0;
  heard: () => void = () => undefined;
  readonly #client = shell.client();

  constructor(store: AccountStore = new MemoryAccountStore()) {
    this.store = store;
  }

  static async open(store?: AccountStore): Promise<Browser> {
    const browser = new Browser(store);
    await browser.load();
    return browser;
  }

  /** Opens the page, or loads it again. */
  async load(): Promise<void> {
    const request = async (...[name, body, parameters]: Parameters<AccountRequest>) => {
      if (this.isOffline) throw new ProtocolError('unreachable');
      const answer: unknown = await this.#client.ask(name, body, parameters);
      await this.beforeAnswer();
      const { account } = (answer ?? {}) as { account?: Account };
      return account === undefined ? answer : { ...(answer as object), account: this.tamper(account) };
    };
    this.accounts = await Accounts.open({
      request: request as AccountRequest,
      registration: 'open',
      store: this.store,
      openOpaque: () => opaqueInPlace,
      browser: 'Firefox on Linux',
      tabs: {
        tell: () => {
          this.told += 1;
        },
        listen: (heard) => {
          this.heard = heard;
        },
      },
    });
  }

  get hasCookie(): boolean {
    return this.#client.cookie !== undefined;
  }

  get state() {
    return this.accounts.state.value;
  }
}

const signedUp = async (handle = 'ada', displayName = 'Ada Lovelace') => {
  const browser = await Browser.open();
  const recoveryKey = await browser.accounts.signUp({ handle, displayName, password });
  return { browser, recoveryKey };
};

describe('an account in the client library', () => {
  it('is made, and found again after a reload and from another browser', async () => {
    const { browser } = await signedUp('  Ada ');
    const state = { kind: 'signed-in', handle: 'ada', displayName: 'Ada Lovelace' };
    expect(browser.state).toMatchObject(state);
    await browser.load();
    expect(browser.state).toMatchObject(state);
    const elsewhere = await Browser.open();
    expect(elsewhere.state).toEqual({ kind: 'signed-out' });
    await elsewhere.accounts.logIn({ handle: 'ADA', password });
    expect(elsewhere.state).toMatchObject(state);
    const [mine, other] = await browser.accounts.sessions();
    expect([mine?.isCurrent, other?.isCurrent]).toEqual([true, false]);
    await browser.accounts.endSession(other?.sessionId ?? '');
    await elsewhere.load();
    expect(elsewhere.state).toEqual({ kind: 'signed-out' });
    expect(await elsewhere.store.read()).toBeUndefined();
  });

  it('is not opened by another password or handle, both refused alike', async () => {
    await signedUp();
    const { accounts } = await Browser.open();
    const refusals = await Promise.all([
      outcomeOf(accounts.logIn({ handle: 'ada', password: 'another one' })),
      outcomeOf(accounts.logIn({ handle: 'nobody', password })),
      outcomeOf(accounts.logIn({ handle: 'no handle', password })),
    ]);
    expect(new Set(refusals)).toEqual(new Set(['credentials-refused']));
  });

  it('has its name changed, and everybody else still finds it with the old password only until that changes', async () => {
    const { browser } = await signedUp();
    await browser.accounts.rename('Countess of Lovelace');
    const elsewhere = await Browser.open();
    await elsewhere.accounts.logIn({ handle: 'ada', password });
    expect(elsewhere.state).toMatchObject({ displayName: 'Countess of Lovelace' });
    await browser.accounts.changePassword({ password, newPassword: 'teal lantern orchard' });
    await elsewhere.load();
    expect(elsewhere.state).toEqual({ kind: 'signed-out' });
    expect(await outcomeOf(elsewhere.accounts.logIn({ handle: 'ada', password }))).toBe(
      'credentials-refused',
    );
    await elsewhere.accounts.logIn({ handle: 'ada', password: 'teal lantern orchard' });
    expect(elsewhere.state).toMatchObject({ displayName: 'Countess of Lovelace' });
    const changed = browser.accounts.changePassword({ password, newPassword: 'teal lantern orchard' });
    expect(await outcomeOf(changed)).toBe('credentials-refused');
  });

  it('comes back by the latest recovery key alone', async () => {
    const { browser, recoveryKey: first } = await signedUp();
    const second = await browser.accounts.renewRecoveryKey({ password });
    const elsewhere = await Browser.open();
    const recover = (recoveryKey: string) =>
      elsewhere.accounts.recover({ handle: 'ada', recoveryKey, newPassword: 'teal lantern orchard' });
    expect(await outcomeOf(recover(first))).toBe('credentials-refused');
    expect(await outcomeOf(recover('not a key'))).toBe('credentials-refused');
    await recover(second.toLowerCase().replaceAll('-', ' '));
    expect(elsewhere.state).toMatchObject({ kind: 'signed-in', displayName: 'Ada Lovelace' });
    await browser.load();
    expect(browser.state).toEqual({ kind: 'signed-out' });
    await browser.accounts.logIn({ handle: 'ada', password: 'teal lantern orchard' });
    expect(browser.state).toMatchObject({ kind: 'signed-in' });
  });

  it('is left in every tab at once, and everywhere', async () => {
    const { browser } = await signedUp();
    const elsewhere = await Browser.open();
    await elsewhere.accounts.logIn({ handle: 'ada', password });
    const told = browser.told;
    await browser.accounts.logOutEverywhere();
    expect([browser.state.kind, browser.told]).toEqual(['signed-out', told + 1]);
    // As another tab of the same browser hears it.
    elsewhere.heard();
    while (elsewhere.state.kind !== 'signed-out') await new Promise((resolve) => setTimeout(resolve, 10));
  });

  it('is deleted by its password, and by nothing less', async () => {
    const { browser } = await signedUp();
    expect(await outcomeOf(browser.accounts.deleteAccount({ password: 'a guess' }))).toBe(
      'credentials-refused',
    );
    await browser.accounts.deleteAccount({ password });
    expect(browser.state).toEqual({ kind: 'signed-out' });
    const again = browser.accounts.logIn({ handle: 'ada', password });
    expect(await outcomeOf(again)).toBe('credentials-refused');
  });

  it('is forgotten here where the server cannot be reached, or has ended the session already', async () => {
    const { browser } = await signedUp();
    const elsewhere = await Browser.open();
    await elsewhere.accounts.logIn({ handle: 'ada', password });
    await elsewhere.accounts.logOutEverywhere();
    await browser.accounts.logOut();
    expect([browser.state.kind, await browser.store.read()]).toEqual(['signed-out', undefined]);
    await elsewhere.accounts.logIn({ handle: 'ada', password });
    elsewhere.isOffline = true;
    expect(await outcomeOf(elsewhere.accounts.logOut())).toBe('unreachable');
    expect([elsewhere.state.kind, await elsewhere.store.read()]).toEqual(['signed-out', undefined]);
  });

  it('stays open in the tab that has just logged in, whatever another tab without its key finds', async () => {
    const { browser } = await signedUp();
    const key = await browser.store.read();
    await browser.store.erase();
    await browser.accounts.resume();
    expect(browser.state).toEqual({ kind: 'signed-out' });
    if (key !== undefined) await browser.store.write(key);
    await browser.accounts.resume();
    expect(browser.state).toMatchObject({ kind: 'signed-in' });
  });

  it('is not logged in again by what was found out before it was left', async () => {
    const { browser } = await signedUp();
    const found = Promise.withResolvers<void>();
    const answered = new Promise<void>((resolve) => {
      browser.beforeAnswer = async () => {
        resolve();
        await found.promise;
      };
    });
    const resuming = browser.accounts.resume();
    await answered;
    browser.beforeAnswer = async () => undefined;
    await browser.accounts.logOut();
    found.resolve();
    await resuming;
    expect([browser.state.kind, await browser.store.read()]).toEqual(['signed-out', undefined]);
  });

  it('opens nothing in a browser that has the cookie and not the key', async () => {
    const { browser } = await signedUp();
    await browser.store.erase();
    await browser.load();
    expect(browser.state).toEqual({ kind: 'signed-out' });
  });
});

describe('a server that hands out other keys than the person left there', () => {
  /** Whether a log-in with what the server made of the account is refused. */
  async function logInWith(tamper: (account: Account) => Account): Promise<string> {
    const browser = await Browser.open();
    browser.tamper = tamper;
    const outcome = await outcomeOf(browser.accounts.logIn({ handle: 'ada', password }));
    // No session is left over.
    expect(browser.hasCookie).toBe(false);
    expect([browser.state.kind, await browser.store.read()]).toEqual(['signed-out', undefined]);
    return outcome;
  }

  it.each(['passwordWrap', 'profileWrap', 'identityWrap', 'identityKey'] as const)(
    'is found out with the %s of somebody else',
    async (wrap) => {
      await signedUp();
      const { browser: bea } = await signedUp('bea', 'Bea');
      let beas: Account | undefined;
      bea.tamper = (account) => {
        beas = account;
        return account;
      };
      await bea.load();
      const swap = (account: Account): Account => {
        const other = beas?.keys[wrap];
        if (other === undefined) throw new Error('Bea has no keys.');
        return { ...account, keys: { ...account.keys, [wrap]: other } };
      };
      expect(await logInWith(swap)).toBe('unexpected-answer');
    },
  );

  it('is found out with a wrap of another purpose in its place', async () => {
    await signedUp();
    const swap = (account: Account): Account => ({
      ...account,
      keys: { ...account.keys, profileWrap: account.keys.identityWrap },
    });
    expect(await logInWith(swap)).toBe('unexpected-answer');
  });

  it('is found out with an older profile than this browser has seen', async () => {
    const { browser } = await signedUp();
    let older: string | undefined;
    browser.tamper = (account) => {
      older ??= account.keys.profileWrap;
      return account;
    };
    await browser.load();
    await browser.accounts.rename('Countess of Lovelace');
    browser.tamper = (account) => ({
      ...account,
      keys: { ...account.keys, profileWrap: older ?? '' },
    });
    expect(await outcomeOf(browser.accounts.resume())).toBe('unexpected-answer');
    browser.tamper = (account) => account;
    await browser.load();
    expect(browser.state).toMatchObject({ displayName: 'Countess of Lovelace' });
  });
});
