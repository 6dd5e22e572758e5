import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fileGrantHeader, filesPerPage, fileTokenHeader, manifestLimit } from '../../src/protocol/files.ts';
import { outcomeOf } from '../harness/accounts/account-client.ts';
import { until } from '../harness/condition.ts';
import { codeOf, type FileClient, newToken, previousUpload } from '../harness/files/file-client.ts';
import { FileShell } from '../harness/files/file-shell.ts';
import { limitFileSize } from '../harness/files/file-size-limit.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(120_000);

const minute = 60 * 1000;
const hour = 60 * minute;
const day = 24 * hour;

let shell: FileShell;
let anna: Awaited<ReturnType<FileShell['person']>>;
let bruno: Awaited<ReturnType<FileShell['person']>>;

async function start(settings = ''): Promise<void> {
  await shell?.close();
  shell = await FileShell.start(settings);
  [anna, bruno] = [await shell.person(), await shell.person()];
}
beforeEach(async () => {
  shell = await FileShell.start();
  [anna, bruno] = [await shell.person(), await shell.person()];
});
afterEach(() => shell.close());

const read = (who: FileClient, fileId: string, headers: Record<string, string> = {}) =>
  who.send('readFile', { params: { fileId }, headers });

const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

describe('an upload', () => {
  it('by the tus client becomes a file with the same bytes', async () => {
    const bytes = randomBytes(3_000_000);
    const { fileId } = await anna.upload(bytes, { chunkSize: 700_000 });
    const response = await read(anna, fileId);
    expect(response.status).toBe(200);
    expect((await bytesOf(response)).equals(bytes)).toBe(true);
  });

  it('may be of nothing', async () => {
    const { fileId, accessToken } = await anna.upload(Buffer.alloc(0));
    const response = await read(shell.guest(), fileId, { [fileTokenHeader]: accessToken });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('is paused, and goes on where it was, from another page', async () => {
    const bytes = randomBytes(2_000_000);
    const paused = Promise.withResolvers<void>();
    const first = anna.tus(bytes, {
      chunkSize: 500_000,
      onChunkComplete: () => {
        void first.upload.abort().then(() => paused.resolve());
      },
    });
    first.upload.start();
    await paused.promise;
    const fileId = first.fileId();
    expect(await anna.offset(fileId)).toBe(500_000);
    let sent = 0;
    const second = anna.tus(bytes, {
      onBeforeRequest: (sending) => {
        if (sending.getMethod() === 'PATCH') sent = Number(sending.getHeader('Upload-Offset'));
      },
    });
    second.upload.resumeFromPreviousUpload(previousUpload(first.upload.url ?? '', bytes.length));
    second.upload.start();
    await second.done;
    expect([second.fileId(), sent]).toEqual([fileId, 500_000]);
    expect((await bytesOf(await read(anna, fileId))).equals(bytes)).toBe(true);
  });

  it('keeps what came before a connection broke, and takes the next one', async () => {
    const bytes = randomBytes(900_000);
    const fileId = await anna.begin(bytes.length);
    const { closed } = sendSlowly(anna, fileId, bytes, 300_000);
    await until('the bytes to arrive', async () => (await size(fileId)) >= 300_000);
    // Nobody has noticed yet that the connection is of no use: asking how far it came ends the request over it.
    const offset = await anna.offset(fileId);
    await closed;
    expect(offset).toBeGreaterThanOrEqual(300_000);
    expect((await anna.append(fileId, offset, bytes.subarray(offset))).status).toBe(204);
    expect((await bytesOf(await read(anna, fileId))).equals(bytes)).toBe(true);
  });

  it('goes on at its end only', async () => {
    const fileId = await anna.begin(10);
    expect((await anna.append(fileId, 0, 'sealed')).headers.get('upload-offset')).toBe('6');
    for (const offset of [0, 5, 7, 11]) {
      expect(await codeOf(await anna.append(fileId, offset, 'more'))).toBe('upload-offset-wrong');
    }
    expect(await anna.offset(fileId)).toBe(6);
    expect((await anna.append(fileId, 6, 'more')).headers.get('upload-offset')).toBe('10');
    expect(await codeOf(await anna.append(fileId, 10, ''))).toBe('upload-offset-wrong');
    expect(await (await read(anna, fileId)).text()).toBe('sealedmore');
  });

  it('tells how far it has come, how long it is, and when it is given up', async () => {
    const fileId = await anna.begin(10);
    const response = await anna.send('readUpload', { params: { fileId } });
    const headers = Object.fromEntries(response.headers);
    expect(headers).toMatchObject({
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
      'upload-length': '10',
      'upload-expires': new Date(shell.now + 24 * hour).toUTCString(),
      'cache-control': 'no-store',
    });
    shell.pass(hour);
    const appended = await anna.append(fileId, 0, 'sealed');
    expect(appended.headers.get('upload-expires')).toBe(new Date(shell.now + 24 * hour).toUTCString());
  });

  it('takes no more bytes than it declared', async () => {
    const fileId = await anna.begin(10);
    expect(await codeOf(await anna.append(fileId, 0, 'eleven bytes'))).toBe('file-too-large');
    expect(await anna.offset(fileId)).toBe(0);
    // Without a length nobody knows before it comes.
    const stream = new Blob(['sealed', ' and more than that']).stream();
    expect(await codeOf(await anna.append(fileId, 0, stream))).toBe('file-too-large');
    expect(await anna.offset(fileId)).toBeLessThanOrEqual(10);
  });

  it('is no file before it is finished', async () => {
    const accessToken = newToken();
    const fileId = await anna.begin(10, accessToken);
    await anna.append(fileId, 0, 'sealed');
    expect(await codeOf(await read(anna, fileId))).toBe('not-found');
    expect(await codeOf(await read(bruno, fileId, { [fileTokenHeader]: accessToken }))).toBe('not-found');
    expect((await anna.ask('listFiles')).files).toEqual([]);
    expect(await outcomeOf(link(anna, fileId))).toBe('not-found');
  });

  it('is nobody else’s', async () => {
    const fileId = await anna.begin(10);
    const params = { fileId };
    expect((await bruno.send('readUpload', { params })).status).toBe(404);
    expect(await codeOf(await bruno.append(fileId, 0, 'sealed'))).toBe('not-found');
    expect(await outcomeOf(bruno.ask('deleteUpload', { params }))).toBe('not-found');
    expect(await outcomeOf(bruno.ask('deleteFile', { params }))).toBe('not-found');
    expect(await anna.offset(fileId)).toBe(0);
  });

  it('is ended by its owner, with its bytes', async () => {
    const fileId = await anna.begin(10);
    await anna.append(fileId, 0, 'sealed');
    expect(await shell.blobs()).toHaveLength(1);
    await anna.ask('deleteUpload', { params: { fileId } });
    expect(await shell.blobs()).toEqual([]);
    expect((await anna.send('readUpload', { params: { fileId } })).status).toBe(404);
    expect((await anna.ask('listFiles')).usage.usedBytes).toBe(0);
  });

  it('that is deleted while bytes come is broken off', async () => {
    const fileId = await anna.begin(900_000);
    const { closed } = sendSlowly(anna, fileId, randomBytes(900_000), 300_000);
    await until('the bytes to arrive', async () => (await size(fileId)) >= 300_000);
    await anna.ask('deleteUpload', { params: { fileId } });
    await closed;
    expect(await shell.blobs()).toEqual([]);
    expect(rows('files')).toEqual([]);
  });

  it('is given up after a day without progress', async () => {
    const [slow, stopped] = [await anna.begin(10), await anna.begin(10)];
    await anna.append(stopped, 0, 'seal');
    for (let hours = 0; hours < 23; hours += 1) shell.pass(hour);
    await anna.append(slow, 0, 'seal');
    shell.pass(hour);
    expect(await shell.service.sweep()).toBe(1);
    expect(await shell.blobs()).toHaveLength(1);
    expect(await anna.offset(slow)).toBe(4);
    expect((await anna.send('readUpload', { params: { fileId: stopped } })).status).toBe(404);
  });

  it('of another version of tus is refused, with the one that is spoken', async () => {
    const response = await anna.send('createUpload', { headers: { 'tus-resumable': '0.2.2' } });
    expect([await codeOf(response), response.headers.get('tus-version')]).toEqual([
      'tus-version-refused',
      '1.0.0',
    ]);
  });

  it('says nothing of a file but a token', async () => {
    const name = Buffer.from('diary.pdf').toString('base64');
    const token = Buffer.from(newToken()).toString('base64');
    for (const metadata of [
      '',
      'accessToken',
      `accessToken ${name}`,
      `accessToken ${token},filename ${name}`,
    ]) {
      const headers = { 'upload-length': '5', 'upload-metadata': metadata };
      expect(await codeOf(await anna.send('createUpload', { headers }))).toBe('bad-request');
    }
  });
});

describe('room for files', () => {
  const settings = (more: string) => `files: { maxBytes: 1000, quotaBytesPerAccount: 2500, ${more} }`;

  it('ends at the size of one file', async () => {
    await start(settings(''));
    expect(await outcomeOf(anna.begin(1001))).toBe('file-too-large');
    expect(await outcomeOf(anna.begin(1000))).toBe('done');
  });

  it('ends at the quota of an account, unfinished uploads and manifests included', async () => {
    await start(settings(''));
    const { fileId } = await anna.upload(randomBytes(1000));
    const unfinished = await anna.begin(1000);
    expect(await outcomeOf(anna.begin(501))).toBe('quota-exceeded');
    expect(await outcomeOf(setManifest(anna, fileId, randomBytes(501)))).toBe('quota-exceeded');
    await setManifest(anna, fileId, randomBytes(400));
    expect((await anna.ask('listFiles')).usage).toEqual({
      usedBytes: 2400,
      quotaBytes: 2500,
      maxBytes: 1000,
    });
    expect(await outcomeOf(anna.begin(101))).toBe('quota-exceeded');
    expect(await outcomeOf(bruno.begin(1000))).toBe('done');
    await anna.ask('deleteUpload', { params: { fileId: unfinished } });
    expect(await outcomeOf(anna.begin(1000))).toBe('done');
  });

  it('is given out once where many uploads begin at once', async () => {
    await start(settings(''));
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => outcomeOf(anna.begin(1000))));
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(2);
    expect(outcomes.filter((outcome) => outcome === 'quota-exceeded')).toHaveLength(6);
  });

  it('ends at a number of unfinished uploads, and of files', async () => {
    await start(settings('unfinishedPerAccount: 2, filesPerAccount: 3'));
    const [first] = [await anna.begin(1), await anna.begin(1)];
    expect(await outcomeOf(anna.begin(1))).toBe('too-many-uploads');
    await anna.append(first ?? '', 0, 'x');
    await anna.upload(randomBytes(1));
    expect(await outcomeOf(anna.begin(1))).toBe('quota-exceeded');
  });

  it('is not to be had more often than a rate', async () => {
    await start('limits: { http: { filesPerMinute: 5 } }');
    const outcomes: string[] = [];
    for (let count = 0; count < 7; count += 1) outcomes.push(await codeOf(await anna.send('listFiles')));
    expect(outcomes).toEqual([...Array.from({ length: 5 }, () => 'done'), 'rate-limited', 'rate-limited']);
  });
});

