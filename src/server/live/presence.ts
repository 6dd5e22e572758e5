import type { Logger } from 'pino';
import { ProtocolError } from '../../protocol/errors.ts';
import type { LiveEvent, OwnPresence, Presence as ShownPresence } from '../../protocol/live-events.ts';
import type { Bus } from './bus.ts';

/** Does something later, unless what it returns is called before. */
export type Schedule = (milliseconds: number, task: () => void) => () => void;

export interface PresenceOptions {
  /** Who may see how somebody is: their contacts who have them as a contact, too. */
  readonly contactsOf: (accountId: string) => Promise<string[]>;
  readonly bus: Bus;
  /** Milliseconds after the last connection for which somebody is still shown as before. */
  readonly offlineAfter: number;
  readonly logger: Logger;
  readonly schedule?: Schedule;
}

/** Milliseconds after which a connection that has not said how it wants to be seen counts as `online`. */
const sayWithin = 3000;

interface Connection {
  /** How it wants to be seen, once it has said so. */
  said: OwnPresence | undefined;
  readonly cancelWait: () => void;
}

interface Person {
  readonly connections: Map<string, Connection>;
  cancelOffline: (() => void) | undefined;
  shown: ShownPresence;
  /** What their contacts were told last. */
  told: ShownPresence;
}

/**
 * How a person with these connections is seen by others.
 *
 * @example
 * shownPresence(['away', 'online']) // 'online'
 * shownPresence(['online', 'invisible']) // 'offline'
 */
export function shownPresence(said: readonly OwnPresence[]): ShownPresence {
  if (said.length === 0 || said.includes('invisible')) return 'offline';
  if (said.includes('busy')) return 'busy';
  return said.includes('online') ? 'online' : 'away';
}

/**
 * Who is there. A connection counts once it has said how it wants to be seen, or after some seconds: whoever wants to
 * be invisible does not flash up with each new page. After the last one somebody stays for a while, as pages are
 * loaded again and networks change.
 */
export class Presence {
  readonly #options: PresenceOptions;
  readonly #schedule: Schedule;
  readonly #people = new Map<string, Person>();
  readonly #unsubscribe: () => void;

  constructor(options: PresenceOptions) {
    this.#options = options;
    this.#schedule = options.schedule ?? later;
    this.#unsubscribe = options.bus.subscribe((notice) => {
      if (notice.kind === 'acquaintance') this.#acquainted(notice.accountIds, notice.isMutual);
    });
  }

  connect(accountId: string, connectionId: string): void {
    const person = this.#people.get(accountId) ?? newPerson();
    this.#people.set(accountId, person);
    const cancelWait = this.#schedule(sayWithin, () => {
      this.set(accountId, connectionId, 'online').catch((error: unknown) => this.#failed(error));
    });
    person.connections.set(connectionId, { said: undefined, cancelWait });
  }

  /** @throws ProtocolError `storage-unavailable` where nobody can be told. It counts all the same. */
  async set(accountId: string, connectionId: string, presence: OwnPresence): Promise<void> {
    const person = this.#people.get(accountId);
    const connection = person?.connections.get(connectionId);
    // It may have gone while its request waited.
    if (person === undefined || connection === undefined) return;
    connection.cancelWait();
    connection.said = presence;
    person.cancelOffline?.();
    person.cancelOffline = undefined;
    await this.#show(accountId, person);
  }

  disconnect(accountId: string, connectionId: string): void {
    const person = this.#people.get(accountId);
    if (person === undefined) return;
    person.connections.get(connectionId)?.cancelWait();
    person.connections.delete(connectionId);
    const update = () => {
      this.#show(accountId, person)
        .catch((error: unknown) => this.#failed(error))
        .finally(() => this.#forget(accountId, person));
    };
    if (saidBy(person).length > 0) update();
    else if (person.shown === 'offline') this.#forget(accountId, person);
    else {
      person.cancelOffline ??= this.#schedule(this.#options.offlineAfter, () => {
        person.cancelOffline = undefined;
        update();
      });
    }
  }

  /** The contacts of somebody who are there, as of now. */
  among(contacts: readonly string[]): LiveEvent<'welcome'>['present'] {
    return contacts
      .map((accountId) => ({ accountId, presence: this.#people.get(accountId)?.shown ?? 'offline' }))
      .filter(({ presence }) => presence !== 'offline');
  }

  /** May be called twice. */
  close(): void {
    this.#unsubscribe();
    for (const { connections, cancelOffline } of this.#people.values()) {
      for (const { cancelWait } of connections.values()) cancelWait();
      cancelOffline?.();
    }
    this.#people.clear();
  }

  #forget(accountId: string, person: Person): void {
    const isGone = person.connections.size === 0 && person.shown === 'offline';
    if (isGone && this.#people.get(accountId) === person) this.#people.delete(accountId);
  }

  async #show(accountId: string, person: Person): Promise<void> {
    person.shown = shownPresence(saidBy(person));
    if (person.shown === person.told) return;
    const to = await this.#options.contactsOf(accountId);
    // It may have changed meanwhile, and been told: the present one is the one that counts.
    if (person.shown === person.told) return;
    person.told = person.shown;
    this.#tell(to, accountId, person.shown);
  }

  #acquainted([one, other]: readonly [string, string], isMutual: boolean): void {
    for (const [of, to] of [
      [one, other],
      [other, one],
    ] as const) {
      const shown = this.#people.get(of)?.shown ?? 'offline';
      if (shown !== 'offline') this.#tell([to], of, isMutual ? shown : 'offline');
    }
  }

  #tell(to: readonly string[], accountId: string, presence: ShownPresence): void {
    if (to.length > 0) {
      this.#options.bus.publish({ kind: 'event', to, name: 'presence', payload: { accountId, presence } });
    }
  }

  /** Where the database is away, readiness says so already. */
  #failed(error: unknown): void {
    const away = error instanceof ProtocolError && error.code === 'storage-unavailable';
    if (!away) this.#options.logger.error({ err: error }, 'A presence could not be told');
  }
}

const saidBy = ({ connections }: Person): OwnPresence[] =>
  [...connections.values()].flatMap(({ said }) => said ?? []);

const newPerson = (): Person => ({
  connections: new Map(),
  cancelOffline: undefined,
  shown: 'offline',
  told: 'offline',
});

const later: Schedule = (milliseconds, task) => {
  const timer = setTimeout(task, milliseconds);
  return () => clearTimeout(timer);
};
