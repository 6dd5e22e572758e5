import { beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { ProtocolError } from '../../protocol/errors.ts';
import type { OwnPresence } from '../../protocol/live-events.ts';
import { LocalBus } from './bus.ts';
import { Presence, shownPresence } from './presence.ts';

/** Timers that a test lets pass. */
class Timers {
  readonly #tasks = new Set<{ readonly at: number; readonly run: () => void }>();
  #now = 0;

  readonly schedule = (milliseconds: number, run: () => void) => {
    const task = { at: this.#now + milliseconds, run };
    this.#tasks.add(task);
    return () => this.#tasks.delete(task);
  };

  get pending(): number {
    return this.#tasks.size;
  }

  async pass(milliseconds: number): Promise<void> {
    this.#now += milliseconds;
    for (const task of [...this.#tasks].filter(({ at }) => at <= this.#now)) {
      this.#tasks.delete(task);
      task.run();
    }
    await turn();
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

let timers: Timers;
let bus: LocalBus;
let presence: Presence;
let contactsOf: (accountId: string) => Promise<string[]>;
/** What Bruno, Anna's contact, was told of her. */
let told: string[];

beforeEach(() => {
  timers = new Timers();
  bus = new LocalBus();
  told = [];
  contactsOf = async () => ['bruno'];
  presence = new Presence({
    contactsOf: (accountId) => contactsOf(accountId),
    bus,
    offlineAfter: 20_000,
    logger: pino({ level: 'silent' }),
    schedule: timers.schedule,
  });
  bus.subscribe((notice) => {
    if (notice.kind === 'event' && notice.name === 'presence' && notice.to.includes('bruno')) {
      told.push(notice.payload.presence);
    }
  });
});

async function connect(connectionId: string, own?: OwnPresence): Promise<void> {
  presence.connect('anna', connectionId);
  if (own !== undefined) await presence.set('anna', connectionId, own);
}

describe('how somebody is seen', () => {
  it.each([
    [[], 'offline'],
    [['away'], 'away'],
    [['away', 'online'], 'online'],
    [['online', 'busy', 'away'], 'busy'],
    [['busy', 'online', 'invisible'], 'offline'],
  ] as const)('with connections that say %j is %s', (said, shown) => {
    expect(shownPresence(said)).toBe(shown);
  });
});

describe('presence', () => {
  it('is told once for each change', async () => {
    await connect('one', 'online');
    await connect('two', 'away');
    await presence.set('anna', 'one', 'online');
    await presence.set('anna', 'one', 'away');
    expect(told).toEqual(['online', 'away']);
    expect(presence.among(['anna', 'bruno'])).toEqual([{ accountId: 'anna', presence: 'away' }]);
  });

  it('waits for a connection to say how, and not for long', async () => {
    await connect('one');
    await timers.pass(2_999);
    expect(told).toEqual([]);
    await timers.pass(1);
    expect(told).toEqual(['online']);
  });

  it('does not show whoever wants to be invisible with a new page', async () => {
    await connect('one', 'invisible');
    await connect('two', 'invisible');
    await timers.pass(60_000);
    presence.disconnect('anna', 'one');
    presence.disconnect('anna', 'two');
    await timers.pass(60_000);
    expect(told).toEqual([]);
  });

  it('stays for a while after the last connection', async () => {
    await connect('one', 'busy');
    presence.disconnect('anna', 'one');
    await timers.pass(19_999);
    expect(presence.among(['anna'])).toHaveLength(1);
    await timers.pass(1);
    expect(told).toEqual(['busy', 'offline']);
    expect(presence.among(['anna'])).toEqual([]);
  });

  it('goes on unbroken where a connection comes back in time', async () => {
    await connect('one', 'online');
    presence.disconnect('anna', 'one');
    await timers.pass(19_000);
    await connect('two', 'online');
    await timers.pass(60_000);
    expect(told).toEqual(['online']);
  });

  it('is that of the connections that are left', async () => {
    await connect('one', 'busy');
    await connect('two', 'away');
    presence.disconnect('anna', 'one');
    await turn();
    expect(told).toEqual(['busy', 'away']);
  });

  it('takes nothing from a connection that has gone', async () => {
    await connect('one', 'online');
    await connect('two', 'online');
    presence.disconnect('anna', 'one');
    await presence.set('anna', 'one', 'busy');
    presence.disconnect('anna', 'two');
    await timers.pass(20_000);
    expect(told).toEqual(['online', 'offline']);
  });

  it('tells what it is when the contacts are known, not what it was when they were asked for', async () => {
    const asked = Promise.withResolvers<string[]>();
    contactsOf = () => asked.promise;
    presence.connect('anna', 'one');
    const both = [presence.set('anna', 'one', 'online'), presence.set('anna', 'one', 'busy')];
    asked.resolve(['bruno']);
    await Promise.all(both);
    expect(told).toEqual(['busy']);
  });

  it('is told later where the database is away', async () => {
    contactsOf = async () => {
      throw new ProtocolError('storage-unavailable');
    };
    presence.connect('anna', 'one');
    await expect(presence.set('anna', 'one', 'online')).rejects.toMatchObject({
      code: 'storage-unavailable',
    });
    expect(presence.among(['anna'])).toEqual([{ accountId: 'anna', presence: 'online' }]);
    contactsOf = async () => ['bruno'];
    await presence.set('anna', 'one', 'online');
    expect(told).toEqual(['online']);
  });

  it('is told to whoever becomes a contact, and taken from whoever ceases to be', async () => {
    contactsOf = async () => [];
    await connect('one', 'away');
    expect(told).toEqual([]);
    bus.publish({ kind: 'acquaintance', accountIds: ['bruno', 'anna'], isMutual: true });
    bus.publish({ kind: 'acquaintance', accountIds: ['anna', 'bruno'], isMutual: false });
    expect(told).toEqual(['away', 'offline']);
  });

  it('of somebody who is away from everything tells new contacts nothing', () => {
    bus.publish({ kind: 'acquaintance', accountIds: ['bruno', 'anna'], isMutual: true });
    bus.publish({ kind: 'acquaintance', accountIds: ['bruno', 'anna'], isMutual: false });
    expect(told).toEqual([]);
  });

  it('leaves no timer behind', async () => {
    await connect('one');
    await connect('two', 'online');
    presence.disconnect('anna', 'two');
    presence.close();
    presence.close();
    expect(timers.pending).toBe(0);
    bus.publish({ kind: 'acquaintance', accountIds: ['bruno', 'anna'], isMutual: true });
    expect(told).toEqual(['online']);
  });
});
