import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { client as opaque } from '@serenity-kit/opaque';
import { type AccountRouteName, accountRoutes } from '../../src/protocol/accounts.ts';
import { errorBodySchema } from '../../src/protocol/room-token.ts';
import { type AccountClient, randomText, someKeys } from '../harness/accounts/account-client.ts';
import { AccountShell } from '../harness/accounts/account-shell.ts';
import { mutations } from '../harness/accounts/mutations.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(120_000);

const password = 'correct horse battery staple';
const bodyBytes = 32_768;

let shell: AccountShell;
/** Whose account must not suffer from anything here. */
let anna: AccountClient;
let recoveryProof: string;
/** The first session of her account, for those who would end it. */
let sessionId: string;

beforeAll(async () => {
  shell = await AccountShell.start(
    `limits: { http: { bodyBytes: ${bodyBytes} }, accounts: { triesPerPerson: 10000, triesPerHandle: 10000 } }`,
  );
  anna = shell.client();
  const { keys, session } = await anna.register('anna', password);
  recoveryProof = keys.recoveryProof;
  sessionId = session.sessionId;
});
afterAll(() => shell.close());

interface ValidRequest {
  readonly body?: unknown;
  readonly params?: Readonly<Record<string, string>>;
}

const registrationRequest = () => opaque.startRegistration({ password }).registrationRequest;
const startLoginRequest = () => opaque.startLogin({ password }).startLoginRequest;

async function beginRegistration() {
  const { attemptId } = await shell.client().ask('startRegistration', {
    handle: `new${randomText(6)
      .toLowerCase()
      .replace(/[^a-z]/g, 'x')}`,
    registrationRequest: registrationRequest(),
  });
  return attemptId;
}

/** A record that OPAQUE takes, of any password. */
async function someRecord(
  browser: AccountClient,
): Promise<{ attemptId: string; registrationRecord: string }> {
  return browser.startPasswordChange('anna', 'another one');
}

/**
 * What each route takes, made anew each time. A route that is missing here does not compile, and these tests fail.
 * `browser` is logged in as Anna.
 */
const valid: { readonly [N in AccountRouteName]: (browser: AccountClient) => Promise<ValidRequest> } = {
  startRegistration: async () => ({
    body: { handle: 'bruno', registrationRequest: registrationRequest() },
  }),
  finishRegistration: async (browser) => ({
    body: {
      attemptId: await beginRegistration(),
      registrationRecord: (await someRecord(browser)).registrationRecord,
      keys: someKeys(),
      browser: 'Firefox',
    },
  }),
  startLogin: async () => ({ body: { handle: 'anna', startLoginRequest: startLoginRequest() } }),
  finishLogin: async (browser) => {
    const { attemptId, finishLoginRequest } = await browser.startLogin('anna', password);
    return { body: { attemptId, finishLoginRequest, browser: 'Firefox' } };
  },
  listSessions: async () => ({}),
  endSessions: async () => ({}),
  logOut: async () => ({}),
  endSession: async () => ({ params: { sessionId } }),
  readAccount: async () => ({}),
  startProof: async () => ({ body: { startLoginRequest: startLoginRequest() } }),
  startPasswordChange: async () => ({ body: { registrationRequest: registrationRequest() } }),
  changePassword: async (browser) => ({
    body: {
      proof: await browser.prove('anna', password),
      ...(await someRecord(browser)),
      passwordWrap: randomText(61),
    },
  }),
  changeRecovery: async (browser) => ({
    body: {
      proof: await browser.prove('anna', password),
      recoveryWrap: randomText(62),
      recoveryProof: randomText(32),
    },
  }),
  changeProfile: async () => ({ body: { profileWrap: randomText(64) } }),
  deleteAccount: async (browser) => ({ body: { proof: await browser.prove('anna', password) } }),
  startRecovery: async () => ({ body: { handle: 'anna', recoveryProof } }),
  startRecoveryPassword: async (browser) => {
    const { attemptId } = await browser.ask('startRecovery', { handle: 'anna', recoveryProof });
    return { params: { attemptId }, body: { registrationRequest: registrationRequest() } };
  },
  finishRecovery: async (browser) => {
    const { attemptId, registrationRecord } = await browser.startRecovery('anna', recoveryProof, password);
    return {
      params: { attemptId },
      body: { registrationRecord, passwordWrap: randomText(61), browser: 'Firefox' },
    };
  },
};

