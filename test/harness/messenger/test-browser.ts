import { randomBytes } from 'node:crypto';
import { computed } from '@preact/signals-core';
import { Accounts } from '../../../src/client/account/accounts.ts';
import { type AccountStore, MemoryAccountStore } from '../../../src/client/account/kept-account.ts';
import { opaqueInPlace } from '../../../src/client/account/opaque-in-place.ts';
import type { Conversation, Message, TimelineItem } from '../../../src/client/messenger/api.ts';
import type { FileParts } from '../../../src/client/messenger/files/file-parts.ts';
import { type FilePlaces, MemoryFilePlaces } from '../../../src/client/messenger/files/file-places.ts';
import { FileRequests } from '../../../src/client/messenger/files/file-requests.ts';
import { InTurn } from '../../../src/client/messenger/in-turn.ts';
import { LiveConnection } from '../../../src/client/messenger/live-connection.ts';
import { type LocalStore, MemoryLocalStore } from '../../../src/client/messenger/local-store.ts';
import { Messenger } from '../../../src/client/messenger/messenger.ts';
import { routeRequests } from '../../../src/client/route-requests.ts';
import { accountRoutes } from '../../../src/protocol/accounts.ts';
import { conversationRoutes } from '../../../src/protocol/conversations.ts';
import { type LiveEvent, type LiveEventName, liveEvents } from '../../../src/protocol/live-events.ts';
import { peopleRoutes } from '../../../src/protocol/people.ts';
import { until } from '../condition.ts';
import { CookieFetch } from './cookie-fetch.ts';

/** Everybody's. */
export const password = 'vimineous quarry pelican';

/** One person's browser: the client library over a real server. What it keeps is in memory, and can be handed on. */
export class TestBrowser {
  readonly origin: string;
  readonly handle: string;
  readonly http: CookieFetch;
  readonly store: LocalStore;
  readonly kept: AccountStore;
  /** What a hostile server makes of its events, by their name; nothing where it keeps one back. */
  tamperLive: (name: string, event: unknown) => unknown = (_name, event) => event;
  /** What went wrong in the background. */
  readonly failures: unknown[] = [];
  /** As it was shown where this person signed up. */
  recoveryKey = '';
  readonly places: FilePlaces;
  /** What this browser makes of a file before it sends it. */
  preview: FileParts['preview'] = async () => ({});
  readonly #locks = new Locks();
  accounts!: Accounts;
  messenger!: Messenger;
  live!: LiveConnection;

  private constructor(origin: string, handle: string, before?: TestBrowser) {
    this.origin = origin;
    this.handle = handle;
    this.http = before?.http ?? new CookieFetch(origin);
    this.store = before?.store ?? new MemoryLocalStore();
    this.kept = before?.kept ?? new MemoryAccountStore();
    this.places = before?.places ?? new MemoryFilePlaces();
  }

  /** Signs up. The display name is the handle with a capital. */
  static async signUp(origin: string, handle: string): Promise<TestBrowser> {
    const browser = new TestBrowser(origin, handle);
    await browser.#openAccounts();
    const displayName = handle.charAt(0).toUpperCase() + handle.slice(1);
    browser.recoveryKey = await browser.accounts.signUp({ handle, displayName, password });
    await browser.open();
    return browser;
  }

  /** Another browser of the same person. @param prepare Has a hostile server at hand before anything is asked. */
  async another(prepare: (browser: TestBrowser) => void = () => undefined): Promise<TestBrowser> {
    const browser = new TestBrowser(this.origin, this.handle);
    prepare(browser);
    await browser.#openAccounts();
    await browser.accounts.logIn({ handle: this.handle, password });
    await browser.open();
    return browser;
  }

  /** Loads the page again: what is kept stays, what is in memory goes. */
  async reload(prepare: (browser: TestBrowser) => void = () => undefined): Promise<TestBrowser> {
    this.close();
    const browser = new TestBrowser(this.origin, this.handle, this);
    prepare(browser);
    await browser.#openAccounts();
    await browser.open();
    return browser;
  }

