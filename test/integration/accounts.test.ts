import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { client as opaque } from '@serenity-kit/opaque';
import { SqlInvitationStore } from '../../src/server/storage/invitation-store.ts';
import { type AccountClient, outcomeOf, randomText, someKeys } from '../harness/accounts/account-client.ts';
import { AccountShell } from '../harness/accounts/account-shell.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(60_000);

const second = 1000;
const minute = 60 * second;
const day = 24 * 60 * minute;
const password = 'correct horse battery staple';

let shell: AccountShell;
async function start(settings?: string): Promise<void> {
  await shell?.close();
  shell = await AccountShell.start(settings);
}
beforeEach(async () => {
  shell = await AccountShell.start();
});
afterEach(() => shell.close());

async function registered(handle = 'anna', keys = someKeys()) {
  const browser = shell.client();
  const answer = await browser.register(handle, password, { keys });
  return { browser, ...answer };
}

describe('registration', () => {
  it('makes an account that its owner can log in to, with the same keys', async () => {
    const { account, accountId, keys, exportKey, session } = await registered();
    expect(account).toEqual({
      accountId,
      handle: 'anna',
      createdAt: shell.now,
      keys: {
        passwordWrap: keys.passwordWrap,
        identityKey: keys.identityKey,
        sealKey: keys.sealKey,
        cardSignature: keys.cardSignature,
        identityWrap: keys.identityWrap,
        profileWrap: keys.profileWrap,
      },
    });
    expect(session.expiresAt).toBe(shell.now + 30 * day);
    const elsewhere = shell.client('Chromium on Windows');
    const answer = await elsewhere.logIn('anna', password);
    expect(answer.account).toEqual(account);
    expect(answer.exportKey).toBe(exportKey);
    expect((await elsewhere.ask('readAccount')).account).toEqual(account);
  });

  it('takes a handle as it is typed', async () => {
    const browser = shell.client();
    const started = opaque.startRegistration({ password });
    const { attemptId } = await browser.ask('startRegistration', {
      handle: '  ＡＮＮＡ ',
      registrationRequest: started.registrationRequest,
    });
    expect(attemptId).toHaveLength(43);
    await registered();
    await shell.client().logIn('anna', password);
  });

  it.each([
    ['anna', 'handle-taken'],
    ['Anna', 'handle-taken'],
    ['ann4', 'done'],
    ['admin', 'handle-refused'],
    ['supp0rt', 'handle-refused'],
    ['an', 'handle-refused'],
    ['аnna', 'handle-refused'],
    ['', 'handle-refused'],
  ])('of %j beside anna: %s', async (handle, outcome) => {
    await registered();
    expect(await outcomeOf(shell.client().register(handle, password))).toBe(outcome);
  });

  it('gives no handle that looks like another', async () => {
    await registered('paypal');
    expect(await outcomeOf(registered('paypa1'))).toBe('handle-taken');
  });

  it('lets one of two have a handle that both began with', async () => {
    const outcomes = await Promise.all(
      [1, 2, 3].map(() => outcomeOf(shell.client().register('anna', password))),
    );
    expect(outcomes.sort()).toEqual(['done', 'handle-taken', 'handle-taken']);
  });

  it('refuses a record that could never be logged in with', async () => {
    const browser = shell.client();
    const { registrationRequest } = opaque.startRegistration({ password });
    const { attemptId } = await browser.ask('startRegistration', { handle: 'anna', registrationRequest });
    const body = { attemptId, registrationRecord: 'A'.repeat(256), keys: someKeys(), browser: 'Firefox' };
    expect(await outcomeOf(browser.ask('finishRegistration', body))).toBe('bad-request');
  });

  it('has to end within two minutes, and once', async () => {
    const browser = shell.client();
    const begin = async () => {
      const started = opaque.startRegistration({ password });
      const { attemptId } = await browser.ask('startRegistration', {
        handle: 'anna',
        registrationRequest: started.registrationRequest,
      });
      return { attemptId, registrationRecord: 'A'.repeat(256), keys: someKeys(), browser: 'Firefox' };
    };
    const late = await begin();
    shell.pass(2 * minute);
    expect(await outcomeOf(browser.ask('finishRegistration', late))).toBe('attempt-expired');
    const once = await begin();
    expect(await outcomeOf(browser.ask('finishRegistration', once))).toBe('bad-request');
    expect(await outcomeOf(browser.ask('finishRegistration', once))).toBe('attempt-expired');
  });

  it('may be closed', async () => {
    await start('accounts: { registration: closed }');
    expect(await outcomeOf(registered())).toBe('registration-closed');
  });

  it('may be by invitation, each good once and for a time', async () => {
    await start('accounts: { registration: invitation }');
    const invitations = new SqlInvitationStore(shell.database);
    const invite = async (lifetime: number) => {
      const invitation = randomText(16);
      const hash = createHash('sha256').update(Buffer.from(invitation, 'base64url')).digest();
      await invitations.add(hash, shell.now + lifetime);
      return invitation;
    };
    const register = (handle: string, invitation?: string) =>
      outcomeOf(shell.client().register(handle, password, invitation === undefined ? {} : { invitation }));
    const [first, second_] = [await invite(day), await invite(day)];
    expect(await register('anna')).toBe('invitation-refused');
    expect(await register('anna', 'guessed')).toBe('invitation-refused');
    expect(await register('anna', randomText(16))).toBe('invitation-refused');
    expect(await register('anna', first)).toBe('done');
    expect(await register('bruno', first)).toBe('invitation-refused');
    // Of two who share one, the faster one gets in.
    const both = await Promise.all([register('carla', second_), register('dario', second_)]);
    expect(both.sort()).toEqual(['done', 'invitation-refused']);
    const third = await invite(day);
    shell.pass(day);
    expect(await register('emma', third)).toBe('invitation-refused');
  });

  it('is held off where one network makes many accounts', async () => {
    await start('limits: { accounts: { registrationsPerNetwork: 2 } }');
    expect(await outcomeOf(registered('anna'))).toBe('done');
    expect(await outcomeOf(registered('bruno'))).toBe('done');
    expect(await outcomeOf(registered('carla'))).toBe('rate-limited');
    shell.pass(second);
    expect(await outcomeOf(registered('carla'))).toBe('done');
  });
});

