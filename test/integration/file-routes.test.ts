import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type FileRouteName, fileRoutes, fileTokenHeader } from '../../src/protocol/files.ts';
import {
  codeOf,
  type FileClient,
  type FileSendOptions,
  metadataOf,
  newToken,
} from '../harness/files/file-client.ts';
import { FileShell } from '../harness/files/file-shell.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(120_000);

let shell: FileShell;
/** Whose files must not suffer from anything here. */
let anna: FileClient;
let fileId: string;
let uploadId: string;
let linkId: string;

const json = { 'content-type': 'application/json' };
const octets = { 'content-type': 'application/octet-stream' };
const newId = () => randomBytes(16).toString('base64url');
const linkBody = () => ({
  keyRecord: randomBytes(60).toString('base64url'),
  expiresAt: shell.now + 60_000,
  downloads: null,
});

async function furnish(): Promise<void> {
  shell = await FileShell.start();
  anna = await shell.person();
  ({ fileId } = await anna.upload(Buffer.from('sealed')));
  uploadId = await anna.begin(10);
  const body = JSON.stringify(linkBody());
  ({ linkId } = await anna.ask('createLink', { params: { fileId }, headers: json, body }));
}
beforeAll(furnish);
afterAll(() => shell.close());

/**
 * What each route takes, made anew each time. A route that is missing here does not compile, and these tests fail.
 */
