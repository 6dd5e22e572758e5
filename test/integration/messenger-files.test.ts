import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Conversation, FileContent, FileTransfer, Message } from '../../src/client/messenger/api.ts';
import { openOwnedFile } from '../../src/e2ee/files/owned-file.ts';
import { until } from '../harness/condition.ts';
import { FileClient } from '../harness/files/file-client.ts';
import { befriend, messagesOf, TestBrowser } from '../harness/messenger/test-browser.ts';
import { ServerProcess } from '../harness/server-process.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(180_000);

let server: ServerProcess;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sottovoce-messenger-files-'));
  server = await ServerProcess.start({ dataDirectory: path.join(folder, 'data') });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

let ada: TestBrowser;
let bea: TestBrowser;
let hers: Conversation;
let theirs: Conversation;
let round = 0;
const open: TestBrowser[] = [];
beforeEach(async () => {
  round += 1;
  const names = [`ada${round}`, `bea${round}`];
  [ada, bea] = (await Promise.all(names.map((name) => TestBrowser.signUp(server.origin, name)))) as [
    TestBrowser,
    TestBrowser,
  ];
  open.push(ada, bea);
  await befriend(ada, bea);
  hers = await ada.talkTo(bea);
  theirs = await bea.conversation(hers.conversationId);
});
afterEach(() => {
  for (const browser of open.splice(0)) browser.close();
});

const megabyte = 1024 * 1024;
const name = 'quarterly figures.ods';
/** As many bytes as a name may have. */
const longestName = '𝄞'.repeat(255);
const fileOf = (bytes: Uint8Array<ArrayBuffer>, called = name) =>
  new File([bytes], called, { type: 'application/vnd.oasis.opendocument.spreadsheet' });
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

type FileMessage = Message & { readonly content: FileContent };
const files = (conversation: Conversation) =>
  messagesOf(conversation).filter((message): message is FileMessage => message.content.kind === 'file');
const stateOf = (conversation: Conversation): FileTransfer | undefined =>
  files(conversation).at(-1)?.content.transfer.value;

const whole = (conversation: Conversation) => ({ dump: () => JSON.stringify(stateOf(conversation)) });

/** Waits until the other has the message. */
const arrived = () =>
  until('the file to be there', () => files(theirs).find(({ delivery }) => delivery === undefined), {
    dump: () => JSON.stringify([stateOf(hers), ada.failures.map(String), bea.failures.map(String)]),
  });

async function fetched(conversation: Conversation, messageId: string): Promise<Uint8Array> {
  conversation.fetchFile(messageId);
  await until('it to be fetched', () => stateOf(conversation)?.kind === 'ready', whole(conversation));
  const content = await conversation.readFile(messageId);
  if (content === undefined) throw new Error('it is not there');
  return new Uint8Array(await content.arrayBuffer());
}

/** A network that breaks once at a request that `when` picks, and again for as long as `isDown`. */
function cutAt(
  browser: TestBrowser,
  when: (method: string, count: number) => boolean,
): { readonly count: number } {
  const seen = { count: 0 };
  let wasCut = false;
  browser.http.onFile = async ({ method }, send) => {
    if (method === 'PATCH') seen.count += 1;
    if (!wasCut && when(method, seen.count)) {
      wasCut = true;
      throw new TypeError('the connection is cut');
    }
    return send();
  };
  return seen;
}