describe('a log-in', () => {
  it('with a wrong password is refused', async () => {
    await registered();
    const browser = shell.client();
    expect(await outcomeOf(browser.logIn('anna', 'guess'))).toBe('credentials-refused');
    expect(browser.cookie).toBeUndefined();
  });

  it('to nobody looks like one with a wrong password, each time', async () => {
    await registered();
    const browser = shell.client();
    const { startLoginRequest } = opaque.startLogin({ password });
    const shape = async (handle: string) => {
      const [one, two] = [
        await browser.ask('startLogin', { handle, startLoginRequest }),
        await browser.ask('startLogin', { handle, startLoginRequest }),
      ];
      const head = ({ loginResponse }: typeof one) => Buffer.from(loginResponse, 'base64url').subarray(0, 32);
      const body = { attemptId: two.attemptId, finishLoginRequest: randomText(64), browser: 'Firefox' };
      const end = await browser.send('finishLogin', { body });
      return {
        keys: Object.keys(one).sort(),
        lengths: [one.loginResponse.length, one.attemptId.length],
        // The function of the password that OPAQUE evaluates depends on whom it is for, and on nothing else.
        isSteady: head(one).equals(head(two)),
        isFresh: one.loginResponse !== two.loginResponse,
        end: [end.status, await end.json(), end.headers.get('set-cookie')],
      };
    };
    const nobody = await shape('nobody1');
    expect(nobody).toMatchObject({ isSteady: true, isFresh: true });
    expect(nobody).toEqual(await shape('anna'));
  });

  it('is good once', async () => {
    await registered();
    const browser = shell.client();
    const { attemptId, finishLoginRequest } = await browser.startLogin('anna', password);
    const finish = () =>
      outcomeOf(browser.ask('finishLogin', { attemptId, finishLoginRequest, browser: 'Firefox' }));
    const outcomes = await Promise.all([finish(), finish(), finish()]);
    expect(outcomes.sort()).toEqual(['attempt-expired', 'attempt-expired', 'done']);
    expect(await finish()).toBe('attempt-expired');
  });

  it('is used up by a wrong end, too, and by time', async () => {
    await registered();
    const browser = shell.client();
    const first = await browser.startLogin('anna', password);
    const finish = (attemptId: string, finishLoginRequest: string) =>
      outcomeOf(browser.ask('finishLogin', { attemptId, finishLoginRequest, browser: 'Firefox' }));
    expect(await finish(first.attemptId, randomText(64))).toBe('credentials-refused');
    expect(await finish(first.attemptId, first.finishLoginRequest)).toBe('attempt-expired');
    const late = await browser.startLogin('anna', password);
    shell.pass(2 * minute);
    expect(await finish(late.attemptId, late.finishLoginRequest)).toBe('attempt-expired');
  });

  it('that began with a password that has changed since is refused', async () => {
    const { browser } = await registered();
    const thief = shell.client();
    const { attemptId, finishLoginRequest } = await thief.startLogin('anna', password);
    await browser.changePassword('anna', password, 'another one');
    const end = thief.ask('finishLogin', { attemptId, finishLoginRequest, browser: 'Firefox' });
    expect(await outcomeOf(end)).toBe('credentials-refused');
    expect(thief.cookie).toBeUndefined();
  });

  it('that has begun says nothing to whoever reads the database', async () => {
    await shell.client().startLogin('nobodyatall', password);
    const database = new DatabaseSync(shell.file, { readOnly: true });
    const rows = database.prepare('select * from attempts, throttles').all();
    database.close();
    expect(rows.length).toBeGreaterThan(0);
    const text = rows
      .flatMap((row) => Object.values(row))
      .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)))
      .join();
    expect(text).not.toMatch(/nobodyatall|serverLoginState|127\.0\.0\.1/);
  });

  it('cannot be ended as another thing that has begun', async () => {
    const { browser } = await registered();
    const login = await browser.startLogin('anna', password);
    const proof = { attemptId: login.attemptId, finishLoginRequest: login.finishLoginRequest };
    expect(await outcomeOf(browser.ask('deleteAccount', { proof }))).toBe('attempt-expired');
    expect(await outcomeOf(browser.ask('readAccount'))).toBe('done');
  });
});