describe('a file', () => {
  const bytes = Buffer.from('0123456789abcdefghij');

  it('is read by its owner and by whoever has its token, and by nobody else', async () => {
    const { fileId, accessToken } = await anna.upload(bytes);
    const token = { [fileTokenHeader]: accessToken };
    for (const [who, headers, code] of [
      [anna, {}, 'done'],
      [bruno, token, 'done'],
      [shell.guest(), token, 'done'],
      [bruno, {}, 'not-found'],
      [shell.guest(), {}, 'login-required'],
      [shell.guest(), { [fileTokenHeader]: newToken() }, 'not-found'],
      [shell.guest(), { [fileGrantHeader]: accessToken }, 'not-found'],
      [shell.guest(), { [fileTokenHeader]: 'no token' }, 'bad-request'],
    ] as const) {
      expect(await codeOf(await read(who, fileId, headers))).toBe(code);
    }
  });

  it('looks to whoever may not read it like one that does not exist', async () => {
    const { fileId } = await anna.upload(bytes);
    const nothing = randomBytes(16).toString('base64url');
    const cases: [FileClient, Record<string, string>][] = [
      [shell.guest(), {}],
      [bruno, {}],
      [shell.guest(), { [fileTokenHeader]: newToken() }],
    ];
    for (const [who, headers] of cases) {
      const answers = [await read(who, fileId, headers), await read(who, nothing, headers)];
      const [one, other] = await Promise.all(
        answers.map(async (answer) => [answer.status, await answer.text()]),
      );
      expect(one).toEqual(other);
    }
  });

  it('is answered as bytes that no browser interprets or keeps', async () => {
    const { fileId } = await anna.upload(bytes);
    const headers = Object.fromEntries((await read(anna, fileId)).headers);
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'accept-ranges': 'bytes',
      'content-length': '20',
      etag: `"${fileId}"`,
    });
    expect(headers).not.toHaveProperty('content-range');
    const head = await fetch(`${anna.origin}/api/files/${fileId}`, { method: 'HEAD', headers: anna.headers });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '20', '']);
  });

  it.each([
    ['bytes=0-0', 206, '0', 'bytes 0-0/20'],
    ['bytes=10-', 206, 'abcdefghij', 'bytes 10-19/20'],
    ['bytes=-3', 206, 'hij', 'bytes 17-19/20'],
    ['bytes=18-99', 206, 'ij', 'bytes 18-19/20'],
    ['bytes=0-1,4-5', 200, bytes.toString(), null],
    ['lines=0-1', 200, bytes.toString(), null],
  ])('is read in part: %s', async (range, status, content, contentRange) => {
    const { fileId } = await anna.upload(bytes);
    const response = await read(anna, fileId, { range });
    expect([response.status, await response.text(), response.headers.get('content-range')]).toEqual([
      status,
      content,
      contentRange,
    ]);
  });

  it('has no part behind its end', async () => {
    const { fileId } = await anna.upload(bytes);
    for (const range of ['bytes=20-', 'bytes=99-100', 'bytes=-0']) {
      const response = await read(anna, fileId, { range });
      expect([response.headers.get('content-range'), await codeOf(response)]).toEqual([
        'bytes */20',
        'range-refused',
      ]);
    }
  });

  it('is read whole where the part was to be of another one', async () => {
    const { fileId } = await anna.upload(bytes);
    const part = { range: 'bytes=5-9' };
    expect((await read(anna, fileId, { ...part, 'if-range': `"${fileId}"` })).status).toBe(206);
    expect((await read(anna, fileId, { ...part, 'if-range': '"another"' })).status).toBe(200);
  });

  it('is deleted with its bytes, once', async () => {
    const { fileId, accessToken } = await anna.upload(bytes);
    const { linkId } = await link(anna, fileId);
    expect(await outcomeOf(bruno.ask('deleteFile', { params: { fileId } }))).toBe('not-found');
    await anna.ask('deleteFile', { params: { fileId } });
    expect(await shell.blobs()).toEqual([]);
    expect([rows('files'), rows('file_links')]).toEqual([[], []]);
    expect(await codeOf(await read(anna, fileId))).toBe('not-found');
    expect(await codeOf(await read(bruno, fileId, { [fileTokenHeader]: accessToken }))).toBe('not-found');
    expect(await outcomeOf(bruno.ask('openLink', { params: { linkId } }))).toBe('not-found');
    expect(await outcomeOf(anna.ask('deleteFile', { params: { fileId } }))).toBe('not-found');
  });

  it('goes with its account', async () => {
    const { fileId, accessToken } = await anna.upload(bytes);
    const { linkId } = await link(anna, fileId);
    const { grant } = await shell.guest().ask('openLink', { params: { linkId } });
    await anna.begin(5);
    await bruno.upload(bytes);
    await anna.leave();
    const may: Record<string, string>[] = [{ [fileTokenHeader]: accessToken }, { [fileGrantHeader]: grant }];
    for (const headers of may) {
      expect(await codeOf(await read(bruno, fileId, headers))).toBe('not-found');
    }
    expect(await outcomeOf(bruno.ask('openLink', { params: { linkId } }))).toBe('not-found');
    expect(await shell.service.sweep()).toBe(2);
    expect(await shell.blobs()).toHaveLength(1);
    expect([rows('files').length, rows('file_links')]).toEqual([1, []]);
  });

  it('whose deletion was cut short goes in the end', async () => {
    const { fileId } = await anna.upload(bytes);
    const restore = await takeAway();
    expect(await outcomeOf(anna.ask('deleteFile', { params: { fileId } }))).toBe('file-store-unavailable');
    await restore();
    expect(await codeOf(await read(anna, fileId))).toBe('not-found');
    expect(await shell.blobs()).toHaveLength(1);
    expect(await shell.service.sweep()).toBe(1);
    expect([await shell.blobs(), rows('files')]).toEqual([[], []]);
  });
});