  async open(): Promise<void> {
    const me = this.accounts.keys;
    if (me === undefined) throw new Error('Nobody is logged in.');
    const { accounts, http, store, origin } = this;
    const extraHeaders = { origin, ...(http.cookie !== undefined && { cookie: http.cookie }) };
    this.live = new ChangedLive(this, origin, {
      extraHeaders,
      reconnectionDelay: 50,
      reconnectionDelayMax: 200,
    });
    this.messenger = await Messenger.open({
      me,
      displayName: computed(() => {
        const { value } = accounts.state;
        return value.kind === 'signed-in' ? value.displayName : me.handle;
      }),
      request: {
        people: routeRequests(peopleRoutes, origin, http.fetch),
        conversations: routeRequests(conversationRoutes, origin, http.fetch),
      },
      live: this.live,
      files: {
        requests: new FileRequests(origin, http.stream),
        places: this.places,
        preview: (file) => this.preview(file),
      },
      store,
      deviceLabel: 'Firefox on Linux',
      sessionId: async () => (await accounts.sessions()).find(({ isCurrent }) => isCurrent)?.sessionId ?? '',
      endSession: (sessionId) => accounts.endSession(sessionId),
      createRoom: async () => ({ roomId: 'k7mw3xqpv9td', invitation: randomBytes(32).toString('base64url') }),
      exclusively: (name, act) => this.#locks.do(name, act),
      failed: (error) => this.failures.push(error),
    });
    await until(
      'everything to be loaded, or to have failed',
      () => this.messenger.isLoaded.value || this.failures.length > 0,
    );
  }

  get accountId(): string {
    return this.accounts.keys?.accountId ?? '';
  }

  contact(handle: string) {
    return this.messenger.contacts.value.find((contact) => contact.handle === handle);
  }

  /** The conversation with a contact; made where there is none. */
  async talkTo(other: TestBrowser): Promise<Conversation> {
    return this.messenger.openConversation(await this.messenger.openDirect(other.accountId));
  }

  /** A conversation that somebody else has begun, once it is here. */
  conversation(conversationId: string): Promise<Conversation> {
    return until(`${this.handle} to have the conversation`, () =>
      this.messenger.openConversation(conversationId).catch(() => undefined),
    );
  }

  /** Sees a message with this text. */
  see(conversation: Conversation, body: string): Promise<Message> {
    return until(
      `${this.handle} to see “${body}”`,
      () => messagesOf(conversation).find(({ content }) => content.kind === 'text' && content.body === body),
      {
        dump: () =>
          JSON.stringify({ timeline: conversation.timeline.value, failures: this.failures.map(String) }),
      },
    );
  }

  close(): void {
    this.messenger.close();
  }

  async #openAccounts(): Promise<void> {
    this.accounts = await Accounts.open({
      request: routeRequests(accountRoutes, this.origin, this.http.fetch),
      registration: 'open',
      store: this.kept,
      openOpaque: () => opaqueInPlace,
      browser: 'Firefox on Linux',
      tabs: { tell: () => undefined, listen: () => undefined },
    });
  }
}

/** Live events as the server's hand reaches into them. */
class ChangedLive extends LiveConnection {
  readonly #browser: TestBrowser;

  constructor(browser: TestBrowser, ...options: ConstructorParameters<typeof LiveConnection>) {
    super(...options);
    this.#browser = browser;
  }

  override on<N extends LiveEventName>(name: N, heard: (event: LiveEvent<N>) => void): () => void {
    return super.on(name, (event) => {
      const changed = this.#browser.tamperLive(name, event);
      if (changed !== undefined) heard(liveEvents[name].parse(changed) as LiveEvent<N>);
    });
  }
}

export function messagesOf(conversation: Conversation): Message[] {
  return conversation.timeline.value.filter((item: TimelineItem): item is Message => item.kind === 'message');
}

/** The texts of a conversation, in their order. */
export function textsOf(conversation: Conversation): string[] {
  return messagesOf(conversation).flatMap(({ content }) => (content.kind === 'text' ? [content.body] : []));
}

/** The browser's locks, of one page. */
class Locks {
  readonly #turns = new Map<string, InTurn>();

  do<T>(name: string, act: () => Promise<T>): Promise<T> {
    const turn = this.#turns.get(name) ?? new InTurn();
    this.#turns.set(name, turn);
    return turn.do(act);
  }
}

/** Makes two people each other's contacts. */
export async function befriend(one: TestBrowser, other: TestBrowser): Promise<void> {
  const { accountId } = await one.messenger.find(other.handle);
  await one.messenger.askContact(accountId);
  await until(`${other.handle} to be asked`, () => other.contact(one.handle)?.state === 'asking');
  await other.messenger.askContact(one.accountId);
  await until(`${one.handle} to be answered`, () => one.contact(other.handle)?.state === 'accepted');
}