describe('guessing', () => {
  const settings = (limits: string) =>
    `server: { trustProxy: [loopback] }\nlimits: { accounts: { ${limits} } }`;
  const startFrom = (address: string, handle: string) =>
    shell
      .client()
      .send('startLogin', {
        body: { handle, startLoginRequest: opaque.startLogin({ password: 'guess' }).startLoginRequest },
        headers: { 'x-forwarded-for': address },
      })
      .then(async (response) => [response.status, response.headers.get('retry-after')]);

  it('of one handle from one network has to wait, twice as long each time', async () => {
    await start(settings('triesPerPerson: 3'));
    await registered();
    for (const handle of ['anna', 'nobody1']) {
      const waits: unknown[] = [];
      for (let tries = 0; tries < 3; tries += 1) waits.push(await startFrom('198.51.100.7', handle));
      expect(waits).toEqual([
        [200, null],
        [200, null],
        [200, null],
      ]);
      for (const wait of [1, 2, 4, 8]) {
        expect(await startFrom('198.51.100.7', handle)).toEqual([429, String(wait)]);
        shell.pass(wait * second);
        expect(await startFrom('198.51.100.7', handle)).toEqual([200, null]);
      }
      // Elsewhere its owner is not kept out.
      expect(await startFrom('203.0.113.9', handle)).toEqual([200, null]);
    }
  });

  it('counts an IPv6 network as one', async () => {
    await start(settings('triesPerPerson: 1'));
    expect(await startFrom('2001:db8::7', 'anna')).toEqual([200, null]);
    expect(await startFrom('2001:db8::8', 'anna')).toEqual([429, '1']);
    expect(await startFrom('2001:db8:0:1::8', 'anna')).toEqual([200, null]);
  });

  it('of one handle from everywhere has to wait', async () => {
    await start(settings('triesPerHandle: 4'));
    for (let host = 1; host <= 4; host += 1) {
      expect(await startFrom(`198.51.100.${host}`, 'anna')).toEqual([200, null]);
    }
    expect(await startFrom('198.51.100.5', 'anna')).toEqual([429, '1']);
    expect(await startFrom('198.51.100.5', 'bruno')).toEqual([200, null]);
  });

  it('of many handles from one network has to wait', async () => {
    await start(settings('triesPerNetwork: 4'));
    for (const handle of ['anna', 'bruno', 'carla', 'dario']) {
      expect(await startFrom('198.51.100.7', handle)).toEqual([200, null]);
    }
    expect(await startFrom('198.51.100.7', 'emma')).toEqual([429, '1']);
    expect(await startFrom('203.0.113.9', 'emma')).toEqual([200, null]);
  });

  it('is forgiven to whoever then knows the password', async () => {
    await start('limits: { accounts: { triesPerPerson: 3 } }');
    await registered();
    for (let round = 0; round < 3; round += 1) {
      expect(await outcomeOf(shell.client().logIn('anna', 'mistyped'))).toBe('credentials-refused');
      expect(await outcomeOf(shell.client().logIn('anna', password))).toBe('done');
    }
  });

  it('by a stolen session is counted with the rest', async () => {
    await start('limits: { accounts: { triesPerPerson: 3 } }');
    const { browser } = await registered();
    expect(await outcomeOf(browser.prove('anna', 'guess'))).toBe('done');
    expect(await outcomeOf(browser.startPasswordChange('anna', 'guess'))).toBe('done');
    expect(await outcomeOf(browser.prove('anna', 'guess'))).toBe('done');
    expect(await outcomeOf(browser.startPasswordChange('anna', 'guess'))).toBe('rate-limited');
    expect(await outcomeOf(browser.prove('anna', 'guess'))).toBe('rate-limited');
    expect(await outcomeOf(shell.client().logIn('anna', 'guess'))).toBe('rate-limited');
  });

  it('of recovery keys is held off, too, and apart', async () => {
    await start('limits: { accounts: { triesPerPerson: 2 } }');
    await registered();
    const guess = (handle: string) =>
      outcomeOf(shell.client().ask('startRecovery', { handle, recoveryProof: randomText(32) }));
    for (const handle of ['anna', 'nobody1']) {
      expect([await guess(handle), await guess(handle), await guess(handle)]).toEqual([
        'credentials-refused',
        'credentials-refused',
        'rate-limited',
      ]);
    }
    expect(await outcomeOf(shell.client().logIn('anna', password))).toBe('done');
  });
});

