import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { outcomeOf, randomText } from '../harness/accounts/account-client.ts';
import { AccountShell } from '../harness/accounts/account-shell.ts';
import { Person, settled, someMessage } from '../harness/people/person.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(60_000);

let shell: AccountShell;
let people: Person[];

async function meet(...handles: string[]): Promise<Person[]> {
  const met = await Promise.all(handles.map((handle) => Person.register(shell.client(), handle)));
  people.push(...met);
  return met;
}

beforeEach(async () => {
  people = [];
  shell = await AccountShell.start();
});
afterEach(async () => {
  for (const person of people) person.close();
  await shell.close();
});

describe('a connection', () => {
  it.each(['websocket', 'polling'] as const)('by %s is welcomed', async (transport) => {
    const [anna] = await meet('anna');
    const connection = await anna!.connect({ transport });
    expect(connection.heard).toEqual([{ name: 'welcome', payload: { present: [] } }]);
  });
});

describe('messages', () => {
  it('reach every connection of every member, in order', async () => {
    const [anna, bruno] = await meet('anna', 'bruno');
    await anna!.befriend(bruno!);
    const conversationId = await anna!.converse([bruno!]);
    const [a, b] = [await anna!.connect(), await bruno!.connect()];
    for (let count = 0; count < 5; count += 1) await a.request('sendMessage', someMessage(conversationId));
    await b.event('messageAdded', ({ sequence }) => sequence === 5);
    expect(b.all('messageAdded').map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
  });
});