const names = Object.keys(accountRoutes) as AccountRouteName[];
const withBody = names.filter((name) => accountRoutes[name].body.safeParse(undefined).success === false);
const unsafe = names.filter((name) => accountRoutes[name].method !== 'GET');
const withSession = names.filter((name) => accountRoutes[name].session);
/** Those that use up what they are sent: a second time it is worth nothing. */
const once: readonly AccountRouteName[] = [
  'finishRegistration',
  'finishLogin',
  'changePassword',
  'changeRecovery',
  'deleteAccount',
  'startRecoveryPassword',
  'finishRecovery',
];

/** All that lasts in the database. */
function lasting(): unknown {
  const database = new DatabaseSync(shell.file, { readOnly: true });
  try {
    return {
      accounts: database.prepare('select * from accounts order by id').all(),
      handles: database.prepare('select * from handles order by look_hash').all(),
      sessions: database.prepare('select id, account_id, browser from sessions order by id').all(),
    };
  } finally {
    database.close();
  }
}

async function codeOf(response: Response): Promise<string> {
  if (response.ok) return 'done';
  return errorBodySchema.parse(await response.json()).error.code;
}

describe('the table of these tests', () => {
  it('names every account route', () => {
    expect(Object.keys(valid).sort()).toEqual([...names].sort());
    expect(withBody.length + 5).toBe(names.length);
  });

  it.each(names)('has a valid request for %s', async (name) => {
    const own = await AccountShell.start();
    const before = [shell, anna, recoveryProof, sessionId] as const;
    try {
      shell = own;
      anna = own.client();
      const { keys, session } = await anna.register('anna', password);
      recoveryProof = keys.recoveryProof;
      sessionId = session.sessionId;
      const response = await anna.send(name, await valid[name](anna));
      expect([await codeOf(response), response.status]).toEqual(['done', accountRoutes[name].status]);
    } finally {
      [shell, anna, recoveryProof, sessionId] = before;
      await own.close();
    }
  });
});

describe('a malformed body', () => {
  it.each(withBody)('of %s is named and changes nothing', async (name) => {
    const { params = {}, body } = await valid[name](anna);
    const before = lasting();
    for (const junk of [
      '{"handle":',
      '',
      'null',
      '[]',
      '"text"',
      '5',
      '{}',
      `${'['.repeat(9000)}${']'.repeat(9000)}`,
    ]) {
      expect([junk.slice(0, 12), await codeOf(await anna.send(name, { params, body: junk }))]).toEqual([
        junk.slice(0, 12),
        'bad-request',
      ]);
    }
    const asForm = await anna.send(name, { params, body, headers: { 'content-type': 'text/plain' } });
    expect(await codeOf(asForm)).toBe('bad-request');
    for (const [where, changed] of mutations(body)) {
      const isRefusedBySchema = !accountRoutes[name].body.safeParse(JSON.parse(JSON.stringify(changed)))
        .success;
      if (!isRefusedBySchema) continue;
      expect([where, await codeOf(await anna.send(name, { params, body: changed }))]).toEqual([
        where,
        'bad-request',
      ]);
    }
    expect(lasting()).toEqual(before);
  });

  it.each(names.filter((name) => !withBody.includes(name)))(
    'where %s takes none is refused',
    async (name) => {
      if (accountRoutes[name].method === 'GET') return;
      const before = lasting();
      const { params = {} } = await valid[name](anna);
      expect(await codeOf(await anna.send(name, { params, body: { surprise: true } }))).toBe('bad-request');
      expect(lasting()).toEqual(before);
    },
  );

  it.each(unsafe)('that is too large for %s is refused', async (name) => {
    const before = lasting();
    const { params = {} } = await valid[name](anna);
    const body = { padding: 'x'.repeat(bodyBytes) };
    expect(await codeOf(await anna.send(name, { params, body }))).toBe('message-too-large');
    expect(lasting()).toEqual(before);
  });
});

