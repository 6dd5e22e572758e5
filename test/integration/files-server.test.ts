import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AccountClient } from '../harness/accounts/account-client.ts';
import { FileClient, newToken, previousUpload } from '../harness/files/file-client.ts';
import { freePorts } from '../harness/free-port.ts';
import { ServerProcess } from '../harness/server-process.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(180_000);

const password = 'correct horse battery staple';

describe('a server with files', () => {
  let folder: string;
  let httpPort: number;
  let server: ServerProcess;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sottovoce-files-server-'));
    [httpPort = 0] = await freePorts(1);
    server = await start();
  });
  afterEach(async () => {
    if (server.running) await server.close();
    await rm(folder, { recursive: true });
  });

  /** The same server each time, as far as a browser sees. */
  const start = () =>
    ServerProcess.start({
      dataDirectory: path.join(folder, 'data'),
      server: { httpPort },
      media: { workers: 1 },
    });

  async function logIn(): Promise<FileClient> {
    // The harness knows a port of its own; this server listens on ours.
    const account = new AccountClient(`http://127.0.0.1:${httpPort}`);
    await account.register('anna', password);
    return new FileClient(`http://127.0.0.1:${httpPort}`, account.cookie);
  }

  const read = async (who: FileClient, fileId: string) => {
    const response = await who.send('readFile', { params: { fileId } });
    return Buffer.from(await response.arrayBuffer());
  };

  it('that is killed in the midst of an upload has all that it confirmed, and goes on', async () => {
    const anna = await logIn();
    const bytes = randomBytes(24_000_000);
    let confirmed = 0;
    let crashed: Promise<void> | undefined;
    const { upload, done, fileId } = anna.tus(bytes, {
      chunkSize: 1_000_000,
      // Longer than a server takes to start.
      retryDelays: Array.from({ length: 200 }, () => 200),
      onChunkComplete: (_, accepted) => {
        confirmed = accepted;
        if (accepted >= 8_000_000) crashed ??= server.crash();
      },
      onBeforeRequest: async () => {
        if (crashed === undefined || server.running) return;
        await crashed;
        const before = confirmed;
        server = await restarted();
        // What the server says of itself counts, and it is no less than what it had confirmed.
        expect(await anna.offset(fileId())).toBeGreaterThanOrEqual(before);
      },
    });
    let restarting: Promise<ServerProcess> | undefined;
    const restarted = () => (restarting ??= start());
    upload.start();
    await done;
    expect(crashed).toBeDefined();
    expect((await read(anna, fileId())).equals(bytes)).toBe(true);
  });

  it('that is killed again and again while uploads run serves what it finished', async () => {
    const anna = await logIn();
    const finished = new Map<string, Buffer>();
    for (let round = 0; round < 2; round += 1) {
      let crashed: Promise<void> | undefined;
      const uploadSome = async () => {
        while (crashed === undefined) {
          const bytes = randomBytes(150_000);
          try {
            const { fileId } = await anna.upload(bytes, { accessToken: newToken(), chunkSize: 40_000 });
            finished.set(fileId, bytes);
          } catch (error) {
            // The connection broke: whether this one was finished, nobody has been told.
            if (crashed === undefined) throw error;
          }
          if (finished.size >= 10 * (round + 1)) crashed ??= server.crash();
        }
      };
      await Promise.all([uploadSome(), uploadSome(), uploadSome()]);
      await crashed;
      server = await start();
    }
    for (const [fileId, bytes] of finished) expect((await read(anna, fileId)).equals(bytes)).toBe(true);
  });

  it('that stops breaks off an upload, and has what came', async () => {
    const anna = await logIn();
    const bytes = randomBytes(6_000_000);
    const fileId = await anna.begin(bytes.length);
    let sent = 0;
    // Slower than the server lets answers finish.
    const slow = new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        controller.enqueue(bytes.subarray(sent, sent + 50_000));
        sent += 50_000;
        if (sent >= bytes.length) controller.close();
      },
    });
    const appending = anna.append(fileId, 0, slow).catch(() => undefined);
    while (sent < 500_000) await new Promise((resolve) => setTimeout(resolve, 20));
    await server.close();
    await appending;
    server = await start();
    const offset = await anna.offset(fileId);
    expect(offset).toBeGreaterThanOrEqual(400_000);
    const { upload, done } = anna.tus(bytes, {});
    upload.resumeFromPreviousUpload(
      previousUpload(`${anna.origin}/api/files/uploads/${fileId}`, bytes.length),
    );
    upload.start();
    await done;
    expect((await read(anna, fileId)).equals(bytes)).toBe(true);
  });
});
