import { computed, type ReadonlySignal, signal } from '@preact/signals-core';
import type {
  Contact,
  Conversation,
  ConversationSummary,
  ExportedData,
  FoundPerson,
  Messenger,
  NewGroup,
  OwnDevice,
  OwnPresence,
  Person,
  SafetyNumber,
} from '../../../src/client/messenger/api.ts';
import { exportedData } from '../../../src/client/messenger/export.ts';
import { ProtocolError } from '../../../src/protocol/errors.ts';
import { FakeConversation } from './fake-conversation.ts';
import { bartholomew, bea, contacts, elise, grace, kwame, mei } from './fake-people.ts';
import { fakeFiles, fakeOddities, fakeTimeline } from './fake-timeline.ts';
import type { Scenario } from './scenario.ts';

const day = 86_400_000;
const number: SafetyNumber = {
  digits: '30412 77105 90266 41873 00954 62318 55120 08841 97346 21005 66719 43382',
  qrText: 'sottovoce:safety:MDQxMjc3MTA1OTAyNjY0MTg3MzAwOTU0NjIzMTg1NTEyMDA4ODQx',
};

/** Contacts and conversations of a server that is not there, in every state that they may have. */
export class FakeMessenger implements Messenger {
  readonly connection;
  readonly isDoubted = signal(false);
  readonly isLoaded;
  readonly contacts = signal<readonly Contact[]>([]);
  readonly conversations: ReadonlySignal<readonly ConversationSummary[]>;
  readonly devices = signal<readonly OwnDevice[]>([]);
  readonly newDevices = signal<readonly OwnDevice[]>([]);
  readonly presence = signal<OwnPresence>('online');
  readonly personalPath = signal<string | undefined>('/p/ada.lovelace#h3q8ZsV1k0yPz7RtYwQmNg');
  readonly asked: string[] = [];
  readonly #opened = signal<readonly FakeConversation[]>([]);

  constructor(scenario: Scenario) {
    this.connection = signal(scenario.connection);
    this.isLoaded = signal(scenario.state !== 'loading');
    this.devices.value = fakeDevices();
    if (scenario.newDevice) this.newDevices.value = this.devices.value.slice(1);
    if (scenario.state === 'full') {
      this.contacts.value = contacts;
      this.#opened.value = fakeConversations(scenario);
    }
    this.conversations = computed(() =>
      this.#opened.value
        .map(({ summary }) => summary.value)
        .sort((a, b) => Number(b.isPinned) - Number(a.isPinned) || b.changedAt - a.changedAt),
    );
  }

  /** For tests: an open conversation. */
  conversation(conversationId: string): FakeConversation {
    const found = this.#opened.value.find((one) => one.conversationId === conversationId);
    if (found === undefined) throw new ProtocolError('not-found');
    return found;
  }

  async find(handleOrLink: string): Promise<FoundPerson> {
    this.asked.push(`find ${handleOrLink}`);
    const handle = handleOrLink.replace(/^.*\/p\//, '').replace(/#.*$/, '');
    const contact = this.contacts.value.find((one) => one.handle === handle);
    if (contact !== undefined) return { ...contact, isMe: false };
    if (handle !== mei.handle) throw new ProtocolError('not-found');
    return { ...mei, trust: handleOrLink.includes('#') ? 'verified' : 'pinned', state: 'none', isMe: false };
  }

  async askContact(accountId: string): Promise<void> {
    this.asked.push(`askContact ${accountId}`);
    const known = this.contacts.value.find((contact) => contact.accountId === accountId);
    if (known !== undefined) this.#setContact({ ...known, state: 'accepted' });
    else this.contacts.value = [...this.contacts.value, { ...mei, state: 'asked', presence: 'offline' }];
  }

  async ignoreContact(accountId: string): Promise<void> {
    this.#setState(accountId, 'ignored');
  }

  async blockContact(accountId: string): Promise<void> {
    this.#setState(accountId, 'blocked');
  }

  async removeContact(accountId: string): Promise<void> {
    this.asked.push(`removeContact ${accountId}`);
    this.contacts.value = this.contacts.value.filter((contact) => contact.accountId !== accountId);
  }

  async safetyNumber(): Promise<SafetyNumber> {
    return number;
  }

  async setVerified(accountId: string, isVerified: boolean): Promise<void> {
    this.asked.push(`setVerified ${accountId} ${isVerified}`);
    this.#setTrust(accountId, isVerified ? 'verified' : 'pinned');
  }

  async matchesSafetyNumber(_accountId: string, scannedText: string): Promise<boolean> {
    return scannedText === number.qrText;
  }

  async acceptChangedIdentity(accountId: string): Promise<void> {
    this.asked.push(`acceptChangedIdentity ${accountId}`);
    this.#setTrust(accountId, 'pinned');
    for (const { sendingBlock } of this.#opened.value) sendingBlock.value = undefined;
  }

  setPresence(presence: OwnPresence): void {
    this.presence.value = presence;
  }

  dismissNewDevices(): void {
    this.newDevices.value = [];
  }

  async revokeDevice(deviceId: string): Promise<void> {
    this.asked.push(`revokeDevice ${deviceId}`);
    this.devices.value = this.devices.value.filter((device) => device.deviceId !== deviceId);
  }

  async openDirect(accountId: string): Promise<string> {
    const known = this.#opened.value.find(
      ({ summary }) => summary.value.kind === 'direct' && summary.value.others[0]?.accountId === accountId,
    );
    return known?.conversationId ?? this.#make('direct', undefined, [accountId]);
  }

  async createGroup({ title, members }: NewGroup): Promise<string> {
    this.asked.push(`createGroup ${title} ${members.length}`);
    return this.#make('group', title, members);
  }

  async openConversation(conversationId: string): Promise<Conversation> {
    return this.conversation(conversationId);
  }

  async exportData(): Promise<ExportedData> {
    return exportedData({
      now: 0,
      account: { accountId: 'ada', handle: 'ada', displayName: 'Ada' },
      devices: [],
      contacts: [],
      conversations: [],
    });
  }

  async setMuted(conversationId: string, isMuted: boolean): Promise<void> {
    this.#setSummary(conversationId, { isMuted });
  }

  async setPinned(conversationId: string, isPinned: boolean): Promise<void> {
    this.#setSummary(conversationId, { isPinned });
  }

  async setArchived(conversationId: string, isArchived: boolean): Promise<void> {
    this.#setSummary(conversationId, { isArchived });
  }

  close(): void {
    this.asked.push('close');
  }

  #make(kind: 'direct' | 'group', title: string | undefined, members: readonly string[]): string {
    const others = this.contacts.value.filter(({ accountId }) => members.includes(accountId));
    const conversationId = `made-${this.#opened.value.length}`;
    const made = fakeSummary(conversationId, others, { kind, title });
    this.#opened.value = [...this.#opened.value, new FakeConversation(made, [], 0)];
    return conversationId;
  }

