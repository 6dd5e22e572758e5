import { Signal, signal } from '@preact/signals-core';
import type {
  Conversation,
  ConversationSummary,
  FileTransfer,
  Member,
  Message,
  Person,
  SendingBlock,
  TimelineItem,
} from '../../../src/client/messenger/api.ts';
import { fakeFile, fakePicture, fakeProgress } from './fake-files.ts';
import { ada } from './fake-people.ts';
import { fakeCallPath, fakeMessage } from './fake-timeline.ts';

/** How many older messages come at once. */
const page = 50;

/** A conversation with nobody: it does what it is told, and notes it. */
export class FakeConversation implements Conversation {
  readonly conversationId: string;
  readonly summary: Signal<ConversationSummary>;
  readonly members: Signal<readonly Member[]>;
  readonly newcomersSeeHistory = signal(false);
  readonly timeline: Signal<readonly TimelineItem[]>;
  readonly history = signal<'loading' | 'partial' | 'complete'>('complete');
  readonly sendingBlock = signal<SendingBlock | undefined>(undefined);
  readonly asked: string[] = [];
  lastReadMessageId: string | undefined;
  #older: readonly TimelineItem[];
  #sent = 0;

  /** @param shown How many of the items are there at once; the older ones are loaded. */
  constructor(summary: ConversationSummary, items: readonly TimelineItem[], shown: number) {
    this.conversationId = summary.conversationId;
    this.summary = signal(summary);
    const everybody: Member[] = summary.others.map((person) => ({ ...person, role: 'member', isMe: false }));
    this.members = signal([{ ...ada, role: 'owner', isMe: true }, ...everybody]);
    const start = Math.max(0, items.length - shown);
    this.#older = items.slice(0, start);
    this.timeline = signal(items.slice(start));
    if (start > 0) this.history.value = 'partial';
  }

  async loadOlder(): Promise<void> {
    this.asked.push('loadOlder');
    // Long enough to be seen under way.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const start = Math.max(0, this.#older.length - page);
    this.timeline.value = [...this.#older.slice(start), ...this.timeline.value];
    this.#older = this.#older.slice(0, start);
    if (start === 0) this.history.value = 'complete';
  }

  sendText(body: string, options: { replyTo?: string } = {}): void {
    this.#sent += 1;
    const messageId = `sent${this.#sent}`;
    this.asked.push(`sendText ${body}${options.replyTo === undefined ? '' : ` to ${options.replyTo}`}`);
    const quoted = this.#message(options.replyTo);
    const replyTo = quoted && {
      messageId: quoted.messageId,
      author: quoted.isMine ? ('me' as const) : quoted.author,
      excerpt: quoted.content.kind === 'text' ? quoted.content.body : undefined,
    };
    this.#add(
      fakeMessage({
        messageId,
        author: ada,
        content: { kind: 'text', body, isEdited: false },
        replyTo,
        delivery: { kind: 'sending' },
      }),
    );
    setTimeout(() => this.#change(messageId, { delivery: { kind: 'sent' } }), 100);
  }

  sendFiles(files: readonly File[]): void {
    for (const file of files) {
      this.#sent += 1;
      this.asked.push(`sendFile ${file.name}`);
      const moving = { kind: 'moving', direction: 'up', progress: fakeProgress(file.size) } as const;
      this.#add(
        fakeMessage({
          messageId: `file${this.#sent}`,
          author: ada,
          content: fakeFile(file.name, file.size, file.type, moving),
          delivery: { kind: 'sending' },
        }),
      );
    }
  }

  chooseFileAgain(messageId: string, file: File): void {
    this.asked.push(`chooseFileAgain ${messageId} ${file.name}`);
    this.#transfer(messageId, { kind: 'preparing' });
  }

  fetchFile(messageId: string): void {
    this.asked.push(`fetchFile ${messageId}`);
    this.#transfer(messageId, { kind: 'ready' });
  }

  pauseFile(messageId: string): void {
    this.asked.push(`pauseFile ${messageId}`);
    this.#transfer(messageId, { kind: 'paused', direction: 'up', progress: fakeProgress(9_000_000) });
  }

  resumeFile(messageId: string): void {
    this.asked.push(`resumeFile ${messageId}`);
    this.#transfer(messageId, { kind: 'moving', direction: 'up', progress: fakeProgress(9_000_000) });
  }

