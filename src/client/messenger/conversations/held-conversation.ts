import { computed, effect, type ReadonlySignal, type Signal, signal, untracked } from '@preact/signals-core';
import { equal, fromUtf8, sha256, utf8 } from '../../../e2ee/bytes.ts';
import type { Content, ConversationFile, UnsupportedContent } from '../../../e2ee/conversations/content.ts';
import { openDescription, sealDescription } from '../../../e2ee/conversations/description.ts';
import type { EpochKey } from '../../../e2ee/conversations/epoch-key.ts';
import { ConversationRefusal } from '../../../e2ee/conversations/refusal.ts';
import type { ListedConversation, SequencedMessage } from '../../../protocol/conversations.ts';
import { formatRoomCode } from '../../../protocol/identifiers.ts';
import type {
  Conversation,
  ConversationSummary,
  LastLine,
  Member,
  Message,
  Person,
  SendingBlock,
  TimelineItem,
} from '../api.ts';
import { ConversationFiles } from '../files/conversation-files.ts';
import type { FollowedHead } from '../people/book-content.ts';
import { ConversationLog } from './conversation-log.ts';
import type { ConversationParts } from './conversation-parts.ts';
import { Markers } from './markers.ts';
import { MessageHistory } from './message-history.ts';
import { MessageOpener } from './message-opener.ts';
import { Outbox } from './outbox.ts';
import { callPath, timelineOf } from './timeline.ts';

/** Milliseconds for which somebody is shown to be writing after they said so. */
const typingLifetime = 6000;
/** Milliseconds between two times of saying it. */
const typingPause = 3000;
/** Among so many of the last messages the list looks for its line. */
const lastLineReach = 40;

/** A conversation of this person's, followed as long as they are logged in. */
export class HeldConversation implements Conversation {
  readonly conversationId: string;
  readonly #listedKind: 'direct' | 'group';
  readonly #parts: ConversationParts;
  readonly #log: ConversationLog;
  readonly #history: MessageHistory;
  readonly #outbox: Outbox;
  readonly #files: ConversationFiles;
  readonly #markers: Markers;
  readonly #titles: Signal<ReadonlyMap<number, string>> = signal(new Map());
  readonly #typing: Signal<ReadonlyMap<string, ReturnType<typeof setTimeout>>> = signal(new Map());
  readonly #draft: Signal<string> = signal('');
  readonly #changedAt: Signal<number>;
  readonly #isDishonest: Signal<boolean> = signal(false);
  #saidTypingAt = Number.NEGATIVE_INFINITY;
  /** The epoch of which it is known to whom its key was sealed. */
  #comparedEpoch = 0;
  readonly #endings: (() => void)[] = [];