describe('the list of files', () => {
  it('shows its owner size, time and sealed manifest, the latest first', async () => {
    const first = await anna.upload(randomBytes(7));
    shell.pass(minute);
    const second = await anna.upload(randomBytes(9));
    const manifest = randomBytes(manifestLimit);
    await setManifest(anna, first.fileId, manifest);
    expect((await anna.ask('listFiles')).files).toEqual([
      { fileId: second.fileId, size: 9, createdAt: shell.now, manifest: null },
      {
        fileId: first.fileId,
        size: 7,
        createdAt: shell.now - minute,
        manifest: manifest.toString('base64url'),
      },
    ]);
    expect((await bruno.ask('listFiles')).files).toEqual([]);
  });

  it('has a manifest that is set while the upload goes on, and replaced later', async () => {
    const fileId = await anna.begin(4);
    await setManifest(anna, fileId, Buffer.from('first'));
    await anna.append(fileId, 0, 'data');
    const manifest = async () => (await anna.ask('listFiles')).files[0]?.manifest;
    expect(await manifest()).toBe(Buffer.from('first').toString('base64url'));
    await setManifest(anna, fileId, Buffer.from('second'));
    expect(await manifest()).toBe(Buffer.from('second').toString('base64url'));
    expect(await outcomeOf(setManifest(bruno, fileId, Buffer.from('third')))).toBe('not-found');
    expect(await outcomeOf(setManifest(anna, fileId, randomBytes(manifestLimit + 1)))).toBe(
      'message-too-large',
    );
  });

  it('comes in pages, each file once, though others come meanwhile', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 2 * filesPerPage + 3; count += 1) {
      ids.unshift((await anna.upload(Buffer.alloc(0))).fileId);
      // Some at the very same time.
      if (count % 4 === 0) shell.pass(1);
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `?cursor=${cursor}`;
      const page: Awaited<ReturnType<typeof anna.ask<'listFiles'>>> = await anna.ask('listFiles', { query });
      seen.push(...page.files.map(({ fileId }) => fileId));
      cursor = page.nextCursor;
      shell.pass(minute);
      await anna.upload(Buffer.alloc(0));
    } while (cursor !== null);
    expect(seen).toHaveLength(ids.length);
    expect(new Set(seen)).toEqual(new Set(ids));
  });
});