describe('a session', () => {
  it('is a cookie that no script reads and no other site is sent', async () => {
    const { browser } = await registered();
    expect(browser.setCookie).toMatch(
      /^sottovoce-session=[\w-]{43}; Max-Age=15552000; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
    );
  });

  it.each([
    ['with a proxy that is trusted', () => ({ 'x-forwarded-proto': 'https' })],
    ['with a proxy that is not', () => ({ origin: shell.origin.replace('http:', 'https:') })],
  ])('over https %s is a cookie of this host alone', async (_, headersOf) => {
    await start('server: { trustProxy: [loopback] }');
    await registered();
    const headers = headersOf();
    const browser = shell.client();
    const { attemptId, finishLoginRequest } = await browser.startLogin('anna', password);
    await browser.send('finishLogin', {
      body: { attemptId, finishLoginRequest, browser: 'Firefox' },
      headers,
    });
    expect(browser.setCookie).toMatch(/^__Host-sottovoce-session=[\w-]{43}; /);
    for (const flag of ['Secure', 'HttpOnly', 'SameSite=Strict', 'Path=/']) {
      expect(browser.setCookie?.split('; ')).toContain(flag);
    }
    expect(browser.setCookie).not.toMatch(/Domain/i);
    // Under the plain name the same secret opens nothing there: a neighbour could have set it.
    const plain = browser.cookie?.replace('__Host-', '');
    const read = async (cookie: string | undefined) =>
      (await browser.send('readAccount', { headers: { ...headers, cookie } })).status;
    expect([await read(browser.cookie), await read(plain)]).toEqual([200, 401]);
  });

  it('is not taken where the cookie stands twice, or is anything else', async () => {
    const { browser } = await registered();
    const read = async (cookie: string) =>
      (await browser.send('readAccount', { headers: { cookie } })).status;
    const own = browser.cookie ?? '';
    expect(await read(`other=1; ${own}; more=2`)).toBe(200);
    for (const cookie of [`${own}; ${own}`, `${own}x`, own.slice(0, -1), 'sottovoce-session=', `x${own}`]) {
      expect(await read(cookie)).toBe(401);
    }
  });

  it('ends after a month without use, and after half a year in any case', async () => {
    const { browser } = await registered();
    shell.pass(30 * day - second);
    expect(await outcomeOf(browser.ask('readAccount'))).toBe('done');
    shell.pass(30 * day);
    expect(await outcomeOf(browser.ask('readAccount'))).toBe('login-required');
    await browser.logIn('anna', password);
    for (let month = 0; month < 6; month += 1) {
      shell.pass(29 * day);
      expect(await outcomeOf(browser.ask('readAccount'))).toBe('done');
    }
    shell.pass(6 * day - second);
    expect(await outcomeOf(browser.ask('readAccount'))).toBe('done');
    shell.pass(second);
    expect(await outcomeOf(browser.ask('readAccount'))).toBe('login-required');
  });

  it('notes its use once a minute', async () => {
    const { browser } = await registered();
    const begin = shell.now;
    const lastUsedAt = async () => (await browser.ask('listSessions')).sessions[0]?.lastUsedAt;
    shell.pass(minute - 1);
    expect(await lastUsedAt()).toBe(begin);
    shell.pass(1);
    expect(await lastUsedAt()).toBe(begin + minute);
  });

  it('is listed with the others of its account, and of no other', async () => {
    const { browser, session } = await registered();
    await registered('bruno');
    shell.pass(minute);
    const phone = shell.client('Safari on iPhone');
    const { session: phoneSession } = await phone.logIn('anna', password);
    const { sessions } = await phone.ask('listSessions');
    expect(sessions).toEqual([
      {
        sessionId: phoneSession.sessionId,
        browser: 'Safari on iPhone',
        createdAt: shell.now,
        lastUsedAt: shell.now,
        isCurrent: true,
      },
      {
        sessionId: session.sessionId,
        browser: 'Firefox on Linux',
        createdAt: shell.now - minute,
        lastUsedAt: shell.now - minute,
        isCurrent: false,
      },
    ]);
    expect((await browser.ask('listSessions')).sessions.map(({ isCurrent }) => isCurrent).sort()).toEqual([
      false,
      true,
    ]);
  });

  it('ends by its own wish, by another one of its account, and with all', async () => {
    const { browser } = await registered();
    const [phone, tablet] = [shell.client(), shell.client()];
    const { session } = await phone.logIn('anna', password);
    await tablet.logIn('anna', password);
    const state = () =>
      Promise.all([browser, phone, tablet].map((each) => outcomeOf(each.ask('readAccount'))));
    await browser.ask('endSession', undefined, { sessionId: session.sessionId });
    expect(await state()).toEqual(['done', 'login-required', 'done']);
    const kept = tablet.cookie;
    await tablet.ask('logOut');
    expect(tablet.cookie).toBeUndefined();
    tablet.cookie = kept;
    expect(await state()).toEqual(['done', 'login-required', 'login-required']);
    await phone.logIn('anna', password);
    const own = browser.cookie;
    await browser.ask('endSessions');
    browser.cookie = own;
    expect(await state()).toEqual(['login-required', 'login-required', 'login-required']);
  });

  it('is not ended by a stranger', async () => {
    const { browser, session } = await registered();
    const { browser: stranger } = await registered('bruno');
    const end = stranger.ask('endSession', undefined, { sessionId: session.sessionId });
    expect(await outcomeOf(end)).toBe('not-found');
    expect(await outcomeOf(browser.ask('readAccount'))).toBe('done');
  });
});