describe('bytes that OPAQUE cannot take', () => {
  it.each(['startRegistration', 'startLogin', 'startProof', 'startPasswordChange'] as const)(
    'are refused by %s',
    async (name) => {
      const { body } = await valid[name](anna);
      const field =
        name === 'startLogin' || name === 'startProof' ? 'startLoginRequest' : 'registrationRequest';
      const length = field === 'startLoginRequest' ? 96 : 32;
      for (const byte of [0x00, 0xff]) {
        const changed = { ...Object(body), [field]: Buffer.alloc(length, byte).toString('base64url') };
        expect(await codeOf(await anna.send(name, { body: changed }))).toBe('bad-request');
      }
    },
  );
});

describe('an id in the address that cannot be one', () => {
  it.each([
    ['endSession', 'not-found'],
    ['startRecoveryPassword', 'attempt-expired'],
    ['finishRecovery', 'attempt-expired'],
  ] as const)('of %s: %s', async (name, code) => {
    const { body } = await valid[name](anna);
    for (const id of ['x', '..%2f..', '%00', 'A'.repeat(5000), 'A'.repeat(22), 'A'.repeat(43)]) {
      const response = await anna.send(name, { body, params: { attemptId: id, sessionId: id } });
      expect(await codeOf(response)).toBe(code);
    }
  });
});

describe('what was sent before', () => {
  it.each(once)('is worth nothing to %s a second time', async (name) => {
    const request = await valid[name](anna);
    // The first time it fails for a reason of its own, and is used up all the same: Anna keeps her account.
    const spoilt = spoil(request);
    const first = await codeOf(await anna.send(name, spoilt));
    expect(['bad-request', 'credentials-refused', 'done']).toContain(first);
    const before = lasting();
    expect(await codeOf(await anna.send(name, request))).toBe('attempt-expired');
    expect(lasting()).toEqual(before);
  });

  /** The same attempts with wrong proofs and records in the right form. */
  function spoil({ body, params = {} }: ValidRequest): ValidRequest {
    const spoilt = { ...Object(body) };
    if ('proof' in spoilt) spoilt.proof = { ...spoilt.proof, finishLoginRequest: randomText(64) };
    if ('finishLoginRequest' in spoilt) spoilt.finishLoginRequest = randomText(64);
    if ('registrationRecord' in spoilt) spoilt.registrationRecord = 'A'.repeat(256);
    return { body: spoilt, params };
  }
});

describe('whoever is not logged in', () => {
  it.each(withSession)('gets nothing from %s', async (name) => {
    const request = await valid[name](anna);
    const before = lasting();
    for (const cookie of [
      undefined,
      'sottovoce-session=',
      `sottovoce-session=${randomText(32)}`,
      `__Host-sottovoce-session=${anna.cookie?.split('=')[1]}`,
      'sottovoce-session=%00; sottovoce-session',
      `sottovoce-session=${'x'.repeat(5000)}`,
    ]) {
      const response = await anna.send(name, { ...request, headers: { cookie } });
      expect([cookie?.slice(0, 30), await codeOf(response)]).toEqual([
        cookie?.slice(0, 30),
        'login-required',
      ]);
      expect(response.headers.get('set-cookie')).toBeNull();
    }
    expect(lasting()).toEqual(before);
  });
});

describe('a page of another site', () => {
  it.each(unsafe)('changes nothing by %s', async (name) => {
    const request = await valid[name](anna);
    const before = lasting();
    for (const headers of [
      { origin: 'https://evil.example.com' },
      { origin: 'null' },
      { 'sottovoce-request': undefined },
      { origin: undefined, 'sottovoce-request': undefined },
    ]) {
      expect(await codeOf(await anna.send(name, { ...request, headers }))).toBe('origin-refused');
    }
    expect(lasting()).toEqual(before);
  });
});

describe('answers', () => {
  it.each(names)('of %s are never stored on the way', async (name) => {
    const response = await shell.client().send(name, {});
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('name no handle where they refuse', async () => {
    for (const name of unsafe) {
      const response = await shell.client().send(name, { body: { handle: 'anna' } });
      expect(await response.text()).not.toContain('anna');
    }
  });
});
