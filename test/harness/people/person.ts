import type { LiveEventName } from '../../../src/protocol/live-events.ts';
import { type AccountClient, randomText } from '../accounts/account-client.ts';
import { LiveClient, type LiveClientOptions } from './live-client.ts';

const password = 'correct horse battery staple';

/** Somebody with an account and a browser, as other people's tests need one. */
export class Person {
  readonly browser: AccountClient;
  readonly accountId: string;
  readonly handle: string;
  readonly #connections: LiveClient[] = [];

  private constructor(browser: AccountClient, handle: string, accountId: string) {
    this.browser = browser;
    this.handle = handle;
    this.accountId = accountId;
  }

  static async register(browser: AccountClient, handle: string): Promise<Person> {
    const { accountId } = await browser.register(handle, password);
    return new Person(browser, handle, accountId);
  }

  /** Connects for live events; {@link close} ends it. */
  async connect(options: LiveClientOptions = {}): Promise<LiveClient> {
    const { origin, cookie } = this.browser;
    const connection = await LiveClient.connect(origin, { cookie, ...options });
    this.#connections.push(connection);
    return connection;
  }

  async ask(person: Person): Promise<string> {
    const { state } = await this.browser.ask(
      'askContact',
      { introduction: randomText(80) },
      { accountId: person.accountId },
    );
    return state;
  }

  /** Makes the two each other's contacts. */
  async befriend(person: Person): Promise<void> {
    await this.ask(person);
    await person.ask(this);
  }

  async block(person: Person): Promise<void> {
    await this.browser.ask('blockContact', undefined, { accountId: person.accountId });
  }

  /** What the person is to this one. */
  async stateOf(person: Person): Promise<string | undefined> {
    const { contacts } = await this.browser.ask('listContacts');
    return contacts.find(({ person: { accountId } }) => accountId === person.accountId)?.state;
  }

  /** Makes a conversation, and returns its id. */
  async converse(others: readonly Person[], kind: 'direct' | 'group' = 'direct'): Promise<string> {
    const body = someConversation([this, ...others], kind);
    await this.browser.ask('createConversation', body);
    return body.conversationId;
  }

  async prove() {
    return this.browser.prove(this.handle, password);
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }
}

/** A conversation as the server sees one: bytes without a meaning. */
export function someConversation(members: readonly Person[], kind: 'direct' | 'group') {
  return {
    conversationId: randomText(16),
    kind,
    entry: randomText(200),
    members: members.map(({ accountId }) => accountId),
    keys: someEpochKeys(1, members),
  };
}

export function someEpochKeys(epoch: number, members: readonly Person[]) {
  return {
    epoch,
    head: randomText(90),
    boxes: members.map(({ accountId }) => ({ accountId, box: randomText(1200) })),
  };
}

export function someMessage(conversationId: string, message = randomText(300)) {
  return { conversationId, messageId: randomText(16), message };
}

/** Lets whatever the server is about to tell arrive: what has not come by then does not come. */
export async function settled(connection: LiveClient): Promise<LiveEventName[]> {
  // Answers come after all events that the server sent before.
  for (let turn = 0; turn < 3; turn += 1) await connection.send('nothing', {});
  return connection.heard.map(({ name }) => name);
}
