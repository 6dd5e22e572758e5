import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ProtocolError } from '../../src/protocol/errors.ts';
import { until } from '../harness/condition.ts';
import { befriend, messagesOf, password, TestBrowser, textsOf } from '../harness/messenger/test-browser.ts';
import { ServerProcess } from '../harness/server-process.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(180_000);

let server: ServerProcess;
beforeAll(async () => {
  server = await ServerProcess.start();
});
afterAll(() => server.close());

let ada: TestBrowser;
let bea: TestBrowser;
let round = 0;
const open: TestBrowser[] = [];
const signUp = async (name: string) => {
  const browser = await TestBrowser.signUp(server.origin, `${name}${round}`);
  open.push(browser);
  return browser;
};
beforeEach(async () => {
  round += 1;
  [ada, bea] = await Promise.all([signUp('ada'), signUp('bea')]);
});
afterEach(() => {
  for (const browser of open.splice(0)) browser.close();
});

describe('contacts', () => {
  it('are found by handle, ask and accept, and learn each other’s names', async () => {
    await befriend(ada, bea);
    await until('the names to be there', () => ada.contact(bea.handle)?.displayName.startsWith('Bea'));
    expect(bea.contact(ada.handle)).toMatchObject({ state: 'accepted', trust: 'pinned', presence: 'online' });
    expect(ada.failures).toEqual([]);
    expect(bea.failures).toEqual([]);
  });

  it('are verified by a personal link, and refused where it stands for other keys', async () => {
    const path = bea.messenger.personalPath.value ?? '';
    const found = await ada.messenger.find(`https://calls.example.org${path}`);
    await ada.messenger.askContact(found.accountId);
    expect(ada.contact(bea.handle)?.trust).toBe('verified');
    const forged = path.replace(/#.*/, `#${'A'.repeat(22)}`);
    await expect(ada.messenger.find(forged)).rejects.toMatchObject({ code: 'identity-mismatch' });
  });

  it('have one safety number for both', async () => {
    await befriend(ada, bea);
    const [hers, theirs] = await Promise.all([
      ada.messenger.safetyNumber(bea.accountId),
      bea.messenger.safetyNumber(ada.accountId),
    ]);
    expect(hers).toEqual(theirs);
    expect(hers.digits).toMatch(/^(\d{5} ){11}\d{5}$/);
    expect(await ada.messenger.matchesSafetyNumber(bea.accountId, theirs.qrText)).toBe(true);
    expect(await ada.messenger.matchesSafetyNumber(bea.accountId, 'another')).toBe(false);
  });

  it('hear of a new name', async () => {
    await befriend(ada, bea);
    await bea.accounts.rename('Beatrice');
    await until('the new name', () => ada.contact(bea.handle)?.displayName === 'Beatrice');
  });

  it('are told of nothing where they are blocked', async () => {
    await befriend(ada, bea);
    const hers = await ada.talkTo(bea);
    hers.sendText('Before');
    const theirs = await bea.conversation(hers.conversationId);
    await bea.see(theirs, 'Before');
    await bea.messenger.blockContact(ada.accountId);
    expect(theirs.sendingBlock.value).toEqual({ kind: 'blocked' });
    hers.sendText('After');
    const sent = await ada.see(hers, 'After');
    await until('it to be sent', () => messagesOf(hers).at(-1)?.delivery?.kind !== 'sending');
    expect(sent.author.accountId).toBe(ada.accountId);
    expect(ada.contact(bea.handle)?.state).toBe('accepted');
    expect(textsOf(theirs)).toEqual(['Before']);
  });
});

describe('a direct conversation', () => {
  it('is the same for both, in order, and delivered and read', async () => {
    await befriend(ada, bea);
    const hers = await ada.talkTo(bea);
    hers.sendText('One');
    hers.sendText('Two');
    const theirs = await bea.conversation(hers.conversationId);
    await bea.see(theirs, 'Two');
    await until('it to be delivered', () => messagesOf(hers)[1]?.delivery?.kind === 'delivered');
    theirs.markRead();
    await until('it to be read', () => messagesOf(hers)[1]?.delivery?.kind === 'read');
    theirs.sendText('Three');
    await ada.see(hers, 'Three');
    expect(textsOf(hers)).toEqual(['One', 'Two', 'Three']);
    expect(textsOf(theirs)).toEqual(['One', 'Two', 'Three']);
    expect(ada.failures).toEqual([]);
    expect(bea.failures).toEqual([]);
  });

  it('carries as much as may be written at once', async () => {
    await befriend(ada, bea);
    const hers = await ada.talkTo(bea);
    // Three bytes of UTF-8 each.
    const long = '語'.repeat(20_000);
    hers.sendText(long);
    const theirs = await bea.conversation(hers.conversationId);
    await bea.see(theirs, long);
  });

  it('is one where both begin it at once', async () => {
    await befriend(ada, bea);
    const [hers, theirs] = await Promise.all([ada.talkTo(bea), bea.talkTo(ada)]);
    expect(hers.conversationId).toBe(theirs.conversationId);
  });

  it('counts what is unread, until it is', async () => {
    await befriend(ada, bea);
    const hers = await ada.talkTo(bea);
    const theirs = await bea.conversation(hers.conversationId);
    for (const body of ['1', '2', '3']) hers.sendText(body);
    await until('three to be unread', () => theirs.summary.value.unread === 3);
    expect(theirs.summary.value.lastLine).toMatchObject({ content: { kind: 'text', body: '3' } });
    theirs.markRead();
    expect(theirs.summary.value.unread).toBe(0);
  });

  it('takes replies, edits, reactions and deletions', async () => {
    await befriend(ada, bea);
    const hers = await ada.talkTo(bea);
    hers.sendText('Tea?');
    const theirs = await bea.conversation(hers.conversationId);
    const { messageId } = await bea.see(theirs, 'Tea?');
    theirs.sendText('Yes', { replyTo: messageId });
    theirs.react(messageId, '🍵', true);
    await until('the reaction', () => messagesOf(hers)[0]?.reactions[0]?.emoji === '🍵');
    hers.edit(messageId, 'Coffee?');
    await bea.see(theirs, 'Coffee?');
    expect(messagesOf(theirs)[1]?.replyTo?.excerpt).toBe('Coffee?');
    hers.delete(messageId);
    await until('the deletion', () => messagesOf(theirs)[0]?.content.kind === 'deleted');
  });

  it('tells who is writing', async () => {
    await befriend(ada, bea);
    const hers = await ada.talkTo(bea);
    const theirs = await bea.conversation(hers.conversationId);
    hers.sayTyping();
    await until('the sign', () => theirs.summary.value.typing[0]?.handle === ada.handle);
    hers.sendText('There');
    await until('it to end', () => theirs.summary.value.typing.length === 0);
  });

  it('is read whole in a browser that logs in later', async () => {
    await befriend(ada, bea);
    const hers = await ada.talkTo(bea);
    for (let count = 1; count <= 120; count += 1) hers.sendText(`Message ${count}`);
    await until('all to be sent', () =>
      messagesOf(hers).every(({ delivery }) => delivery?.kind !== 'sending'),
    );
    const later = await ada.another();
    open.push(later);
    const there = await later.conversation(hers.conversationId);
    await later.see(there, 'Message 120');
    while (there.history.value === 'partial') await there.loadOlder();
    expect(textsOf(there)).toEqual(Array.from({ length: 120 }, (_, index) => `Message ${index + 1}`));
    there.sendText('From there');
    await ada.see(hers, 'From there');
    const theirs = await bea.conversation(hers.conversationId);
    await bea.see(theirs, 'From there');
    expect([ada, bea, later].flatMap(({ failures }) => failures)).toEqual([]);
  });

  it('opens again where nothing was said yet', async () => {
    await befriend(ada, bea);
    const { conversationId } = await ada.talkTo(bea);
    const again = await ada.reload();
    open.push(again);
    const here = await again.conversation(conversationId);
    expect(again.failures).toEqual([]);
    expect(here.history.value).toBe('complete');
    here.sendText('First');
    await bea.see(await bea.conversation(conversationId), 'First');
  });

  it('keeps what was written without a connection, over a reload, and sends it once', async () => {
    await befriend(ada, bea);
    const hers = await ada.talkTo(bea);
    hers.sendText('Before');
    const theirs = await bea.conversation(hers.conversationId);
    await bea.see(theirs, 'Before');
    ada.live.close();
    await until('the cut', () => ada.messenger.connection.value === 'offline');
    hers.sendText('Written in a tunnel');
    expect(messagesOf(hers).at(-1)?.delivery).toEqual({ kind: 'sending' });
    const again = await ada.reload();
    open.push(again);
    await bea.see(theirs, 'Written in a tunnel');
    theirs.sendText('Heard');
    const here = await again.conversation(hers.conversationId);
    await again.see(here, 'Heard');
    expect(textsOf(here)).toEqual(['Before', 'Written in a tunnel', 'Heard']);
    expect(textsOf(theirs)).toEqual(['Before', 'Written in a tunnel', 'Heard']);
  });

  it('asks again for what failed while the connection stayed', async () => {
    await befriend(ada, bea);
    const hers = await ada.talkTo(bea);
    const theirs = await bea.conversation(hers.conversationId);
    bea.live.close();
    hers.sendText('Meanwhile');
    await until('it to be sent', () => messagesOf(hers)[0]?.delivery?.kind === 'sent');
    let cuts = 0;
    bea.http.tamper = (path, answer) => {
      if (!path.startsWith('/api/conversations/pages/') || cuts > 0) return answer;
      cuts += 1;
      throw new Error('Cut off.');
    };
    bea.live.open();
    await bea.see(theirs, 'Meanwhile');
    expect(cuts).toBe(1);
    expect(bea.failures).toEqual([]);
  });

  it('shows what its browser could not keep at first', async () => {
    await befriend(ada, bea);
    const hers = await ada.talkTo(bea);
    const theirs = await bea.conversation(hers.conversationId);
    const put = bea.store.put.bind(bea.store);
    let isFull = true;
    jest.spyOn(bea.store, 'put').mockImplementation(async (name, ...rest) => {
      if (name === 'messages' && isFull) throw new Error('The disk is full.');
      return put(name, ...rest);
    });
    hers.sendText('One');
    await until('it to be told', () => bea.failures.length === 1);
    isFull = false;
    hers.sendText('Two');
    await bea.see(theirs, 'Two');
    expect(textsOf(theirs)).toEqual(['One', 'Two']);
  });

  it('invites to a call by a link that only its members have', async () => {
    await befriend(ada, bea);
    const hers = await ada.talkTo(bea);
    const theirs = await bea.conversation(hers.conversationId);
    const path = await hers.startCall();
    const invitation = await until('the invitation', () => messagesOf(theirs)[0]);
    expect(invitation.content).toEqual({ kind: 'call', path });
  });
});

describe('a group', () => {
  const threesome = async (newcomersSeeHistory = true) => {
    const cleo = await signUp('cleo');
    await Promise.all([befriend(ada, bea), befriend(ada, cleo)]);
    const members = [bea.accountId, cleo.accountId];
    const conversationId = await ada.messenger.createGroup({
      title: 'Choir',
      members,
      newcomersSeeHistory,
    });
    const everybody = await Promise.all(
      [ada, bea, cleo].map((browser) => browser.conversation(conversationId)),
    );
    return { cleo, conversationId, everybody };
  };

  it('has a title and members, and all of them read all', async () => {
    const { cleo, everybody } = await threesome();
    const [hers, theirs, others] = everybody;
    if (hers === undefined || theirs === undefined || others === undefined)
      throw new Error('Three are there.');
    await until('the title', () => everybody.every(({ summary }) => summary.value.title === 'Choir'));
    theirs.sendText('Sing');
    await ada.see(hers, 'Sing');
    await cleo.see(others, 'Sing');
    expect(others.members.value.map(({ handle, role }) => [handle, role])).toEqual([
      [ada.handle, 'owner'],
      [bea.handle, 'member'],
      [cleo.handle, 'member'],
    ]);
  });

  it('goes on without whoever was taken out, who reads nothing more', async () => {
    const { cleo, everybody } = await threesome();
    const [hers, theirs, others] = everybody;
    if (hers === undefined || theirs === undefined || others === undefined)
      throw new Error('Three are there.');
    hers.sendText('All of us');
    await cleo.see(others, 'All of us');
    await hers.remove(cleo.accountId);
    await until('Cleo to know', () => others.sendingBlock.value?.kind === 'not-a-member');
    await until('Bea to know', () => theirs.members.value.length === 2);
    theirs.sendText('Two of us');
    await ada.see(hers, 'Two of us');
    expect(textsOf(others)).toEqual(['All of us']);
  });

  it('takes back a change that was refused, for whoever has made it', async () => {
    const { cleo, everybody } = await threesome();
    const [hers, , others] = everybody;
    if (hers === undefined || others === undefined) throw new Error('Three are there.');
    others.sendText('As it was');
    const { messageId } = await ada.see(hers, 'As it was');
    await hers.remove(cleo.accountId);
    others.edit(messageId, 'As it never was');
    expect(textsOf(others)).toEqual(['As it never was']);
    await cleo.see(others, 'As it was');
    expect(textsOf(hers)).toEqual(['As it was']);
  });

  it('opens what is written under new keys also where it comes before them', async () => {
    const { everybody } = await threesome();
    const [hers, theirs] = everybody;
    if (hers === undefined || theirs === undefined) throw new Error('Three are there.');
    const cleo = theirs.members.value[2]?.accountId ?? '';
    // Whatever the log says from here on comes to Bea late.
    const late = Promise.withResolvers<void>();
    bea.http.tamper = async (path, answer) => {
      if (path.includes('/log/')) await late.promise;
      return answer;
    };
    await hers.remove(cleo);
    hers.sendText('Under new keys');
    await until('it to be sent', () => messagesOf(hers)[0]?.delivery?.kind === 'sent');
    expect(theirs.members.value).toHaveLength(3);
    late.resolve();
    await bea.see(theirs, 'Under new keys');
  });

  it('shows whoever was out and is back what was said meanwhile, however much it is', async () => {
    const { cleo, everybody } = await threesome();
    const [hers, theirs, others] = everybody;
    if (hers === undefined || theirs === undefined || others === undefined)
      throw new Error('Three are there.');
    hers.sendText('All of us');
    await cleo.see(others, 'All of us');
    await hers.remove(cleo.accountId);
    await until('Cleo to know', () => others.sendingBlock.value?.kind === 'not-a-member');
    for (let count = 1; count <= 130; count += 1) hers.sendText(`Meanwhile ${count}`);
    await until('all to be sent', () =>
      messagesOf(hers).every(({ delivery }) => delivery?.kind !== 'sending'),
    );
    await hers.add([cleo.accountId]);
    await cleo.see(others, 'Meanwhile 130');
    while (others.history.value === 'partial') await others.loadOlder();
    const meanwhile = Array.from({ length: 130 }, (_, index) => `Meanwhile ${index + 1}`);
    expect(textsOf(others)).toEqual(['All of us', ...meanwhile]);
  });

  it('changes its keys once somebody has left', async () => {
    const { cleo, everybody } = await threesome();
    const [hers, theirs, others] = everybody;
    if (hers === undefined || theirs === undefined || others === undefined)
      throw new Error('Three are there.');
    await others.leave();
    await until(
      'the others to know',
      () => hers.members.value.length === 2 && theirs.members.value.length === 2,
    );
    hers.sendText('Just us');
    await bea.see(theirs, 'Just us');
    const notes = theirs.timeline.value.flatMap((item) => (item.kind === 'note' ? [item.change.kind] : []));
    expect(notes).toContain('left');
    expect(notes).toContain('keys-renewed');
    expect(cleo.failures).toEqual([]);
  });

  it('shows newcomers what was said before', async () => {
    const { everybody } = await threesome();
    const [hers] = everybody;
    if (hers === undefined) throw new Error('Ada is there.');
    const dora = await signUp('dora');
    await befriend(ada, dora);
    hers.sendText('Long ago');
    await until('it to be sent', () => messagesOf(hers).at(-1)?.delivery?.kind !== 'sending');
    // Some epochs lie between then and now.
    await hers.renewKeys();
    await hers.renewKeys();
    await hers.add([dora.accountId]);
    const there = await dora.conversation(hers.conversationId);
    await dora.see(there, 'Long ago');
    there.sendText('Hello');
    await ada.see(hers, 'Hello');
  });
});

describe('a group that keeps its history', () => {
  it('shows newcomers nothing of what was said before', async () => {
    await befriend(ada, bea);
    const members = [bea.accountId];
    const conversationId = await ada.messenger.createGroup({
      title: '',
      members,
      newcomersSeeHistory: false,
    });
    const hers = await ada.conversation(conversationId);
    hers.sendText('Among ourselves');
    const theirs = await bea.conversation(conversationId);
    await bea.see(theirs, 'Among ourselves');
    const cleo = await signUp('cleo');
    await befriend(ada, cleo);
    await hers.add([cleo.accountId]);
    await until('Bea to know', () => theirs.members.value.length === 3);
    theirs.sendText('Welcome');
    const there = await cleo.conversation(conversationId);
    await cleo.see(there, 'Welcome');
    expect(textsOf(there)).toEqual(['Welcome']);
  });

  it('is handed on where its only owner leaves', async () => {
    await befriend(ada, bea);
    const members = [bea.accountId];
    const conversationId = await ada.messenger.createGroup({
      title: '',
      members,
      newcomersSeeHistory: false,
    });
    const hers = await ada.conversation(conversationId);
    const theirs = await bea.conversation(conversationId);
    await hers.leave();
    await until('Bea to be alone', () => theirs.members.value.length === 1);
    expect(theirs.members.value).toEqual([expect.objectContaining({ role: 'owner', isMe: true })]);
    await theirs.setNewcomersSeeHistory(true);
    expect(theirs.newcomersSeeHistory.value).toBe(true);
  });
});

describe('a group whose maker has deleted their account', () => {
  it('goes on, and opens in other browsers', async () => {
    const cleo = await signUp('cleo');
    await Promise.all([befriend(cleo, ada), befriend(cleo, bea)]);
    const members = [ada.accountId, bea.accountId];
    const conversationId = await cleo.messenger.createGroup({
      title: 'Choir',
      members,
      newcomersSeeHistory: false,
    });
    const theirs = await bea.conversation(conversationId);
    const last = await cleo.conversation(conversationId);
    last.sendText('Farewell');
    await bea.see(theirs, 'Farewell');
    await cleo.accounts.deleteAccount({ password });

    const elsewhere = await ada.another();
    open.push(elsewhere);
    const here = await elsewhere.conversation(conversationId);
    await elsewhere.see(here, 'Farewell');
    expect(here.sendingBlock.value).toBeUndefined();
    await here.renewKeys();
    here.sendText('Without Cleo');
    await bea.see(theirs, 'Without Cleo');
    expect([elsewhere, bea].flatMap(({ failures }) => failures)).toEqual([]);
  });
});

describe('one’s own data', () => {
  it('are had whole, in clear', async () => {
    await befriend(ada, bea);
    const hers = await ada.talkTo(bea);
    for (let count = 1; count <= 130; count += 1) hers.sendText(`Line ${count}`);
    await until('all to be sent', () =>
      messagesOf(hers).every(({ delivery }) => delivery?.kind !== 'sending'),
    );
    const elsewhere = await ada.another();
    open.push(elsewhere);
    const data = await elsewhere.messenger.exportData(() => undefined);
    expect(data.contacts).toEqual([expect.objectContaining({ handle: bea.handle, state: 'accepted' })]);
    expect(data.conversations[0]?.messages).toHaveLength(130);
    expect(data.conversations[0]?.messages[0]).toMatchObject({
      author: ada.handle,
      content: { kind: 'text', body: 'Line 1' },
    });
    expect(data.devices).toHaveLength(2);
  });
});

describe('one’s own devices', () => {
  it('are announced to the others, and out once they are taken out', async () => {
    await befriend(ada, bea);
    const hers = await ada.talkTo(bea);
    hers.sendText('Hello');
    const theirs = await bea.conversation(hers.conversationId);
    await bea.see(theirs, 'Hello');
    const thief = await ada.another();
    open.push(thief);
    const [seen] = await until('the new device', () => {
      const { value } = ada.messenger.newDevices;
      return value.length > 0 && value;
    });
    expect(seen).toMatchObject({ label: 'Firefox on Linux', isCurrent: false });
    await ada.messenger.revokeDevice(seen?.deviceId ?? '');
    expect(ada.messenger.devices.value).toHaveLength(1);
    await until('the thief to be out', () =>
      thief.failures.some((error) => error instanceof ProtocolError && error.code === 'login-required'),
    );
    await expect(thief.accounts.sessions()).rejects.toMatchObject({ code: 'login-required' });
    hers.sendText('Without the thief');
    await bea.see(theirs, 'Without the thief');
    expect(bea.failures).toEqual([]);
  });
});
