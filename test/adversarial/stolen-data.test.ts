import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parseRecoveryKey } from '../../src/e2ee/account/recovery-key.ts';
import { until } from '../harness/condition.ts';
import { befriend, messagesOf, TestBrowser } from '../harness/messenger/test-browser.ts';
import { ServerProcess } from '../harness/server-process.ts';
import { type Opened, StolenCopy, wordsOf } from '../harness/storage/stolen-copy.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(180_000);

let server: ServerProcess;
let copy: StolenCopy;
let ada: TestBrowser;
let bea: TestBrowser;

beforeAll(async () => {
  server = await ServerProcess.start();
  [ada, bea] = (await Promise.all(['ada', 'bea'].map((name) => TestBrowser.signUp(server.origin, name)))) as [
    TestBrowser,
    TestBrowser,
  ];
  await befriend(ada, bea);
  const hers = await ada.talkTo(bea);
  hers.sendText('Between the two of us');
  const theirs = await bea.conversation(hers.conversationId);
  await bea.see(theirs, 'Between the two of us');
  theirs.sendText('And nobody else');
  await ada.see(hers, 'And nobody else');
  await until('Ada to have the name', () => ada.contact('bea')?.displayName === 'Bea');
  await until('both to be sent', () =>
    messagesOf(theirs).every(({ delivery }) => delivery?.kind !== 'sending'),
  );
  await ada.messenger.createGroup({ title: 'Duet', members: [bea.accountId], newcomersSeeHistory: false });
  copy = await StolenCopy.of(server.databaseFile);
});
afterAll(async () => {
  ada.close();
  bea.close();
  await copy.close();
  await server.close();
});

const kindsOf = (opened: readonly Opened[]) => [...new Set(opened.map(({ what }) => what))].sort();

describe('the database and the secret of a server, carried off', () => {
  it('open nothing by any key that is in them', async () => {
    const keys = await copy.ownKeys();
    expect(keys.length).toBeGreaterThan(50);
    expect(await copy.count()).toBeGreaterThanOrEqual(18);
    expect(await copy.openAll(keys)).toEqual([]);
  });

  it('open all that is one person’s by that person’s recovery key, which is not in them', async () => {
    const key = parseRecoveryKey(ada.recoveryKey);
    if (key === undefined) throw new Error('Ada has a recovery key.');
    const opened = await copy.openAll([key]);
    expect(kindsOf(opened)).toEqual([
      'book wrap',
      'description',
      'epoch key',
      'identity wrap',
      'introduction',
      'message',
      'profile wrap',
      'recovery wrap',
    ]);
    const words = wordsOf(opened);
    for (const text of ['Between the two of us', 'And nobody else', 'Duet', 'Bea', 'Ada']) {
      expect(words).toContain(text);
    }
    // What is Bea's stays closed.
    expect(opened.filter(({ what }) => what === 'identity wrap')).toHaveLength(1);
  });
});