describe('a public link', () => {
  const bytes = Buffer.from('0123456789abcdefghij');
  let fileId: string;
  beforeEach(async () => {
    fileId = (await anna.upload(bytes)).fileId;
  });
  const open = (linkId: string) => shell.guest().ask('openLink', { params: { linkId } });

  it('gives anybody its record and the file', async () => {
    const { linkId, keyRecord } = await link(anna, fileId);
    const opened = await open(linkId);
    expect(opened).toMatchObject({ fileId, size: 20, keyRecord, grantExpiresAt: shell.now + day });
    const response = await read(shell.guest(), fileId, { [fileGrantHeader]: opened.grant });
    expect((await bytesOf(response)).equals(bytes)).toBe(true);
  });

  it('counts downloads, each once however often it is taken up again', async () => {
    const { linkId } = await link(anna, fileId, { downloads: 2 });
    const { grant } = await open(linkId);
    for (const range of ['bytes=0-9', 'bytes=10-14', 'bytes=15-']) {
      const response = await read(shell.guest(), fileId, { [fileGrantHeader]: grant, range });
      expect(response.status).toBe(206);
    }
    expect((await anna.ask('listLinks', { params: { fileId } })).links).toMatchObject([{ downloadsLeft: 1 }]);
    await open(linkId);
    expect(await outcomeOf(open(linkId))).toBe('not-found');
    expect((await anna.ask('listLinks', { params: { fileId } })).links).toMatchObject([{ downloadsLeft: 0 }]);
    // Whoever came in time still gets the rest.
    expect((await read(shell.guest(), fileId, { [fileGrantHeader]: grant })).status).toBe(200);
  });

  it('lets no more in than it has downloads, where many come at once', async () => {
    const { linkId } = await link(anna, fileId, { downloads: 3 });
    const outcomes = await Promise.all(Array.from({ length: 9 }, () => outcomeOf(open(linkId))));
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(3);
  });

  it('that has expired, was used up, was revoked or never was is answered alike', async () => {
    const expired = await link(anna, fileId, { expiresAt: shell.now + minute });
    const used = await link(anna, fileId, { downloads: 1 });
    const revoked = await link(anna, fileId);
    await open(used.linkId);
    await anna.ask('deleteLink', { params: { linkId: revoked.linkId } });
    shell.pass(minute);
    const answers = new Set<string>();
    for (const linkId of [
      expired.linkId,
      used.linkId,
      revoked.linkId,
      randomBytes(16).toString('base64url'),
      'x',
    ]) {
      const response = await shell.guest().send('openLink', { params: { linkId } });
      answers.add(`${response.status} ${await response.text()}`);
    }
    expect(answers.size).toBe(1);
    expect([...answers][0]).toMatch(/^404 .*not-found/);
  });

  it('ends the downloads that it began where it is revoked', async () => {
    const { linkId } = await link(anna, fileId);
    const { grant } = await open(linkId);
    expect(await outcomeOf(bruno.ask('deleteLink', { params: { linkId } }))).toBe('not-found');
    expect((await read(bruno, fileId, { [fileGrantHeader]: grant })).status).toBe(200);
    await anna.ask('deleteLink', { params: { linkId } });
    expect(await codeOf(await read(bruno, fileId, { [fileGrantHeader]: grant }))).toBe('not-found');
  });

  it('grants one file for a day, and never longer than it lasts itself', async () => {
    const other = (await anna.upload(bytes)).fileId;
    const { linkId } = await link(anna, fileId);
    const { grant } = await open(linkId);
    const headers = { [fileGrantHeader]: grant };
    expect(await codeOf(await read(bruno, other, headers))).toBe('not-found');
    shell.pass(day - 1000);
    expect((await read(bruno, fileId, headers)).status).toBe(200);
    shell.pass(1000);
    expect(await codeOf(await read(bruno, fileId, headers))).toBe('not-found');
    const short = await link(anna, fileId, { expiresAt: shell.now + minute });
    expect((await open(short.linkId)).grantExpiresAt).toBe(shell.now + minute);
  });

  it('is made, listed and ended by the owner alone, for a time and in a number that the settings allow', async () => {
    await start('files: { linksPerFile: 2, linkMaxDays: 7 }');
    fileId = (await anna.upload(bytes)).fileId;
    expect(await outcomeOf(link(bruno, fileId))).toBe('not-found');
    expect(await outcomeOf(bruno.ask('listLinks', { params: { fileId } }))).toBe('not-found');
    for (const expiresAt of [shell.now, shell.now + 7 * day + 1]) {
      expect(await outcomeOf(link(anna, fileId, { expiresAt }))).toBe('bad-request');
    }
    const made = [await link(anna, fileId), await link(anna, fileId, { expiresAt: shell.now + 7 * day })];
    expect(await outcomeOf(link(anna, fileId))).toBe('limit-reached');
    const { links } = await anna.ask('listLinks', { params: { fileId } });
    expect(new Set(links)).toEqual(new Set(made));
  });
});