describe('a change of the password', () => {
  it('ends all other sessions, and the old password with them', async () => {
    const { browser } = await registered();
    const phone = shell.client();
    await phone.logIn('anna', password);
    await browser.changePassword('anna', password, 'another one');
    expect(await outcomeOf(phone.ask('readAccount'))).toBe('login-required');
    expect(await outcomeOf(browser.ask('readAccount'))).toBe('done');
    expect(await outcomeOf(phone.logIn('anna', password))).toBe('credentials-refused');
    expect(await outcomeOf(phone.logIn('anna', 'another one'))).toBe('done');
  });

  it('needs the present password', async () => {
    const { browser } = await registered();
    expect(await outcomeOf(browser.changePassword('anna', 'guess', 'another one'))).toBe(
      'credentials-refused',
    );
    expect(await outcomeOf(shell.client().logIn('anna', password))).toBe('done');
  });

  it('takes no proof of another session, or of another account', async () => {
    const { browser } = await registered();
    const phone = shell.client();
    await phone.logIn('anna', password);
    const { browser: stranger } = await registered('bruno');
    for (const [other, handle] of [
      [phone, 'anna'],
      [stranger, 'bruno'],
    ] as const) {
      const proof = await other.prove(handle, password);
      expect(await outcomeOf(browser.ask('deleteAccount', { proof }))).toBe('credentials-refused');
      const change = await other.startPasswordChange(handle, 'another one');
      const own = await browser.prove('anna', password);
      const end = browser.ask('changePassword', { proof: own, ...change, passwordWrap: randomText(61) });
      expect(await outcomeOf(end)).toBe('attempt-expired');
    }
    expect(await outcomeOf(shell.client().logIn('anna', password))).toBe('done');
  });
});

