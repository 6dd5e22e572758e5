import { setTimeout as pause } from 'node:timers/promises';
import { effect } from '@preact/signals-core';
import type { Conversation, Message } from '../../../src/client/messenger/api.ts';
import { ConversationRefusal } from '../../../src/e2ee/conversations/refusal.ts';
import { ProtocolError } from '../../../src/protocol/errors.ts';
import type { RandomHistory } from '../../simulation/random-history.ts';
import { messagesOf, type TestBrowser } from './test-browser.ts';

const emojis = ['👍', '🍵', '🎻'];
/** Of one's own and others' messages, the last so many are changed. */
const reach = 10;
/** Whoever waits for so many messages to be sent writes no more until then. */
const mostWaiting = 20;
/** Milliseconds between two things that somebody does: at least, and at most so many more. */
const leastPause = 40;
const spread = 260;

/** What one person has written and was told, to be found again by everybody. */
export class ChatWriter {
  readonly browser: TestBrowser;
  readonly conversations: readonly Conversation[];
  /** The messages of which this person was told that they are sent, by id. */
  readonly told = new Set<string>();
  /** The texts as they were written, by conversation. */
  readonly texts = new Map<Conversation, string[]>();
  /** What messages read at last, by id. */
  readonly edits = new Map<string, string>();
  /** Whether this person reacts, by emoji and id. */
  readonly reactions = new Map<string, boolean>();
  readonly #random: RandomHistory;
  readonly #endings: (() => void)[];

  constructor(browser: TestBrowser, conversations: readonly Conversation[], random: RandomHistory) {
    this.browser = browser;
    this.conversations = conversations;
    this.#random = random;
    this.#endings = conversations.map((conversation) => effect(() => this.#noteTold(conversation)));
  }

  /** Writes, edits and reacts, until this says so. */
  async write(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const conversation = this.#random.pick(this.conversations);
      const isFree = this.#waiting.length < mostWaiting && conversation.sendingBlock.value === undefined;
      if (isFree) this.#act(conversation);
      await pause(leastPause + this.#random.below(spread));
    }
  }

  /** Whether everything that was written has arrived, or was refused. */
  get isSettled(): boolean {
    return this.#waiting.length === 0;
  }

  /** For whoever looks into why it is not. */
  toString(): string {
    const { browser } = this;
    const failures = browser.failures.map(String);
    const connection = browser.messenger.connection.value;
    return JSON.stringify({ handle: browser.handle, connection, waiting: this.#waiting, failures });
  }

  end(): void {
    for (const end of this.#endings.splice(0)) end();
  }

  get #waiting(): Message[] {
    return this.conversations.flatMap((conversation) =>
      messagesOf(conversation).filter(({ delivery }) => delivery?.kind === 'sending'),
    );
  }

  #act(conversation: Conversation): void {
    const dice = this.#random.next();
    const recent = messagesOf(conversation).slice(-reach);
    const own = recent.filter(({ isMine, content }) => isMine && content.kind === 'text');
    if (dice < 0.15 && own.length > 0) this.#edit(conversation, this.#random.pick(own));
    else if (dice < 0.35 && recent.length > 0) this.#react(conversation, this.#random.pick(recent));
    else this.#say(conversation);
  }

  #say(conversation: Conversation): void {
    const texts = this.texts.get(conversation) ?? [];
    this.texts.set(conversation, texts);
    const text = `${this.browser.handle} ${texts.length + 1}`;
    texts.push(text);
    conversation.sendText(text);
  }

  #edit(conversation: Conversation, { messageId, delivery, content }: Message): void {
    if (content.kind !== 'text' || delivery?.kind === 'failed') return;
    const text = `${content.body}.`;
    this.edits.set(messageId, text);
    conversation.edit(messageId, text);
  }

  #react(conversation: Conversation, { messageId, delivery }: Message): void {
    if (delivery?.kind === 'failed') return;
    const emoji = this.#random.pick(emojis);
    const place = `${emoji} ${messageId}`;
    const isOn = this.reactions.get(place) !== true;
    this.reactions.set(place, isOn);
    conversation.react(messageId, emoji, isOn);
  }

  #noteTold(conversation: Conversation): void {
    for (const { messageId, delivery } of messagesOf(conversation)) {
      if (delivery !== undefined && delivery.kind !== 'sending' && delivery.kind !== 'failed') {
        this.told.add(messageId);
      }
    }
  }
}

/** Renames a group, takes somebody out of it and back in, until this says so; at last they are in it. */
export async function changeGroup(
  group: Conversation,
  accountId: string,
  random: RandomHistory,
  isOver: () => boolean,
): Promise<void> {
  const isIn = () => group.members.value.some((member) => member.accountId === accountId);
  for (let count = 1; !isOver(); count += 1) {
    await pause(10 * leastPause + random.below(4 * spread));
    await orCutOff(() => {
      if (random.chance(0.4)) return group.rename(`Title ${count}`);
      return isIn() ? group.remove(accountId) : group.add([accountId]);
    });
  }
  while (!isIn()) {
    await orCutOff(() => group.add([accountId]));
    await pause(leastPause);
  }
}

/** What a person sees as a failure that is gone at the next try. */
async function orCutOff(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const isCut = error instanceof ProtocolError && error.code === 'unreachable';
    // The keys have changed while the title was sealed.
    const isLate = error instanceof ConversationRefusal && error.code === 'wrong-epoch';
    if (!isCut && !isLate) throw error;
  }
}
