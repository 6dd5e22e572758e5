import { effect, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { fromUtf8, utf8 } from '../../e2ee/bytes.ts';
import type { DeviceSigner } from '../../e2ee/conversations/device.ts';
import { fingerprintOf } from '../../e2ee/identity/identity-card.ts';
import { safetyNumber, safetyQrText } from '../../e2ee/identity/safety-number.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type {
  Contact,
  Conversation,
  ConversationSummary,
  ExportedData,
  FoundPerson,
  Messenger as MessengerApi,
  NewGroup,
  OwnDevice,
  OwnPresence,
  Person,
  SafetyNumber,
} from './api.ts';
import type { ConversationParts } from './conversations/conversation-parts.ts';
import { Conversations } from './conversations/conversations.ts';
import { Directory } from './conversations/directory.ts';
import { type ExportInput, exportedData } from './export.ts';
import type { FileParts } from './files/file-parts.ts';
import { Slots } from './files/slots.ts';
import type { LiveConnection, LiveState } from './live-connection.ts';
import type { LocalStore } from './local-store.ts';
import type { ConversationRequest, Me, PeopleRequest } from './messenger-requests.ts';
import { isPassing, pauseAfter } from './passing.ts';
import type { BookContent, FollowedHead } from './people/book-content.ts';
import { ContactBook } from './people/contact-book.ts';
import { Contacts } from './people/contacts.ts';
import { OwnDevices } from './people/own-devices.ts';
import { People } from './people/people.ts';
import { personalPath } from './people/personal-link.ts';

export interface MessengerOptions {
  readonly me: Me & { readonly masterKey: CryptoKey };
  /** As this person calls themselves; changes when they do. */
  readonly displayName: ReadonlySignal<string>;
  readonly request: { readonly people: PeopleRequest; readonly conversations: ConversationRequest };
  readonly live: LiveConnection;
  readonly files: Pick<FileParts, 'requests' | 'places' | 'preview'>;
  readonly store: LocalStore;
  /** Such as `Firefox on Linux`. */
  readonly deviceLabel: string;
  readonly sessionId: () => Promise<string>;
  readonly endSession: (sessionId: string) => Promise<void>;
  readonly createRoom: ConversationParts['createRoom'];
  readonly exclusively: ConversationParts['exclusively'];
  /** Hears of what goes wrong in the background, where nobody asked; `login-required` where the session has ended. */
  readonly failed: (error: unknown) => void;
  /** Milliseconds since 1970 began. */
  readonly now?: () => number;
}

/** Uploads that go on at once, and as many downloads. */
const transfersAtOnce = 3;

/** A person's contacts and conversations, from log-in to log-out. */
export class Messenger implements MessengerApi {
  readonly #options: MessengerOptions;
  readonly #book: ContactBook;
  readonly #people: People;
  readonly #contacts: Contacts;
  readonly #own: OwnDevices;
  readonly #conversations: Conversations;
  readonly #isLoaded: Signal<boolean> = signal(false);
  readonly #isDoubted: Signal<boolean> = signal(false);
  readonly #loading = Promise.withResolvers<void>();
  readonly #presence: Signal<OwnPresence> = signal('online');
  readonly #personalPath: Signal<string | undefined> = signal(undefined);
  readonly #endings: (() => void)[] = [];
  #retry: ReturnType<typeof setTimeout> | undefined;