describe('a profile', () => {
  it('is changed by its owner', async () => {
    const { browser } = await registered();
    const profileWrap = randomText(80);
    await browser.ask('changeProfile', { profileWrap });
    expect((await browser.ask('readAccount')).account.keys.profileWrap).toBe(profileWrap);
  });
});

describe('a recovery', () => {
  it('gives a new password and one session in place of all', async () => {
    const { browser, keys, account } = await registered();
    const late = shell.client();
    const { session, recoveryWrap, ...recovered } = await late.recover('anna', keys.recoveryProof, 'new one');
    expect(recoveryWrap).toBe(keys.recoveryWrap);
    expect(recovered.account).toMatchObject({ accountId: account.accountId, handle: 'anna' });
    expect((await late.ask('listSessions')).sessions.map(({ sessionId }) => sessionId)).toEqual([
      session.sessionId,
    ]);
    expect(await outcomeOf(browser.ask('readAccount'))).toBe('login-required');
    expect(await outcomeOf(browser.logIn('anna', password))).toBe('credentials-refused');
    expect((await browser.logIn('anna', 'new one')).account).toEqual(recovered.account);
  });

  it('of nobody looks like one with a wrong key', async () => {
    await registered();
    const answer = async (handle: string) => {
      const response = await shell
        .client()
        .send('startRecovery', { body: { handle, recoveryProof: randomText(32) } });
      return [response.status, await response.json()];
    };
    expect(await answer('anna')).toEqual(await answer('nobody1'));
  });

  it('goes step by step, each once', async () => {
    const { keys } = await registered();
    const browser = shell.client();
    const { registrationRequest } = opaque.startRegistration({ password });
    const { attemptId } = await browser.ask('startRecovery', {
      handle: 'anna',
      recoveryProof: keys.recoveryProof,
    });
    const finish = (registrationRecord = 'A'.repeat(256)) =>
      outcomeOf(
        browser.ask(
          'finishRecovery',
          { registrationRecord, passwordWrap: randomText(61), browser: 'Firefox' },
          { attemptId },
        ),
      );
    const register = () =>
      outcomeOf(browser.ask('startRecoveryPassword', { registrationRequest }, { attemptId }));
    expect(await finish()).toBe('attempt-expired');
    expect(await register()).toBe('done');
    expect(await register()).toBe('attempt-expired');
    expect(await finish()).toBe('bad-request');
    expect(await finish()).toBe('attempt-expired');
  });

  it('stops working with a key that has been replaced', async () => {
    const { browser, keys } = await registered();
    const thief = shell.client();
    const begun = await thief.startRecovery('anna', keys.recoveryProof, 'new one');
    const next = { recoveryWrap: randomText(62), recoveryProof: randomText(32) };
    await browser.ask('changeRecovery', { proof: await browser.prove('anna', password), ...next });
    const end = thief.ask(
      'finishRecovery',
      { registrationRecord: begun.registrationRecord, passwordWrap: randomText(61), browser: 'Firefox' },
      { attemptId: begun.attemptId },
    );
    expect(await outcomeOf(end)).toBe('attempt-expired');
    const begin = (recoveryProof: string) =>
      shell.client().ask('startRecovery', { handle: 'anna', recoveryProof });
    expect(await outcomeOf(begin(keys.recoveryProof))).toBe('credentials-refused');
    expect(await begin(next.recoveryProof)).toMatchObject({ recoveryWrap: next.recoveryWrap });
  });
});