describe('a file in a conversation', () => {
  it('arrives byte for byte, with its name and type, and at the same place', async () => {
    const bytes = randomBytes(5 * megabyte + 12_345);
    hers.sendText('Before');
    hers.sendFiles([fileOf(bytes)]);
    const { messageId, content } = await arrived();
    expect(content).toMatchObject({
      name,
      size: bytes.length,
      mediaType: 'application/vnd.oasis.opendocument.spreadsheet',
      thumbnail: undefined,
    });
    expect(stateOf(theirs)).toEqual({ kind: 'idle' });
    expect(hashOf(await fetched(theirs, messageId))).toBe(hashOf(bytes));
    await until('her own to be sent', () => files(hers)[0]?.delivery?.kind !== 'sending');
    expect(files(hers)[0]?.messageId).toBe(messageId);
    expect(hashOf(await fetched(hers, messageId))).toBe(hashOf(bytes));
    expect([...ada.failures, ...bea.failures]).toEqual([]);
  });

  it.each([0, 1, megabyte, 8 * megabyte, 16 * megabyte + 1])('of %i bytes arrives whole', async (size) => {
    const bytes = randomBytes(size);
    hers.sendFiles([fileOf(bytes)]);
    const { messageId } = await arrived();
    expect(hashOf(await fetched(theirs, messageId))).toBe(hashOf(bytes));
  });

  it('brings a thumbnail along, as large as one may be', async () => {
    const bytes = randomBytes(22_000);
    ada.preview = async () => ({ thumbnail: { bytes, mediaType: 'image/webp', width: 480, height: 320 } });
    hers.sendFiles([fileOf(randomBytes(10), longestName)]);
    const { content } = await arrived();
    expect(content.name).toBe(longestName);
    const { src = '', ...size } = content.thumbnail ?? {};
    expect(size).toEqual({ width: 480, height: 320 });
    const [type, data = ''] = src.split(',');
    expect(type).toBe('data:image/webp;base64');
    expect(hashOf(new Uint8Array(Buffer.from(data, 'base64')))).toBe(hashOf(bytes));
  });

  it('is sealed before it leaves: the server has neither a name nor bytes of it', async () => {
    const line = 'Nobody but Bea is to read this line. ';
    const bytes = new TextEncoder().encode(line.repeat(60_000));
    hers.sendFiles([fileOf(bytes)]);
    const { messageId } = await arrived();
    await fetched(theirs, messageId);
    const wanted = [line.trim(), name, 'opendocument.spreadsheet'].map((text) => Buffer.from(text));
    const entries = await readdir(path.join(folder, 'data'), { recursive: true, withFileTypes: true });
    let read = 0;
    for (const entry of entries.filter((one) => one.isFile())) {
      const content = await readFile(path.join(entry.parentPath, entry.name));
      read += content.length;
      for (const text of wanted) expect(content.includes(text)).toBe(false);
    }
    // The file is among what was looked through.
    expect(read).toBeGreaterThan(bytes.length);
    for (const text of wanted) expect(server.log).not.toContain(text.toString());
  });

  it('is in its owner’s list at the server, which their devices alone can read', async () => {
    const bytes = randomBytes(2 * megabyte);
    hers.sendFiles([fileOf(bytes)]);
    await arrived();
    const { files: listed } = await new FileClient(server.origin, ada.http.cookie).ask('listFiles');
    const [file] = listed;
    const keys = ada.accounts.keys;
    if (file === undefined || keys === undefined) throw new Error('there is no file');
    const sealed = Buffer.from(file.manifest ?? '', 'base64url');
    const { manifest } = await openOwnedFile(keys.masterKey, ada.accountId, file.fileId, sealed);
    expect(manifest).toMatchObject({ name, size: bytes.length });
    const another = Buffer.alloc(16).toString('base64url');
    await expect(openOwnedFile(keys.masterKey, ada.accountId, another, sealed)).rejects.toMatchObject({
      code: 'not-authentic',
    });
  });

  it('is deleted at the server with its message', async () => {
    hers.sendFiles([fileOf(randomBytes(1000))]);
    const { messageId } = await arrived();
    await until('her own to be sent', () => files(hers)[0]?.delivery?.kind !== 'sending');
    hers.delete(messageId);
    await until('it to be taken back', () => messagesOf(theirs).at(-1)?.content.kind === 'deleted');
    const client = new FileClient(server.origin, ada.http.cookie);
    await until('it to be deleted', async () => (await client.ask('listFiles')).files.length === 0);
  });

  it('that is no longer there is said to be gone', async () => {
    hers.sendFiles([fileOf(randomBytes(1000))]);
    const { messageId } = await arrived();
    const client = new FileClient(server.origin, ada.http.cookie);
    const { files: listed } = await client.ask('listFiles');
    await client.ask('deleteFile', { params: { fileId: listed[0]?.fileId ?? '' } });
    theirs.fetchFile(messageId);
    await until('it to be gone', () => stateOf(theirs)?.kind === 'gone', whole(theirs));
  });
});