  #setSummary(conversationId: string, change: Partial<ConversationSummary>): void {
    const { summary } = this.conversation(conversationId);
    summary.value = { ...summary.value, ...change };
  }

  #setState(accountId: string, state: Contact['state']): void {
    this.asked.push(`${state} ${accountId}`);
    const known = this.contacts.value.find((contact) => contact.accountId === accountId);
    if (known !== undefined) this.#setContact({ ...known, state });
  }

  #setContact(changed: Contact): void {
    this.contacts.value = this.contacts.value.map((contact) =>
      contact.accountId === changed.accountId ? changed : contact,
    );
  }

  #setTrust(accountId: string, trust: Person['trust']): void {
    const known = this.contacts.value.find((contact) => contact.accountId === accountId);
    if (known !== undefined) this.#setContact({ ...known, trust });
    for (const { summary } of this.#opened.value) {
      const others = summary.value.others.map((person) =>
        person.accountId === accountId ? { ...person, trust } : person,
      );
      summary.value = { ...summary.value, others };
    }
  }
}

function fakeDevices(): OwnDevice[] {
  const at = Date.UTC(2026, 10, 25, 18);
  return [
    { deviceId: 'here', label: 'Firefox on Linux', addedAt: at - 90 * day, isCurrent: true },
    { deviceId: 'phone', label: 'Chrome on Android', addedAt: at - day, isCurrent: false },
  ];
}

function fakeSummary(
  conversationId: string,
  others: readonly Person[],
  change: Partial<ConversationSummary> = {},
): ConversationSummary {
  return {
    conversationId,
    kind: 'direct',
    title: others[0]?.displayName,
    others,
    unread: 0,
    lastLine: undefined,
    changedAt: Date.now(),
    isMuted: false,
    isPinned: false,
    isArchived: false,
    draft: '',
    typing: [],
    ...change,
  };
}

function fakeConversations({ messages, block, unread, files }: Scenario): FakeConversation[] {
  const now = Date.now();
  const text = (body: string) => ({ kind: 'text', body }) as const;
  const trust = block === 'changed-identity' ? 'changed' : bea.trust;
  const direct = new FakeConversation(
    fakeSummary('bea', [{ ...bea, trust }], {
      unread,
      lastLine: { author: bea, content: text('Yes.') },
    }),
    [...fakeTimeline(messages, [bea]), ...(files ? fakeFiles() : [])],
    // A talk as long as that is there at once.
    messages > 1_000 ? messages : 60,
  );
  if (unread > 0) direct.lastReadMessageId = `m${messages - unread - 1}`;
  if (block === 'changed-identity') direct.sendingBlock.value = { kind: block, people: [{ ...bea, trust }] };
  else if (block !== 'none') direct.sendingBlock.value = { kind: block };
  const garden = new FakeConversation(
    fakeSummary('garden', [bea, kwame, grace, bartholomew], {
      kind: 'group',
      title: 'Garden club',
      isPinned: true,
      unread: 3,
      changedAt: now - 3_600_000,
      lastLine: { author: kwame, content: text('I have the **good** shovel') },
      typing: [bea],
    }),
    [...fakeTimeline(40, [bea, kwame, grace]), ...fakeOddities()],
    100,
  );
  const others = [
    fakeSummary('kwame', [kwame], {
      changedAt: now - day,
      draft: 'What if we',
      lastLine: { author: 'me', content: text('Good.') },
    }),
    fakeSummary('bartholomew', [bartholomew], {
      changedAt: now - 3 * day,
      unread: 120,
      isMuted: true,
      lastLine: { author: bartholomew, content: { kind: 'call' } },
    }),
    fakeSummary('elise', [elise], {
      changedAt: now - 40 * day,
      lastLine: { author: elise, content: { kind: 'deleted' } },
    }),
    fakeSummary('old', [grace], {
      changedAt: now - 400 * day,
      isArchived: true,
      lastLine: { author: 'me', content: text('Until next year') },
    }),
  ].map((summary) => new FakeConversation(summary, fakeTimeline(6, summary.others), 60));
  return [direct, garden, ...others];
}