  constructor({ conversationId, kind, changedAt }: ListedConversation, parts: ConversationParts) {
    this.conversationId = conversationId;
    this.#listedKind = kind;
    this.#parts = parts;
    this.#log = new ConversationLog(conversationId, parts);
    this.#history = new MessageHistory(this.#log, parts, new MessageOpener(this.#log, parts.directory));
    this.#outbox = new Outbox(
      this.#log,
      parts,
      (message) => this.take(message),
      () => isDoubt(this.sendingBlock.peek()),
    );
    this.#files = new ConversationFiles(conversationId, parts.files, async (messageId, manifest) => {
      this.#say({ kind: 'file', manifest }, messageId);
      await this.#outbox.kept();
    });
    this.#markers = new Markers(this.#log, parts);
    this.#changedAt = signal(changedAt);
    this.#endings.push(
      effect(() => {
        const messages = this.#history.messages.value;
        const last = messages.at(-1);
        // What has come is delivered; what this person has written themselves, read as well.
        if (last !== undefined && this.#log.isKnown) {
          this.#markers.note({
            delivered: last.sequence,
            ...(last.author === this.#me && { read: last.sequence }),
          });
        }
      }),
      effect(() => {
        // What was held goes out once the doubt is gone.
        const isHeld = isDoubt(this.sendingBlock.value);
        if (!isHeld && this.#log.isKnown) untracked(() => this.#outbox.flush());
      }),
    );
  }

  /** Whether this person is in it, as far as its log was followed. */
  get isMember(): boolean {
    return this.#log.isKnown && this.#log.isMember;
  }

  /** Shows what this browser keeps of it. */
  async load(): Promise<void> {
    await Promise.all([this.#outbox.load(), this.#loadDraft()]);
    await this.#history.load();
    await this.#files.load((messageId) => this.#said(messageId) !== undefined);
  }

  /** Brings it to what the server says: at the start, and after a cut. */
  async sync({ logLength, lastSequence, markers, changedAt }: ListedConversation): Promise<void> {
    await this.followLog(logLength);
    if (!this.#log.isKnown) return;
    if (lastSequence < this.#history.reach) await this.#lookForMessages();
    await this.#history.catchUp(lastSequence);
    for (const { accountId, marker } of markers) await this.#markers.hear(accountId, marker);
    this.#changedAt.value = Math.max(changedAt, this.#changedAt.peek());
    this.#markers.tell();
    this.#outbox.flush();
  }

  /** Follows the log; what does not hold together is shown, and nothing is sent any more. */
  async followLog(length: number): Promise<void> {
    try {
      await this.#log.follow(length);
      await this.#parts.people.meetAll([...this.#members()].filter((accountId) => accountId !== this.#me));
      await this.#compareKeys();
      await this.#readTitles();
      this.#changedAt.value = Math.max(this.#log.entries.at(-1)?.time ?? 0, this.#changedAt.peek());
    } catch (error) {
      if (!(error instanceof ConversationRefusal)) throw error;
      this.#isDishonest.value = true;
    }
  }

  async take(message: SequencedMessage): Promise<void> {
    if (!this.#log.isKnown) return;
    this.#noteTyping(message.author, false);
    const { length } = this.#log.verified;
    await this.#history.take(message);
    // It may have told of a change before the server did.
    if (this.#log.verified.length > length) await this.followLog(this.#log.verified.length);
    this.#changedAt.value = Math.max(message.receivedAt, this.#changedAt.peek());
  }

  hearMarker(accountId: string, marker: string): Promise<void> {
    return this.#log.isKnown ? this.#markers.hear(accountId, marker) : Promise.resolve();
  }

  hearTyping(accountId: string): void {
    const isMember = this.#log.isKnown && this.#log.verified.state.members.has(accountId);
    if (isMember && accountId !== this.#me) this.#noteTyping(accountId, true);
  }

  /** To be called when the connection is back. */
  flush(): void {
    this.#markers.tell();
    this.#outbox.flush();
    this.#files.flush();
  }

  /** Ends all that it does; {@link close} is for whoever looks at it. */
  end(): void {
    for (const end of this.#endings.splice(0)) end();
    this.#outbox.close();
    this.#files.close();
    this.#markers.close();
    for (const timer of this.#typing.peek().values()) clearTimeout(timer);
  }

  /** As the log says; as the server says before it was followed. */
  get kind(): 'direct' | 'group' {
    return this.#log.isKnown ? this.#log.verified.state.type : this.#listedKind;
  }

  /** How far the log was followed. */
  get logHead(): FollowedHead {
    return this.#log.head;
  }

  get lastReadMessageId(): string | undefined {
    const { read } = this.#markers.own;
    const messages = this.#history.messages.peek();
    const isUnread = messages.some(({ sequence, author }) => sequence > read && author !== this.#me);
    return isUnread ? messages.findLast(({ sequence }) => sequence <= read)?.messageId : undefined;
  }

  get history(): ReadonlySignal<'loading' | 'partial' | 'complete'> {
    return this.#history.state;
  }

  readonly timeline: ReadonlySignal<readonly TimelineItem[]> = computed(() =>
    this.#timelineOf(this.#history.messages.value),
  );

  readonly members: ReadonlySignal<readonly Member[]> = computed(() => {
    const { people } = this.#parts;
    people.changes.value;
    this.#log.length.value;
    if (!this.#log.isKnown) return [];
    return [...this.#log.verified.state.members].map(([accountId, role]) => {
      return { ...this.#person(accountId), role, isMe: accountId === this.#me };
    });
  });

  readonly newcomersSeeHistory: ReadonlySignal<boolean> = computed(() => {
    this.#log.length.value;
    return this.#log.isKnown && this.#log.verified.state.policy.newcomersSeeHistory;
  });

  readonly sendingBlock: ReadonlySignal<SendingBlock | undefined> = computed(() => {
    const members = this.members.value;
    if (this.#isDishonest.value) return { kind: 'dishonest-server' };
    if (!members.some(({ isMe }) => isMe)) return { kind: 'not-a-member' };
    const changed = members.filter(({ trust, isMe }) => trust === 'changed' && !isMe);
    if (changed.length > 0) return { kind: 'changed-identity', people: changed };
    const [other] = members.filter(({ isMe }) => !isMe);
    if (this.kind === 'group' || other === undefined) return undefined;
    this.#parts.contacts.all.value;
    const state = this.#parts.contacts.state(other.accountId);
    if (state === 'blocked') return { kind: 'blocked' };
    return state === 'accepted' ? undefined : { kind: 'not-a-contact' };
  });

  readonly summary: ReadonlySignal<ConversationSummary> = computed(() => {
    const others = this.members.value.filter(({ isMe }) => !isMe);
    const kept = this.#parts.book.content.value.conversations[this.conversationId];
    return {
      conversationId: this.conversationId,
      kind: this.kind,
      title: this.kind === 'direct' ? others[0]?.displayName : this.#log.title.value,
      others,
      unread: this.#unread(),
      lastLine: this.#lastLine(),
      changedAt: this.#changedAt.value,
      isMuted: kept?.isMuted ?? false,
      isPinned: kept?.isPinned ?? false,
      isArchived: kept?.isArchived ?? false,
      draft: this.#draft.value,
      typing: [...this.#typing.value.keys()].map((accountId) => this.#person(accountId)),
    };
  });

  loadOlder(): Promise<void> {
    return this.#history.loadOlder();
  }

  sendText(body: string, { replyTo }: { replyTo?: string } = {}): void {
    this.#say({ kind: 'text', body, ...(replyTo !== undefined && { replyTo }) });
  }

  sendFiles(files: readonly File[]): void {
    this.#files.send(files);
  }

  chooseFileAgain(messageId: string, file: File): void {
    this.#files.give(messageId, file);
  }

  fetchFile(messageId: string): void {
    const file = this.#fileOf(messageId);
    if (file !== undefined) this.#files.fetch(messageId, file);
  }

  pauseFile(messageId: string): void {
    this.#files.pause(messageId, this.#fileOf(messageId));
  }

  resumeFile(messageId: string): void {
    this.#files.resume(messageId, this.#fileOf(messageId));
  }

  cancelFile(messageId: string): Promise<void> {
    return this.#files.cancel(messageId, this.#fileOf(messageId));
  }

  readFile(messageId: string): Promise<Blob | undefined> {
    return this.#files.content(messageId);
  }

  retry(messageId: string): void {
    this.#outbox.retry(messageId);
  }

  discard(messageId: string): void {
    const file = this.#fileOf(messageId);
    this.#outbox.discard(messageId);
    if (file !== undefined) void this.#files.delete(file.fileId);
  }

  edit(messageId: string, body: string): void {
    this.#say({ kind: 'edit', of: messageId, body });
  }

  delete(messageId: string): void {
    const file = this.#fileOf(messageId);
    this.#say({ kind: 'delete', of: messageId });
    // What is here of it goes, too.
    if (file !== undefined)
      void this.#files.delete(file.fileId).then(() => this.#files.cancel(messageId, file));
  }

  react(messageId: string, emoji: string, isOn: boolean): void {
    this.#say({ kind: 'reaction', of: messageId, emoji, action: isOn ? 'add' : 'remove' });
  }

  markRead(): void {
    const { last } = this.#history;
    if (last > 0) this.#markers.note({ delivered: last, read: last });
  }

  sayTyping(): void {
    const { now, live } = this.#parts;
    if (now() - this.#saidTypingAt < typingPause || live.state.peek() !== 'connected') return;
    this.#saidTypingAt = now();
    // Nobody misses it.
    live.request('sayTyping', { conversationId: this.conversationId }).catch(() => undefined);
  }

  saveDraft(text: string): void {
    this.#draft.value = text;
    const { store } = this.#parts;
    void (text === ''
      ? store.delete('drafts', this.conversationId)
      : store.put('drafts', this.conversationId, utf8(text)));
  }

  async startCall(): Promise<string> {
    const { roomId, invitation } = await this.#parts.createRoom();
    this.#say({ kind: 'call', roomId, invitationSecret: invitation });
    return callPath(formatRoomCode(roomId), invitation);
  }

  async rename(title: string): Promise<void> {
    const { epoch } = this.#log.verified.state;
    const sealed = await sealDescription(await this.#log.key(epoch), { title });
    await this.#log.change(({ state }) => {
      // Sealed for an epoch that is over: whoever asked asks again.
      if (state.epoch !== epoch) throw new ConversationRefusal('wrong-epoch');
      return { key: 'none', change: () => ({ kind: 'describe', sealed }) };
    });
    await this.#readTitles();
  }

  async add(accountIds: readonly string[]): Promise<void> {
    await this.#parts.people.meetAll(accountIds);
    await this.#log.change(({ state }) => {
      const added = accountIds.filter((accountId) => !state.members.has(accountId));
      if (added.length === 0) return undefined;
      const members = new Map(added.map((accountId) => [accountId, 'member' as const]));
      return { key: 'new', change: (commitment) => ({ kind: 'add', members, commitment }) };
    });
  }

  async remove(accountId: string): Promise<void> {
    await this.#log.change(({ state }) =>
      state.members.has(accountId)
        ? {
            key: 'new',
            change: (commitment) => ({ kind: 'remove', accountIds: new Set([accountId]), commitment }),
          }
        : undefined,
    );
  }

  async leave(): Promise<void> {
    await this.#handOn();
    await this.#log.change(({ state }) =>
      state.members.has(this.#me) ? { key: 'none', change: () => ({ kind: 'leave' }) } : undefined,
    );
  }

  async setNewcomersSeeHistory(newcomersSeeHistory: boolean): Promise<void> {
    await this.#log.change(({ state: { policy } }) =>
      policy.newcomersSeeHistory === newcomersSeeHistory
        ? undefined
        : { key: 'none', change: () => ({ kind: 'policy', policy: { ...policy, newcomersSeeHistory } }) },
    );
  }

  /** Begins another epoch: what a device that was taken out still has opens nothing from then on. */
  async renewKeys(): Promise<void> {
    if (!this.#log.isKnown) return;
    await this.#log.change(({ state }) =>
      state.members.has(this.#me)
        ? { key: 'new', change: (commitment) => ({ kind: 'rotate', commitment }) }
        : undefined,
    );
  }

  close(): void {
    // It is followed on, for the list and for what comes.
  }

  get #me(): string {
    return this.#parts.me.accountId;
  }

  /** A group is never left without an owner. */
  async #handOn(): Promise<void> {
    await this.#log.change(({ state: { members } }) => {
      const others = [...members].filter(([accountId]) => accountId !== this.#me);
      const isOnlyOwner = members.get(this.#me) === 'owner' && !others.some(([, role]) => role === 'owner');
      const heir = others.find(([, role]) => role === 'moderator') ?? others[0];
      if (!isOnlyOwner || heir === undefined) return undefined;
      const [accountId] = heir;
      return { key: 'none', change: () => ({ kind: 'role', accountId, role: 'owner' }) };
    });
  }

  /** Whoever began the epoch names the keys to which it is sealed: the server may have shown them others. */
  async #compareKeys(): Promise<void> {
    const { people, me } = this.#parts;
    const { epoch } = this.#log.verified.state;
    if (epoch === this.#comparedEpoch) return;
    const sealedTo = await this.#log.sealedTo();
    if (sealedTo === undefined) return;
    const differing = async () => {
      const found: string[] = [];
      for (const [accountId, { sealKeyHash }] of sealedTo) {
        const trusted = accountId === this.#me ? me.identity : people.card(accountId);
        if (trusted === undefined) continue;
        if (!equal(await sha256(trusted.sealKey), sealKeyHash)) found.push(accountId);
      }
      return found;
    };
    const strangers = (await differing()).filter((accountId) => accountId !== this.#me);
    // Those who have new keys are shown as such, if the server owns up to them.
    if (strangers.length > 0) await people.meetAgain(strangers);
    if ((await differing()).length > 0) throw new ConversationRefusal('foreign-keys');
    this.#comparedEpoch = epoch;
  }

  /** What the server had once, it has. */
  async #lookForMessages(): Promise<void> {
    const { conversationId } = this;
    // What was listed may be older than what has come since.
    const { reach } = this.#history;
    const { conversation } = await this.#parts.request('readConversation', undefined, { conversationId });
    if (conversation.lastSequence < reach) this.#isDishonest.value = true;
  }

  #said(messageId: string): Content | UnsupportedContent | undefined {
    const pending = this.#outbox.pending.peek().find((message) => message.messageId === messageId);
    if (pending !== undefined) return pending.content;
    const sent = this.#history.messages.peek().find((message) => message.messageId === messageId);
    return sent?.opening.kind === 'opened' ? sent.opening.content : undefined;
  }

  #fileOf(messageId: string): ConversationFile | undefined {
    const content = this.#said(messageId);
    return content?.kind === 'file' ? content.manifest : undefined;
  }

  #say(content: Content, messageId?: string): void {
    this.#outbox.add(content, messageId);
    this.#changedAt.value = Math.max(this.#parts.now(), this.#changedAt.peek());
  }

  #person(accountId: string): Person {
    return this.#parts.person(accountId);
  }

  #members(): Iterable<string> {
    return this.#log.isKnown ? this.#log.verified.state.members.keys() : [];
  }

  #timelineOf(messages: Parameters<typeof timelineOf>[0]['messages']): TimelineItem[] {
    this.#parts.people.changes.value;
    this.#log.length.value;
    const others = [...this.#members()].filter((accountId) => accountId !== this.#me);
    return timelineOf({
      messages,
      pending: this.#outbox.pending.value,
      waitingFiles: this.#files.waiting.value,
      transfer: (messageId) => this.#files.transfer(messageId),
      entries: this.#log.entries,
      titles: this.#titles.value,
      me: this.#me,
      person: (accountId) => this.#person(accountId),
      others: this.#markers.least(others),
      isPartial: this.#history.state.value !== 'complete',
    });
  }

  #lastLine(): LastLine | undefined {
    const last = this.#timelineOf(this.#history.messages.value.slice(-lastLineReach)).findLast(
      (item): item is Message => item.kind === 'message',
    );
    if (last === undefined) return undefined;
    const { content, author, isMine } = last;
    return {
      author: isMine ? 'me' : author,
      content: content.kind === 'text' ? { kind: 'text', body: content.body } : { kind: content.kind },
    };
  }

  #unread(): number {
    const { read } = this.#markers.own;
    return this.#history.messages.value.filter(({ sequence, author, opening }) => {
      if (sequence <= read || author === this.#me || opening.kind !== 'opened') return false;
      return !('of' in opening.content);
    }).length;
  }

  async #loadDraft(): Promise<void> {
    const kept = await this.#parts.store.get('drafts', this.conversationId);
    this.#draft.value = (kept && fromUtf8(kept)) ?? '';
  }

  /** What the group was called at each time that this person has the key of. */
  async #readTitles(): Promise<void> {
    const titles = new Map(this.#titles.peek());
    let epoch = 0;
    for (const { change, index } of this.#log.entries) {
      if ('commitment' in change) epoch += 1;
      if (change.kind !== 'describe' || titles.has(index)) continue;
      const title = await this.#titleOf(epoch, change.sealed);
      if (title !== undefined) titles.set(index, title);
    }
    if (titles.size > this.#titles.peek().size) this.#titles.value = titles;
  }

  async #titleOf(epoch: number, sealed: Uint8Array): Promise<string | undefined> {
    try {
      const key: EpochKey = await this.#log.key(epoch);
      return (await openDescription(key, sealed)).title;
    } catch (error) {
      if (error instanceof ConversationRefusal) return undefined;
      throw error;
    }
  }

  #noteTyping(accountId: string, isTyping: boolean): void {
    const typing = new Map(this.#typing.peek());
    clearTimeout(typing.get(accountId));
    if (!isTyping && !typing.has(accountId)) return;
    if (isTyping)
      typing.set(
        accountId,
        setTimeout(() => this.#noteTyping(accountId, false), typingLifetime),
      );
    else typing.delete(accountId);
    this.#typing.value = typing;
  }
}

/** Whether there is reason to doubt to whom something would go. */
function isDoubt(block: SendingBlock | undefined): boolean {
  return block?.kind === 'changed-identity' || block?.kind === 'dishonest-server';
}