describe('an upload', () => {
  it('goes on by itself after a cut, from where the server says', async () => {
    const bytes = randomBytes(12 * megabyte);
    const seen = cutAt(ada, (method, count) => method === 'PATCH' && count === 3);
    hers.sendFiles([fileOf(bytes)]);
    const { messageId } = await arrived();
    expect(hashOf(await fetched(theirs, messageId))).toBe(hashOf(bytes));
    expect(seen.count).toBeGreaterThan(3);
  });

  it('goes on where the answer to what arrived was lost', async () => {
    const bytes = randomBytes(6 * megabyte);
    let lost = 0;
    ada.http.onFile = async ({ method }, send) => {
      const answer = await send();
      if (method !== 'PATCH' || lost === 1) return answer;
      lost += 1;
      throw new TypeError('the connection is cut');
    };
    hers.sendFiles([fileOf(bytes)]);
    const { messageId } = await arrived();
    expect(lost).toBe(1);
    expect(hashOf(await fetched(theirs, messageId))).toBe(hashOf(bytes));
  });

  it('pauses, resumes, and tells how far it has come', async () => {
    const bytes = randomBytes(12 * megabyte);
    let isHeld = true;
    ada.http.onFile = async ({ method }, send) => {
      if (method === 'PATCH' && isHeld) {
        isHeld = false;
        await send();
        const id = files(hers)[0]?.messageId ?? '';
        hers.pauseFile(id);
      }
      return send();
    };
    hers.sendFiles([fileOf(bytes)]);
    await until('it to be paused', () => stateOf(hers)?.kind === 'paused', whole(hers));
    expect(stateOf(hers)).toMatchObject({ direction: 'up', progress: { size: bytes.length } });
    hers.resumeFile(files(hers)[0]?.messageId ?? '');
    const { messageId } = await arrived();
    expect(hashOf(await fetched(theirs, messageId))).toBe(hashOf(bytes));
  });

  it('is taken back with what the server has of it', async () => {
    ada.http.onFile = async ({ method }, send) => {
      if (method === 'PATCH') throw new TypeError('the connection is cut');
      return send();
    };
    hers.sendFiles([fileOf(randomBytes(2 * megabyte))]);
    await until('it to be held up', () => stateOf(hers)?.kind === 'interrupted', whole(hers));
    await hers.cancelFile(files(hers)[0]?.messageId ?? '');
    expect(files(hers)).toEqual([]);
    const client = new FileClient(server.origin, ada.http.cookie);
    expect((await client.ask('listFiles')).usage.usedBytes).toBe(0);
  });

  /** Sends the first requests' worth, then loses the page. @returns The conversation on the page after that. */
  async function interrupted(bytes: Uint8Array<ArrayBuffer>): Promise<Conversation> {
    ada.http.onFile = async ({ method }, send) => {
      if (method === 'PATCH' && (files(hers)[0]?.content.transfer.value.kind ?? '') === 'moving')
        patches += 1;
      if (patches > 2) throw new TypeError('the connection is cut');
      return send();
    };
    let patches = 0;
    hers.sendFiles([fileOf(bytes)]);
    await until('it to be held up', () => stateOf(hers)?.kind === 'interrupted', whole(hers));
    ada.http.onFile = (_request, send) => send();
    const again = await ada.reload();
    open.push(again);
    return again.messenger.openConversation(hers.conversationId);
  }

  it('asks for the same file after a reload, and goes on with it', async () => {
    const bytes = randomBytes(12 * megabyte);
    const after = await interrupted(bytes);
    expect(stateOf(after)).toEqual({ kind: 'choose-again', isOther: false });
    const [waiting] = files(after);
    expect(waiting?.content.name).toBe(name);
    const before = ada.http;
    let sent = 0;
    before.onFile = ({ method, body }, send) => {
      if (method === 'PATCH' && body instanceof Uint8Array) sent += body.length;
      return send();
    };
    after.chooseFileAgain(waiting?.messageId ?? '', fileOf(bytes, 'another name'));
    expect(stateOf(after)).toEqual({ kind: 'choose-again', isOther: true });
    after.chooseFileAgain(waiting?.messageId ?? '', fileOf(bytes));
    const { messageId } = await arrived();
    expect(messageId).toBe(waiting?.messageId);
    expect(sent).toBeLessThan(bytes.length);
    expect(hashOf(await fetched(theirs, messageId))).toBe(hashOf(bytes));
  });

  it('begins anew under another key where the file has changed meanwhile', async () => {
    const bytes = randomBytes(12 * megabyte);
    const after = await interrupted(bytes);
    const bodies: Uint8Array[] = [];
    ada.http.onFile = ({ method, body }, send) => {
      if (method === 'PATCH' && body instanceof Uint8Array) bodies.push(body);
      return send();
    };
    const changed = new Uint8Array(bytes);
    changed[5] = (changed[5] ?? 0) ^ 1;
    after.chooseFileAgain(files(after)[0]?.messageId ?? '', fileOf(changed));
    const { messageId } = await arrived();
    // From the first byte on: nothing of what was sealed before is used.
    expect(bodies.reduce((sum, { length }) => sum + length, 0)).toBeGreaterThan(bytes.length);
    expect(hashOf(await fetched(theirs, messageId))).toBe(hashOf(changed));
    const { files: listed } = await new FileClient(server.origin, ada.http.cookie).ask('listFiles');
    expect(listed).toHaveLength(1);
  });
});