describe('a store that is away or full', () => {
  it('is told of, and loses nothing that was confirmed', async () => {
    const bytes = randomBytes(600_000);
    const fileId = await anna.begin(bytes.length);
    await anna.append(fileId, 0, bytes.subarray(0, 200_000));
    const restore = await takeAway();
    const refused = await anna.append(fileId, 200_000, bytes.subarray(200_000));
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(await codeOf(refused)).toBe('file-store-unavailable');
    expect((await anna.send('readUpload', { params: { fileId } })).status).toBe(503);
    await restore();
    expect(await anna.offset(fileId)).toBe(200_000);
    await anna.append(fileId, 200_000, bytes.subarray(200_000));
    expect((await bytesOf(await read(anna, fileId))).equals(bytes)).toBe(true);
  });

  it('takes what still goes in, and the tus client goes on when there is room again', async () => {
    // More than the database beside it needs.
    const room = 8 * 1024 ** 2;
    const bytes = randomBytes(room + 3_000_000);
    const lift = limitFileSize(room);
    try {
      const statuses: number[] = [];
      const { upload, done, fileId } = anna.tus(bytes, {
        chunkSize: 3_000_000,
        retryDelays: [0, 0, 50, 50],
        onAfterResponse: (_, response) => {
          statuses.push(response.getStatus());
          if (response.getStatus() === 507 && statuses.filter((status) => status === 507).length === 2)
            lift();
        },
      });
      upload.start();
      await done;
      expect(statuses).toContain(507);
      expect((await bytesOf(await read(anna, fileId()))).equals(bytes)).toBe(true);
    } finally {
      lift();
    }
  });
});

