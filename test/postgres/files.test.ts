import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fileTokenHeader } from '../../src/protocol/files.ts';
import { AccountClient, outcomeOf } from '../harness/accounts/account-client.ts';
import { until } from '../harness/condition.ts';
import { codeOf, FileClient } from '../harness/files/file-client.ts';
import { S3Server } from '../harness/files/s3-server.ts';
import { ServerProcess } from '../harness/server-process.ts';
import { PostgresServer } from '../harness/storage/postgres-server.ts';

jest.setTimeout(180_000);

// The servers inherit it: the library looks for its key where an operator leaves it.
process.env.AWS_ACCESS_KEY_ID = 'test';
process.env.AWS_SECRET_ACCESS_KEY = 'test';

const password = 'correct horse battery staple';

describe('two servers over one PostgreSQL and one S3 store', () => {
  let postgres: PostgresServer;
  let s3: S3Server;
  let one: ServerProcess;
  let two: ServerProcess;
  /** The same person at each of them. */
  let here: FileClient;
  let there: FileClient;
  beforeAll(async () => {
    [postgres, s3] = await Promise.all([PostgresServer.start(), S3Server.start()]);
    const { bucket, endpoint } = s3;
    const settings = {
      secret: 'the same on both nodes, and long enough',
      storage: { database: await postgres.createDatabase() },
      files: { s3: { bucket, endpoint } },
      media: { workers: 1 },
    };
    [one, two] = await Promise.all([ServerProcess.start(settings), ServerProcess.start(settings)]);
    const account = new AccountClient(one.origin);
    await account.register('anna', password);
    here = new FileClient(one.origin, account.cookie);
    there = new FileClient(two.origin, account.cookie);
  });
  afterAll(async () => {
    await Promise.all([one?.close(), two?.close()]);
    await Promise.all([postgres?.close(), s3?.close()]);
  });

  it('take the parts of one upload, whichever they reach', async () => {
    const bytes = randomBytes(12_000_000);
    const fileId = await here.begin(bytes.length);
    let offset = 0;
    for (const who of [here, there, there, here]) {
      expect(await who.offset(fileId)).toBe(offset);
      const response = await who.append(
        fileId,
        offset,
        Uint8Array.from(bytes.subarray(offset, offset + 3_000_000)),
      );
      offset = Number(response.headers.get('upload-offset'));
    }
    const read = await there.send('readFile', { params: { fileId } });
    expect(Buffer.from(await read.arrayBuffer()).equals(bytes)).toBe(true);
    await there.ask('deleteFile', { params: { fileId } });
    expect(await codeOf(await here.send('readFile', { params: { fileId } }))).toBe('not-found');
    expect(s3.objects.size).toBe(0);
  });

  it('let one of two write, and the other as soon as the first has fallen silent', async () => {
    const bytes = randomBytes(1_000_000);
    const fileId = await here.begin(bytes.length);
    const first = bytes.subarray(0, 400_000);
    // Sends some of it, and then nothing for ever, as over a connection that has died.
    const dying = new ReadableStream({
      start: (controller) => controller.enqueue(Uint8Array.from(first)),
      pull: () => new Promise<void>(() => undefined),
    });
    const hanging = here.append(fileId, 0, dying).catch(() => undefined);
    const id = Buffer.from(fileId, 'base64url').toString('hex');
    await until('the first to write', () => s3.objects.has(`${id}.upload`));
    expect((await there.send('readUpload', { params: { fileId } })).status).toBe(423);
    expect(await codeOf(await there.append(fileId, 0, 'x'))).toBe('upload-busy');
    await until('the first to be given up', async () => {
      const response = await there.send('readUpload', { params: { fileId } });
      return response.ok && Number(response.headers.get('upload-offset')) === first.length;
    });
    await hanging;
    await there.append(fileId, first.length, Uint8Array.from(bytes.subarray(first.length)));
    const read = await here.send('readFile', { params: { fileId } });
    expect(Buffer.from(await read.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('give each other’s grants out, and count downloads together', async () => {
    const { fileId, accessToken } = await here.upload(randomBytes(1000));
    const body = JSON.stringify({
      keyRecord: randomBytes(60).toString('base64url'),
      expiresAt: Date.now() + 60 * 60 * 1000,
      downloads: 2,
    });
    const headers = { 'content-type': 'application/json' };
    const { linkId } = await here.ask('createLink', { params: { fileId }, headers, body });
    const guests = [new FileClient(one.origin), new FileClient(two.origin)] as const;
    const { grant } = await guests[0].ask('openLink', { params: { linkId } });
    const read = await guests[1].send('readFile', {
      params: { fileId },
      headers: { 'sottovoce-file-grant': grant },
    });
    expect(read.status).toBe(200);
    await guests[1].ask('openLink', { params: { linkId } });
    expect(await outcomeOf(guests[0].ask('openLink', { params: { linkId } }))).toBe('not-found');
    const byToken = { params: { fileId }, headers: { [fileTokenHeader]: accessToken } };
    expect((await guests[1].send('readFile', byToken)).status).toBe(200);
  });

  it('say what is not to be had while the database is gone', async () => {
    const fileId = await here.begin(10);
    await postgres.stop();
    expect(await codeOf(await here.append(fileId, 0, 'sealed'))).toBe('storage-unavailable');
    expect(await outcomeOf(there.ask('listFiles'))).toBe('storage-unavailable');
    await postgres.resume();
    await until('the database to be used', async () => (await there.append(fileId, 0, 'sealed')).ok);
    expect(await here.offset(fileId)).toBe(6);
  });
});