  private constructor(options: MessengerOptions, book: ContactBook, own: OwnDevices) {
    const { me, request, live, store, createRoom, exclusively, displayName, now = Date.now } = options;
    const slots = { up: new Slots(transfersAtOnce), down: new Slots(transfersAtOnce) };
    this.#options = options;
    this.#book = book;
    this.#own = own;
    this.#people = new People(request.people, book);
    this.#contacts = new Contacts({
      request: request.people,
      people: this.#people,
      me,
      displayName: () => displayName.peek(),
      now,
    });
    const signer: DeviceSigner = {
      accountId: me.accountId,
      deviceKey: own.deviceKey,
      sign: (content) => own.sign(content),
    };
    this.#conversations = new Conversations({
      request: request.conversations,
      live,
      store,
      book,
      people: this.#people,
      contacts: this.#contacts,
      directory: new Directory(this.#people, own, me.accountId),
      signer,
      me,
      files: { ...options.files, store, me, slots, exclusively, now },
      person: (accountId) => this.#person(accountId),
      createRoom,
      exclusively,
      now,
    });
  }

  /**
   * Opens what belongs to whoever is logged in. What is to come from the server comes when it can be reached.
   *
   * @throws ProtocolError `device-revoked` where this browser was taken out; `unexpected-answer` where the server hands out
   * what this person has not made; and what says that it cannot be reached.
   */
  static async open(options: MessengerOptions): Promise<Messenger> {
    const { me, request, store, now = Date.now } = options;
    const { accountId, identity, masterKey } = me;
    const book = await ContactBook.open({
      request: request.people,
      accountId,
      masterKey,
      seen: seenIn(store, 'book'),
    });
    const own = await OwnDevices.open({
      request: request.people,
      accountId,
      identity,
      masterKey,
      deviceKey: await store.deviceKey(),
      label: options.deviceLabel,
      sessionId: options.sessionId,
      endSession: options.endSession,
      pinned: {
        read: () => book.content.peek().ownDevices,
        note: (ownDevices) => book.update((content) => withOwnDevices(content, ownDevices)),
      },
      seen: seenIn(store, 'devices'),
      now,
    });
    const messenger = new Messenger(options, book, own);
    await messenger.#start();
    return messenger;
  }

  get connection(): ReadonlySignal<LiveState> {
    return this.#options.live.state;
  }

  get isDoubted(): ReadonlySignal<boolean> {
    return this.#isDoubted;
  }

  get isLoaded(): ReadonlySignal<boolean> {
    return this.#isLoaded;
  }

  get contacts(): ReadonlySignal<readonly Contact[]> {
    return this.#contacts.all;
  }

  get conversations(): ReadonlySignal<readonly ConversationSummary[]> {
    return this.#conversations.summaries;
  }

  get devices(): ReadonlySignal<readonly OwnDevice[]> {
    return this.#own.devices;
  }

  get newDevices(): ReadonlySignal<readonly OwnDevice[]> {
    return this.#own.newDevices;
  }

  get presence(): ReadonlySignal<OwnPresence> {
    return this.#presence;
  }

  get personalPath(): ReadonlySignal<string | undefined> {
    return this.#personalPath;
  }

  find(handleOrLink: string): Promise<FoundPerson> {
    return this.#contacts.find(handleOrLink);
  }

  askContact(accountId: string): Promise<void> {
    return this.#contacts.ask(accountId);
  }

  ignoreContact(accountId: string): Promise<void> {
    return this.#contacts.ignore(accountId);
  }

  blockContact(accountId: string): Promise<void> {
    return this.#contacts.block(accountId);
  }

  removeContact(accountId: string): Promise<void> {
    return this.#contacts.remove(accountId);
  }

  async safetyNumber(accountId: string): Promise<SafetyNumber> {
    const { me } = this.#options;
    const { identityKey, sealKey } = me.identity;
    // Of the keys that the server shows: where they have changed, it is these that are to be compared.
    const card = this.#people.shownCard(accountId);
    if (card === undefined) throw new ProtocolError('not-found');
    const { accountId: own, handle } = me;
    const digits = await safetyNumber({ accountId: own, handle, identityKey, sealKey }, card);
    return { digits: digits.replace(/(.{5})(?=.)/g, '$1 '), qrText: safetyQrText(digits) };
  }

  async setVerified(accountId: string, isVerified: boolean): Promise<void> {
    await this.#people.setVerified(accountId, isVerified);
  }

  async matchesSafetyNumber(accountId: string, scannedText: string): Promise<boolean> {
    return (await this.safetyNumber(accountId)).qrText === scannedText;
  }

  async acceptChangedIdentity(accountId: string): Promise<void> {
    await this.#people.acceptChanged(accountId);
    await this.#people.catchUpDevices([accountId]);
    // Their keys are sealed to the new identity from the next epoch on.
    await this.#conversations.renewKeysWith(accountId);
  }

  setPresence(presence: OwnPresence): void {
    this.#presence.value = presence;
    this.#tellPresence();
  }

  dismissNewDevices(): void {
    this.#inBackground(this.#own.dismissNew());
  }

  async revokeDevice(deviceId: string): Promise<void> {
    await this.#own.revoke(deviceId);
    await this.#conversations.renewAllKeys();
  }

  openDirect(accountId: string): Promise<string> {
    return this.#conversations.openDirect(accountId);
  }

  createGroup(group: NewGroup): Promise<string> {
    return this.#conversations.createGroup(group);
  }

  async openConversation(conversationId: string): Promise<Conversation> {
    // After a reload it may be asked for before the list is there.
    if (this.#conversations.get(conversationId) === undefined) await this.#loading.promise;
    const conversation = this.#conversations.get(conversationId);
    if (conversation === undefined) throw new ProtocolError('not-found');
    return conversation;
  }

  setMuted(conversationId: string, isMuted: boolean): Promise<void> {
    return this.#conversations.keep(conversationId, { isMuted });
  }

  setPinned(conversationId: string, isPinned: boolean): Promise<void> {
    return this.#conversations.keep(conversationId, { isPinned });
  }

  setArchived(conversationId: string, isArchived: boolean): Promise<void> {
    return this.#conversations.keep(conversationId, { isArchived });
  }

  async exportData(progress: (done: number, all: number) => void): Promise<ExportedData> {
    await this.#loading.promise;
    const { me, displayName, now = Date.now } = this.#options;
    const { accountId, handle } = me;
    const all = this.conversations.peek();
    const conversations: ExportInput['conversations'][number][] = [];
    for (const { conversationId } of all) {
      progress(conversations.length, all.length);
      const conversation = await this.openConversation(conversationId);
      while (conversation.history.peek() === 'partial') await conversation.loadOlder();
      conversations.push({
        summary: conversation.summary.peek(),
        members: conversation.members.peek(),
        timeline: conversation.timeline.peek(),
      });
    }
    progress(all.length, all.length);
    return exportedData({
      now: now(),
      account: { accountId, handle, displayName: displayName.peek() },
      devices: this.devices.peek(),
      contacts: this.contacts.peek(),
      conversations,
    });
  }

  close(): void {
    clearTimeout(this.#retry);
    for (const end of this.#endings.splice(0)) end();
    this.#conversations.end();
    this.#options.live.close();
    this.#options.store.close();
  }

  async #start(): Promise<void> {
    const { me, live, displayName } = this.#options;
    const { accountId, handle, identity } = me;
    const { identityKey, sealKey } = identity;
    const fingerprint = await fingerprintOf({ accountId, handle, identityKey, sealKey });
    this.#personalPath.value = personalPath(handle, fingerprint);
    this.#listen();
    live.loggedOut = () => this.#options.failed(new ProtocolError('login-required'));
    live.open();
    let told = displayName.peek();
    this.#endings.push(
      effect(() => {
        const name = displayName.value;
        if (name === told) return;
        told = name;
        this.#inBackground(this.#contacts.introduceAnew());
      }),
    );
  }

  #listen(): void {
    const { live } = this.#options;
    const conversations = this.#conversations;
    this.#endings.push(
      // After every cut: what was missed is asked for, and what waits is sent.
      live.on('welcome', ({ present }) => {
        this.#contacts.setPresent(present);
        this.#tellPresence();
        this.#inBackground(this.#refresh());
      }),
      live.on('messageAdded', (event) => this.#inBackground(conversations.take(event))),
      live.on('conversationChanged', (event) => this.#inBackground(conversations.hearChange(event))),
      live.on('markerSet', (event) => this.#inBackground(conversations.hearMarker(event))),
      live.on('typing', (event) => conversations.hearTyping(event)),
      live.on('presence', ({ accountId, presence }) => this.#contacts.notePresence(accountId, presence)),
      live.on('contactChanged', () => this.#inBackground(this.#contacts.refresh())),
      live.on('bookChanged', ({ revision }) => this.#inBackground(this.#book.follow(revision))),
      live.on('devicesChanged', ({ accountId, length }) => {
        const isMine = accountId === this.#options.me.accountId;
        const following = isMine
          ? this.#own.follow(length)
          : this.#people.followDevices([[accountId, length]]);
        this.#inBackground(following);
      }),
    );
  }

  async #refresh(): Promise<void> {
    await Promise.all([this.#book.refresh(), this.#own.catchUp()]);
    await this.#contacts.refresh();
    await this.#conversations.refresh();
    this.#isLoaded.value = true;
    this.#isDoubted.value = false;
    this.#loading.resolve();
    this.#conversations.flush();
    await this.#conversations.pinLogs();
  }

  #person(accountId: string): Person {
    const { me, displayName } = this.#options;
    if (accountId !== me.accountId) return this.#people.person(accountId);
    return { accountId, handle: me.handle, displayName: displayName.value, trust: 'verified' };
  }

  #tellPresence(): void {
    const { live } = this.#options;
    const presence = this.#presence.peek();
    // Before there is a connection it is told with the next welcome.
    live.request('setPresence', { presence }).catch(() => undefined);
  }

  #inBackground(task: Promise<void>): void {
    task.catch((error: unknown) => {
      if (error instanceof ProtocolError && error.code === 'unexpected-answer') this.#isDoubted.value = true;
      if (isPassing(error)) this.#refreshLater(pauseAfter(error));
      if (!isPassing(error) || error.code === 'internal') this.#options.failed(error);
    });
  }

  /** The connection may stay as it is while something else fails, and bring no other welcome. */
  #refreshLater(seconds: number): void {
    clearTimeout(this.#retry);
    // Without a connection it comes with the next one.
    if (this.connection.peek() !== 'connected') return;
    this.#retry = setTimeout(() => this.#inBackground(this.#refresh()), seconds * 1000);
  }
}

/** The further one counts, of those that two devices note at once. */
function withOwnDevices(book: BookContent, ownDevices: FollowedHead): BookContent {
  return ownDevices.length > book.ownDevices.length ? { ...book, ownDevices } : book;
}

/** A number that this browser keeps, over visits. */
function seenIn(store: LocalStore, name: string) {
  return {
    read: async () => {
      const bytes = await store.get('known', name);
      return Number((bytes && fromUtf8(bytes)) ?? 0) || 0;
    },
    note: (number: number) => store.put('known', name, utf8(String(number))),
  };
}