describe('bytes and rows that do not match', () => {
  it('are told of; bytes without a row go after a day, and a file without bytes is kept', async () => {
    const [kept, lost] = [await anna.upload(randomBytes(5)), await anna.upload(randomBytes(5))];
    await anna.begin(5);
    const orphaned = await anna.upload(randomBytes(5));
    expect(await shell.service.compare()).toEqual({ orphaned: 0, missing: 0 });
    const database = new DatabaseSync(shell.databaseFile);
    database.prepare('delete from files where id = ?').run(Buffer.from(orphaned.fileId, 'base64url'));
    database.close();
    const lostBytes = (await shell.blobs()).find((blob) => blob.endsWith(hex(lost.fileId))) ?? '';
    const content = await readFile(lostBytes);
    await rm(lostBytes);
    expect(await shell.service.compare()).toEqual({ orphaned: 1, missing: 1 });
    expect(await codeOf(await read(anna, lost.fileId))).toBe('not-found');
    shell.pass(day - 1);
    expect(await shell.service.compare()).toEqual({ orphaned: 1, missing: 1 });
    expect(await shell.blobs()).toHaveLength(2);
    shell.pass(1);
    await shell.service.compare();
    expect((await shell.blobs()).map((blob) => blob.slice(-32))).toEqual([hex(kept.fileId)]);
    await writeFile(lostBytes, content);
    expect(await shell.service.compare()).toEqual({ orphaned: 0, missing: 0 });
    expect((await read(anna, lost.fileId)).status).toBe(200);
  });
});