describe('a download', () => {
  /** Lets so many bytes through, then breaks the connection. */
  const cutAfter = (bytes: number, answer: Response): Response => {
    let left = bytes;
    const cut = new TransformStream<Uint8Array, Uint8Array>({
      transform(piece, controller) {
        left -= piece.length;
        if (left < 0) controller.error(new TypeError('the connection is cut'));
        else controller.enqueue(piece);
      },
    });
    return new Response(answer.body?.pipeThrough(cut) ?? null, { status: answer.status });
  };

  it('goes on by itself after a cut, and asks for the rest alone', async () => {
    const bytes = randomBytes(12 * megabyte);
    hers.sendFiles([fileOf(bytes)]);
    const { messageId } = await arrived();
    const statuses: number[] = [];
    bea.http.onFile = async (_request, send) => {
      const answer = await send();
      statuses.push(answer.status);
      return statuses.length === 1 ? cutAfter(5 * megabyte, answer) : answer;
    };
    expect(hashOf(await fetched(theirs, messageId))).toBe(hashOf(bytes));
    expect(statuses).toEqual([200, 206]);
  });

  it('goes on after a reload, from the last part that was put away', async () => {
    const bytes = randomBytes(20 * megabyte);
    hers.sendFiles([fileOf(bytes)]);
    const { messageId } = await arrived();
    bea.http.onFile = async (_request, send) => cutAfter(11 * megabyte, await send());
    theirs.fetchFile(messageId);
    await until('it to be held up', () => stateOf(theirs)?.kind === 'interrupted', whole(theirs));
    bea.http.onFile = (_request, send) => send();
    const again = await bea.reload();
    open.push(again);
    const after = await again.messenger.openConversation(hers.conversationId);
    expect(stateOf(after)).toMatchObject({ kind: 'paused', progress: { done: 8 * megabyte } });
    expect(hashOf(await fetched(after, messageId))).toBe(hashOf(bytes));
    const later = await again.reload();
    open.push(later);
    const kept = await later.messenger.openConversation(hers.conversationId);
    expect(stateOf(kept)).toEqual({ kind: 'ready' });
    const content = await kept.readFile(messageId);
    expect(hashOf(new Uint8Array((await content?.arrayBuffer()) ?? []))).toBe(hashOf(bytes));
  });

  const hostile: [string, (sealed: Buffer<ArrayBuffer>) => Buffer<ArrayBuffer>][] = [
    [
      'has one bit flipped at its end',
      (sealed) => Buffer.concat([sealed.subarray(0, -1), Buffer.of((sealed.at(-1) ?? 0) ^ 1)]),
    ],
    ['is cut short at a chunk', (sealed) => sealed.subarray(0, 72 + 2 * (megabyte + 16))],
    ['goes on behind its end', (sealed) => Buffer.concat([sealed, Buffer.alloc(10)])],
    ['is another file', (sealed) => Buffer.from(randomBytes(sealed.length))],
  ];
  it.each(hostile)('is never handed out where it %s', async (_what, tamper) => {
    hers.sendFiles([fileOf(randomBytes(10 * megabyte))]);
    const { messageId } = await arrived();
    bea.http.onFile = async (_request, send) => {
      const answer = await send();
      return new Response(tamper(Buffer.from(await answer.arrayBuffer())), { status: answer.status });
    };
    const seen: string[] = [];
    const end = files(theirs)[0]?.content.transfer.subscribe(({ kind }) => seen.push(kind));
    theirs.fetchFile(messageId);
    await until('it to be refused', () => stateOf(theirs)?.kind === 'refused', whole(theirs));
    end?.();
    expect(seen).not.toContain('ready');
    expect(await theirs.readFile(messageId)).toBeUndefined();
    // Nor is anything of it left on the device.
    expect(await bea.store.list('downloads', '', '~')).toEqual([]);
    for (const fileId of await fileIds()) expect(await bea.places.read(fileId, 1)).toBeUndefined();
    // The same one is taken once the server is honest.
    bea.http.onFile = (_request, send) => send();
    expect(await fetched(theirs, messageId)).toHaveLength(10 * megabyte);
  });

  const fileIds = async () => {
    const { files: listed } = await new FileClient(server.origin, ada.http.cookie).ask('listFiles');
    return listed.map(({ fileId }) => fileId);
  };
});