  async cancelFile(messageId: string): Promise<void> {
    this.asked.push(`cancelFile ${messageId}`);
    this.discard(messageId);
  }

  async readFile(messageId: string): Promise<Blob | undefined> {
    this.asked.push(`readFile ${messageId}`);
    const content = this.#message(messageId)?.content;
    return content?.kind === 'file' && content.thumbnail !== undefined
      ? fakePicture()
      : new Blob(['content']);
  }

  /** Somebody else writes. */
  receive(body: string, author: Person): void {
    this.#sent += 1;
    this.#add(
      fakeMessage({
        messageId: `received${this.#sent}`,
        author,
        content: { kind: 'text', body, isEdited: false },
      }),
    );
  }

  retry(messageId: string): void {
    this.asked.push(`retry ${messageId}`);
    this.#change(messageId, { delivery: { kind: 'sent' } });
  }

  discard(messageId: string): void {
    this.asked.push(`discard ${messageId}`);
    this.timeline.value = this.timeline.value.filter(
      (item) => item.kind !== 'message' || item.messageId !== messageId,
    );
  }

  edit(messageId: string, body: string): void {
    this.asked.push(`edit ${messageId} ${body}`);
    this.#change(messageId, { content: { kind: 'text', body, isEdited: true } });
  }

  delete(messageId: string): void {
    this.asked.push(`delete ${messageId}`);
    this.#change(messageId, { content: { kind: 'deleted' }, reactions: [] });
  }

  react(messageId: string, emoji: string, isOn: boolean): void {
    this.asked.push(`react ${messageId} ${emoji} ${isOn}`);
    const reactions = this.#message(messageId)?.reactions ?? [];
    const known = reactions.find((reaction) => reaction.emoji === emoji) ?? { emoji, people: [] };
    const others = reactions.filter((reaction) => reaction.emoji !== emoji);
    const isKept = isOn || known.people.length > 0;
    this.#change(messageId, { reactions: [...others, ...(isKept ? [{ ...known, isMine: isOn }] : [])] });
  }

  markRead(): void {
    if (this.summary.value.unread > 0) this.summary.value = { ...this.summary.value, unread: 0 };
  }

  sayTyping(): void {
    this.asked.push('sayTyping');
  }

  saveDraft(draft: string): void {
    this.asked.push(`saveDraft ${draft}`);
    this.summary.value = { ...this.summary.value, draft };
  }

  async startCall(): Promise<string> {
    this.asked.push('startCall');
    return fakeCallPath;
  }

  async rename(title: string): Promise<void> {
    this.asked.push(`rename ${title}`);
    this.summary.value = { ...this.summary.value, title };
  }

  async add(accountIds: readonly string[]): Promise<void> {
    this.asked.push(`add ${accountIds.join(' ')}`);
  }

  async remove(accountId: string): Promise<void> {
    this.asked.push(`remove ${accountId}`);
    this.members.value = this.members.value.filter((member) => member.accountId !== accountId);
  }

  async renewKeys(): Promise<void> {
    // Nothing of it shows here.
  }

  async setNewcomersSeeHistory(newcomersSeeHistory: boolean): Promise<void> {
    this.newcomersSeeHistory.value = newcomersSeeHistory;
  }

  async leave(): Promise<void> {
    this.asked.push('leave');
    this.sendingBlock.value = { kind: 'not-a-member' };
  }

  close(): void {
    this.asked.push('close');
  }

  #add(message: Message): void {
    this.timeline.value = [...this.timeline.value, message];
    const { content, isMine, author } = message;
    if (content.kind !== 'text') return;
    this.summary.value = {
      ...this.summary.value,
      lastLine: { author: isMine ? 'me' : author, content },
      changedAt: message.at,
    };
  }

  #change(messageId: string, change: Partial<Message>): void {
    this.timeline.value = this.timeline.value.map((item) =>
      item.kind === 'message' && item.messageId === messageId ? { ...item, ...change } : item,
    );
  }

  #transfer(messageId: string, transfer: FileTransfer): void {
    const message = this.#message(messageId);
    const own = message?.content.kind === 'file' ? message.content.transfer : undefined;
    if (own instanceof Signal) own.value = transfer;
  }

  #message(messageId: string | undefined): Message | undefined {
    return this.timeline.value.find(
      (item): item is Message => item.kind === 'message' && item.messageId === messageId,
    );
  }
}