const hex = (fileId: string) => Buffer.from(fileId, 'base64url').toString('hex');

function rows(table: 'files' | 'file_links'): unknown[] {
  const database = new DatabaseSync(shell.databaseFile, { readOnly: true });
  try {
    return database.prepare(`select * from ${table}`).all();
  } finally {
    database.close();
  }
}

/** Bytes of a blob, as they lie in the folder. */
async function size(fileId: string): Promise<number> {
  const file = (await shell.blobs()).find((blob) => blob.endsWith(hex(fileId)));
  return file === undefined ? 0 : (await readFile(file)).length;
}

/** Puts a plain file in the place of the blob store's folder. */
async function takeAway(): Promise<() => Promise<void>> {
  const folder = shell.blobFolder;
  await rename(folder, `${folder}.away`);
  await writeFile(folder, 'no folder');
  return async () => {
    await rm(folder);
    await rename(`${folder}.away`, folder);
  };
}

async function setManifest(who: FileClient, fileId: string, manifest: Buffer): Promise<void> {
  const headers = { 'content-type': 'application/octet-stream' };
  await who.ask('setManifest', { params: { fileId }, headers, body: Uint8Array.from(manifest) });
}

function link(
  who: FileClient,
  fileId: string,
  {
    expiresAt = shell.now + 5 * day,
    downloads = null,
  }: { expiresAt?: number; downloads?: number | null } = {},
) {
  const keyRecord = randomBytes(60).toString('base64url');
  const body = JSON.stringify({ keyRecord, expiresAt, downloads });
  return who.ask('createLink', { params: { fileId }, headers: { 'content-type': 'application/json' }, body });
}

/** Sends the beginning of a body at once and the rest byte by byte, which takes hours. */
function sendSlowly(who: FileClient, fileId: string, body: Buffer, atOnce: number) {
  const sending = request(`${who.origin}/api/files/uploads/${fileId}`, {
    method: 'PATCH',
    headers: {
      ...who.headers,
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
      'content-length': body.length,
    },
  });
  let sent = atOnce;
  sending.write(body.subarray(0, sent));
  const trickle = setInterval(() => {
    sending.write(body.subarray(sent, sent + 1));
    sent += 1;
  }, 100);
  const closed = new Promise<void>((resolve) => {
    sending.on('error', () => resolve());
    sending.on('close', () => resolve());
  }).finally(() => clearInterval(trickle));
  return { closed };
}
