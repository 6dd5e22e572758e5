import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fileTokenHeader } from '../../src/protocol/files.ts';
import { codeOf } from '../harness/files/file-client.ts';
import { FileShell } from '../harness/files/file-shell.ts';
import { S3Server } from '../harness/files/s3-server.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(120_000);

// The library looks for its key where an operator leaves it.
process.env.AWS_ACCESS_KEY_ID = 'test';
process.env.AWS_SECRET_ACCESS_KEY = 'test';

describe('files in an S3-compatible store', () => {
  let s3: S3Server;
  let shell: FileShell;
  beforeEach(async () => {
    s3 = await S3Server.start();
    const { bucket, endpoint } = s3;
    shell = await FileShell.start(
      `files: { s3: { bucket: ${bucket}, endpoint: "${endpoint}", prefix: calls/ } }`,
    );
  });
  afterEach(async () => {
    await shell.close();
    await s3.close();
  });

  it('are uploaded, read in part, and deleted', async () => {
    const anna = await shell.person();
    const bytes = randomBytes(20_000_000);
    const { fileId, accessToken } = await anna.upload(bytes, { chunkSize: 3_000_000 });
    const id = Buffer.from(fileId, 'base64url').toString('hex');
    expect([...s3.objects.keys()]).toEqual([`calls/${id}`]);
    expect(s3.objects.get(`calls/${id}`)?.body.equals(bytes)).toBe(true);
    const response = await shell.guest().send('readFile', {
      params: { fileId },
      headers: { [fileTokenHeader]: accessToken, range: 'bytes=9999999-19999998' },
    });
    expect(response.headers.get('content-range')).toBe('bytes 9999999-19999998/20000000');
    const part = Buffer.from(await response.arrayBuffer());
    expect(part.equals(bytes.subarray(9_999_999, 19_999_999))).toBe(true);
    await anna.ask('deleteFile', { params: { fileId } });
    expect([s3.objects.size, s3.uploads.size]).toEqual([0, 0]);
    expect(await shell.blobs()).toEqual([]);
  });

  it('lose nothing that was confirmed while the store refuses', async () => {
    const anna = await shell.person();
    const bytes = randomBytes(12_000_000);
    const fileId = await anna.begin(bytes.length);
    await anna.append(fileId, 0, Uint8Array.from(bytes.subarray(0, 9_000_000)));
    const rest = Uint8Array.from(bytes.subarray(9_000_000));
    for (const [status, code, named] of [
      [500, 'InternalError', 'file-store-unavailable'],
      [503, 'SlowDown', 'file-store-unavailable'],
      [403, 'AccessDenied', 'file-store-unavailable'],
      [404, 'NoSuchBucket', 'file-store-unavailable'],
      [507, 'InsufficientStorage', 'file-store-full'],
      [409, 'QuotaExceeded', 'file-store-full'],
    ] as const) {
      // A store that is full can still be read.
      s3.refusal = { status, code, onlyWrites: named === 'file-store-full' };
      expect([code, await codeOf(await anna.append(fileId, 9_000_000, rest))]).toEqual([code, named]);
      s3.refusal = undefined;
      expect(await anna.offset(fileId)).toBe(9_000_000);
    }
    await anna.append(fileId, 9_000_000, rest);
    const response = await anna.send('readFile', { params: { fileId } });
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('are swept with their parts', async () => {
    const anna = await shell.person();
    const fileId = await anna.begin(12_000_000);
    await anna.append(fileId, 0, Uint8Array.from(randomBytes(9_000_000)));
    expect([s3.objects.size, s3.uploads.size]).toEqual([2, 1]);
    expect(await shell.service.compare()).toEqual({ orphaned: 0, missing: 0 });
    shell.pass(24 * 60 * 60 * 1000);
    expect(await shell.service.sweep()).toBe(1);
    expect([s3.objects.size, s3.uploads.size]).toEqual([0, 0]);
  });
});