describe('the end of an account', () => {
  it('takes everything, and its handle rests', async () => {
    const { browser, keys } = await registered();
    await browser.ask('deleteAccount', { proof: await browser.prove('anna', password) });
    expect(browser.cookie).toBeUndefined();
    expect(await outcomeOf(shell.client().logIn('anna', password))).toBe('credentials-refused');
    const recovery = { handle: 'anna', recoveryProof: keys.recoveryProof };
    expect(await outcomeOf(shell.client().ask('startRecovery', recovery))).toBe('credentials-refused');
    shell.pass(90 * day - minute);
    expect(await outcomeOf(registered())).toBe('handle-taken');
    shell.pass(minute);
    expect(await outcomeOf(registered())).toBe('done');
  });

  it('needs the password', async () => {
    const { browser } = await registered();
    const proof = await browser.prove('anna', 'guess');
    expect(await outcomeOf(browser.ask('deleteAccount', { proof }))).toBe('credentials-refused');
    expect(await outcomeOf(browser.ask('readAccount'))).toBe('done');
  });
});

describe('other sites', () => {
  const send = async (browser: AccountClient, headers: Record<string, string | undefined>) => {
    const response = await browser.send('logOut', { headers });
    return response.status === 204 ? 'done' : `${response.status}`;
  };

  it.each([
    ['from elsewhere', { origin: 'https://evil.example.com' }],
    ['from a site that may make calls', { origin: 'https://intranet.example.org' }],
    ['from nowhere', { origin: 'null' }],
    ['without the header', { 'sottovoce-request': undefined }],
    ['with another header', { 'sottovoce-request': '0' }],
  ])('change nothing: a request %s', async (_, headers) => {
    await start('server: { allowedOrigins: ["https://intranet.example.org"] }');
    const { browser } = await registered();
    expect(await send(browser, headers)).toBe('403');
    expect(await send(browser, {})).toBe('done');
  });
});