const valid: { readonly [N in FileRouteName]: () => FileSendOptions } = {
  createUpload: () => ({ headers: { 'upload-length': '10', 'upload-metadata': metadataOf(newToken()) } }),
  readUpload: () => ({ params: { fileId: uploadId } }),
  appendUpload: () => ({
    params: { fileId: uploadId },
    headers: { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    body: 'sealed',
  }),
  deleteUpload: () => ({ params: { fileId: uploadId } }),
  listFiles: () => ({}),
  readFile: () => ({ params: { fileId } }),
  deleteFile: () => ({ params: { fileId } }),
  setManifest: () => ({ params: { fileId }, headers: octets, body: 'sealed' }),
  createLink: () => ({ params: { fileId }, headers: json, body: JSON.stringify(linkBody()) }),
  listLinks: () => ({ params: { fileId } }),
  deleteLink: () => ({ params: { linkId } }),
  openLink: () => ({ params: { linkId } }),
};

/** What each header may not be; those that a route does not name are no matter to it. */
const badHeaders: {
  readonly [N in FileRouteName]: Readonly<
    Record<string, readonly [code: string, values: (string | undefined)[]]>
  >;
} = {
  createUpload: {
    'tus-resumable': ['tus-version-refused', [undefined, '', '0.2.2', '1.0', '1.0.0, 1.0.0']],
    'upload-length': ['bad-request', [undefined, '', '-1', '1.5', 'ten', '1e2', '9'.repeat(16)]],
    'upload-metadata': ['bad-request', [undefined, '', 'accessToken', 'accessToken !', 'x'.repeat(5000)]],
  },
  readUpload: { 'tus-resumable': ['tus-version-refused', [undefined, '', '0.2.2']] },
  appendUpload: {
    'tus-resumable': ['tus-version-refused', [undefined, '', '0.2.2']],
    'upload-offset': ['bad-request', [undefined, '', '-1', '0.5', 'none', '9'.repeat(16)]],
    'content-type': ['content-type-refused', [undefined, 'application/octet-stream', 'text/plain']],
  },
  deleteUpload: { 'tus-resumable': ['tus-version-refused', [undefined, '', '0.2.2']] },
  listFiles: {},
  readFile: {
    [fileTokenHeader]: ['bad-request', ['', 'x', 'A'.repeat(44), 'A'.repeat(42), `${'A'.repeat(42)}B`]],
    'sottovoce-file-grant': ['bad-request', ['x'.repeat(1025)]],
    range: ['bad-request', ['x'.repeat(129)]],
    'if-range': ['bad-request', ['x'.repeat(129)]],
  },
  deleteFile: {},
  setManifest: { 'content-type': ['content-type-refused', [undefined, 'text/plain', 'image/png']] },
  createLink: {},
  listLinks: {},
  deleteLink: {},
  openLink: {},
};

const names = Object.keys(fileRoutes) as FileRouteName[];
const unsafe = names.filter((name) => !['GET', 'HEAD'].includes(fileRoutes[name].method));
const withSession = names.filter((name) => fileRoutes[name].session);
const withId = names.filter((name) => fileRoutes[name].path.includes(':'));

/** An answer to HEAD has no body to say why. */
async function outcome(name: FileRouteName, response: Response): Promise<string> {
  if (response.ok || fileRoutes[name].method !== 'HEAD') return codeOf(response);
  return String(response.status);
}
const statusOf: Readonly<Record<string, string>> = {
  'login-required': '401',
  'not-found': '404',
  'tus-version-refused': '412',
};
const expected = (name: FileRouteName, code: string) =>
  fileRoutes[name].method === 'HEAD' ? (statusOf[code] ?? code) : code;

/** All that lasts, in the database and beside it. */
async function lasting(): Promise<unknown> {
  const database = new DatabaseSync(shell.databaseFile, { readOnly: true });
  try {
    return {
      files: database.prepare('select * from files order by id').all(),
      links: database.prepare('select * from file_links order by id').all(),
      blobs: (await shell.blobs()).sort(),
    };
  } finally {
    database.close();
  }
}

describe('the table of these tests', () => {
  it('names every file route, and every header that one looks at', () => {
    expect(Object.keys(valid).sort()).toEqual([...names].sort());
    for (const name of names) {
      // How long a body is cannot be said wrongly by this client.
      const taken = Object.keys(fileRoutes[name].headers.shape).filter(
        (header) => header !== 'content-length',
      );
      expect([name, Object.keys(badHeaders[name]).sort()]).toEqual([name, taken.sort()]);
    }
  });

  it.each(names)('has a valid request for %s', async (name) => {
    const before = [shell, anna, fileId, uploadId, linkId] as const;
    await furnish();
    try {
      const response = await anna.send(name, valid[name]());
      expect([await outcome(name, response), response.status]).toEqual(['done', fileRoutes[name].status]);
    } finally {
      await shell.close();
      [shell, anna, fileId, uploadId, linkId] = before;
    }
  });
});

describe('a malformed header', () => {
  const cases = names.flatMap((name) =>
    Object.entries(badHeaders[name]).map(([header, [code, values]]) => [name, header, code, values] as const),
  );

  it.each(cases)('of %s is refused: %s', async (name, header, code, values) => {
    const before = await lasting();
    for (const value of values) {
      const request = valid[name]();
      // The client names a type of its own for text; bytes have none.
      const body = typeof request.body === 'string' ? { body: Buffer.from(request.body) } : {};
      const headers = { ...request.headers, [header]: value };
      const answer = await anna.send(name, { ...request, ...body, headers });
      expect([value, await outcome(name, answer)]).toEqual([value, expected(name, code)]);
    }
    expect(await lasting()).toEqual(before);
  });
});

describe('a malformed body', () => {
  const junk = [
    '{"keyRecord":',
    '',
    'null',
    '[]',
    '"text"',
    '5',
    '{}',
    `${'['.repeat(9000)}${']'.repeat(9000)}`,
  ];

  it('of createLink is refused', async () => {
    const before = await lasting();
    const good = linkBody();
    const changed = [
      { ...good, keyRecord: undefined },
      { ...good, keyRecord: '' },
      { ...good, keyRecord: 'A' },
      { ...good, keyRecord: 'ä'.repeat(22) },
      { ...good, keyRecord: 'A'.repeat(5464) },
      { ...good, expiresAt: undefined },
      { ...good, expiresAt: '2031' },
      { ...good, expiresAt: -1 },
      { ...good, expiresAt: 1.5 },
      { ...good, expiresAt: 1e300 },
      { ...good, expiresAt: shell.now },
      { ...good, downloads: undefined },
      { ...good, downloads: 0 },
      { ...good, downloads: 1.5 },
      { ...good, downloads: 1e9 },
    ].map((body) => JSON.stringify(body));
    for (const body of [...junk, ...changed]) {
      const answer = await anna.send('createLink', { params: { fileId }, headers: json, body });
      expect([body.slice(0, 60), await codeOf(answer)]).toEqual([body.slice(0, 60), 'bad-request']);
    }
    expect(await lasting()).toEqual(before);
  });

  it.each(unsafe.filter((name) => fileRoutes[name].content === 'none'))(
    'where %s takes none is refused',
    async (name) => {
      const before = await lasting();
      const request = valid[name]();
      const headers = { ...request.headers, ...json };
      const answer = await anna.send(name, { ...request, headers, body: '{"surprise":true}' });
      expect(await codeOf(answer)).toBe('bad-request');
      expect(await lasting()).toEqual(before);
    },
  );
});

describe('a malformed query', () => {
  it.each(['?cursor=', '?cursor=x', '?cursor=1.2', `?cursor=${newId()}`, '?cursor=1&cursor=2'])(
    'of listFiles is refused: %s',
    async (query) => {
      expect(await codeOf(await anna.send('listFiles', { query }))).toBe('bad-request');
    },
  );
});

describe('an id in the address that leads nowhere', () => {
  it.each(withId)('is not found by %s', async (name) => {
    const before = await lasting();
    for (const id of [
      'x',
      '..%2f..',
      '%00',
      'A'.repeat(5000),
      'A'.repeat(43),
      `${'A'.repeat(21)}B`,
      newId(),
    ]) {
      const request = { ...valid[name](), params: { fileId: id, linkId: id } };
      expect([id, await outcome(name, await anna.send(name, request))]).toEqual([
        id,
        expected(name, 'not-found'),
      ]);
    }
    expect(await lasting()).toEqual(before);
  });
});

describe('whoever is not logged in', () => {
  it.each(withSession)('gets nothing from %s', async (name) => {
    const before = await lasting();
    for (const cookie of [
      undefined,
      'sottovoce-session=',
      `sottovoce-session=${newToken()}`,
      `__Host-sottovoce-session=${anna.cookie?.split('=')[1]}`,
      `sottovoce-session=${'x'.repeat(5000)}`,
    ]) {
      const request = valid[name]();
      const answer = await anna.send(name, { ...request, headers: { ...request.headers, cookie } });
      expect(await outcome(name, answer)).toBe(expected(name, 'login-required'));
    }
    expect(await lasting()).toEqual(before);
  });
});

describe('whoever is somebody else', () => {
  const own = withSession.filter((name) => fileRoutes[name].path.includes(':'));

  it.each(own)('finds nothing by %s', async (name) => {
    const bruno = await shell.person();
    const before = await lasting();
    expect(await outcome(name, await bruno.send(name, valid[name]()))).toBe(expected(name, 'not-found'));
    expect(await lasting()).toEqual(before);
  });
});

describe('a page of another site', () => {
  it.each(unsafe)('changes nothing by %s', async (name) => {
    const before = await lasting();
    for (const foreign of [
      { origin: 'https://evil.example.com' },
      { origin: 'null' },
      { 'sottovoce-request': undefined },
      { origin: undefined, 'sottovoce-request': undefined },
    ]) {
      const request = valid[name]();
      const answer = await anna.send(name, { ...request, headers: { ...request.headers, ...foreign } });
      expect(await codeOf(answer)).toBe('origin-refused');
    }
    expect(await lasting()).toEqual(before);
  });
});

describe('answers', () => {
  it.each(names)('of %s are never stored on the way', async (name) => {
    const answer = await shell.guest().send(name, { params: { fileId, linkId } });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});
