import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { z } from 'zod';
import { fromUtf8, utf8 } from '../../../e2ee/bytes.ts';
import type { ConversationAnswer, SequencedMessage } from '../../../protocol/conversations.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import { InTurn } from '../in-turn.ts';
import type { ConversationLog } from './conversation-log.ts';
import type { ConversationParts } from './conversation-parts.ts';
import { type KeptMessage, readKept, writeKept } from './kept-message.ts';
import type { MessageOpener } from './message-opener.ts';
import { type PlacedMessage, placed } from './served-order.ts';

/** How many messages are taken from what this browser keeps, or asked for, at a time. */
const pageSize = 100;
/** Where so many are new, what lies between stays with the server until somebody scrolls there. */
const mostToCatchUp = 1000;

const spanSchema = z.object({ from: z.int(), to: z.int(), isComplete: z.boolean() });

/** What is kept of a conversation without a gap: sequences, both among them. */
type Span = z.infer<typeof spanSchema>;

/**
 * The messages of a conversation that are at hand, without a gap up to the last one. They are opened once; this browser
 * keeps them, sealed, so that a conversation opens at once and a message that was genuine stays so.
 */
export class MessageHistory {
  readonly #log: ConversationLog;
  readonly #parts: Pick<ConversationParts, 'request' | 'store'>;
  readonly #opener: MessageOpener;
  readonly #turn = new InTurn();
  readonly #messages: Signal<readonly KeptMessage[]> = signal([]);
  readonly #state: Signal<'loading' | 'partial' | 'complete'> = signal('loading');
  /** What this browser keeps; what is shown is the end of it. */
  #kept: Span | undefined;

  constructor(
    log: ConversationLog,
    parts: Pick<ConversationParts, 'request' | 'store'>,
    opener: MessageOpener,
  ) {
    this.#log = log;
    this.#parts = parts;
    this.#opener = opener;
  }

  readonly messages: ReadonlySignal<readonly PlacedMessage[]> = computed(() => {
    this.#log.length.value;
    return placed(this.#messages.value, {
      log: this.#log.isKnown ? this.#log.verified : undefined,
      isComplete: this.#state.value === 'complete',
    });
  });

  get state(): ReadonlySignal<'loading' | 'partial' | 'complete'> {
    return this.#state;
  }

  /** The sequence of the last one; 0 for none. */
  get last(): number {
    return this.#messages.peek().at(-1)?.sequence ?? 0;
  }

  /** The sequence up to which all is known that the server had; 0 for nothing. */
  get reach(): number {
    return this.#kept?.to ?? 0;
  }

  /** Shows what this browser keeps. */
  load(): Promise<void> {
    return this.#turn.do(async () => {
      this.#kept = await this.#readSpan();
      if (this.#kept === undefined) return;
      const messages = await this.#fromStore(this.#kept.to + 1);
      this.#opener.remember(messages);
      this.#messages.value = messages;
      this.#settle();
    });
  }

  /** Asks for whatever came after the last one that is at hand. @param last The conversation's last sequence. */
  catchUp(last: number): Promise<void> {
    return this.#turn.do(async () => {
      if (this.#kept === undefined || last - this.#kept.to > mostToCatchUp) await this.#startFrom(last);
      else await this.#follow(this.#kept, last);
      this.#settle();
    });
  }

  /** Takes one that has just come. */
  take(message: SequencedMessage): Promise<void> {
    return this.#turn.do(async () => {
      if (this.#kept === undefined || message.sequence <= this.#kept.to) return;
      // Some may be hidden from this person; what comes after them is in a page.
      await this.#follow(this.#kept, message.sequence - 1);
      if (message.sequence === this.#kept.to + 1) {
        await this.#append([await this.#opener.open(message)], message.sequence);
      }
    });
  }

  /** Shows the page before the first one that is shown. */
  loadOlder(): Promise<void> {
    return this.#turn.do(async () => {
      const first = this.#messages.peek()[0]?.sequence ?? 0;
      if (this.#state.peek() !== 'partial' || this.#kept === undefined) return;
      if (first > this.#kept.from) {
        const older = await this.#fromStore(first);
        this.#opener.remember(older);
        this.#messages.value = [...older, ...this.#messages.peek()];
      } else {
        const page = await this.#page('before', first);
        const older = await this.#openAll(page.messages);
        await this.#keep(older, {
          ...this.#kept,
          from: older[0]?.sequence ?? this.#kept.from,
          isComplete: !page.hasMore,
        });
        this.#messages.value = [...older, ...this.#messages.peek()];
      }
      this.#settle();
    });
  }

  /** Begins with the last page: nothing is kept, or what is kept lies too far back. */
  async #startFrom(last: number): Promise<void> {
    const page = await this.#page('before', 0);
    const messages = await this.#openAll(page.messages);
    const from = messages[0]?.sequence ?? 1;
    const to = Math.max(last, messages.at(-1)?.sequence ?? 0);
    await this.#keep(messages, { from, to, isComplete: !page.hasMore });
    this.#messages.value = messages;
    this.#settle();
  }

  /** Asks for pages until nothing up to this sequence is missing. */
  async #follow({ to }: Span, last: number): Promise<void> {
    for (let reached = to; reached < last; ) {
      const page = await this.#page('after', reached);
      // What is not in the last page is hidden.
      const end = page.messages.at(-1)?.sequence ?? last;
      reached = page.hasMore ? end : Math.max(end, last);
      await this.#append(await this.#openAll(page.messages), reached);
    }
  }

  async #append(messages: readonly KeptMessage[], to: number): Promise<void> {
    if (this.#kept === undefined) return;
    await this.#keep(messages, { ...this.#kept, to });
    this.#messages.value = [...this.#messages.peek(), ...messages];
  }

  /** @throws ProtocolError `unexpected-answer` for messages that are not in their order, or beside the page. */
  async #page(direction: 'before' | 'after', sequence: number): Promise<ConversationAnswer<'readMessages'>> {
    const { conversationId } = this.#log;
    const parameters = { conversationId, direction, sequence: String(sequence) };
    const page = await this.#parts.request('readMessages', undefined, parameters);
    let last = direction === 'after' ? sequence : 0;
    const end = direction === 'before' && sequence > 0 ? sequence : Number.POSITIVE_INFINITY;
    for (const message of page.messages) {
      if (message.sequence <= last || message.sequence >= end) throw new ProtocolError('unexpected-answer');
      last = message.sequence;
    }
    return page;
  }

  async #openAll(messages: readonly SequencedMessage[]): Promise<KeptMessage[]> {
    const opened: KeptMessage[] = [];
    // In their order: each device's follow each other.
    for (const message of messages) opened.push(await this.#opener.open(message));
    return opened;
  }

  async #keep(messages: readonly KeptMessage[], span: Span): Promise<void> {
    const { store } = this.#parts;
    await Promise.all(
      messages.map((message) => store.put('messages', this.#place(message.sequence), writeKept(message))),
    );
    // Last: what lies in the span is there.
    await store.put('conversations', this.#log.conversationId, utf8(JSON.stringify(span)));
    this.#kept = span;
  }

  async #fromStore(before: number): Promise<KeptMessage[]> {
    const from = Math.max(this.#kept?.from ?? 0, before - pageSize);
    if (from >= before) return [];
    const found = await this.#parts.store.list('messages', this.#place(from), this.#place(before - 1));
    return found.flatMap(([, bytes]) => readKept(bytes) ?? []);
  }

  async #readSpan(): Promise<Span | undefined> {
    const bytes = await this.#parts.store.get('conversations', this.#log.conversationId);
    if (bytes === undefined) return undefined;
    return spanSchema.safeParse(JSON.parse(fromUtf8(bytes) ?? 'null')).data;
  }

  #settle(): void {
    const first = this.#messages.peek()[0]?.sequence;
    const isAtStart = this.#kept?.isComplete === true && (first === undefined || first <= this.#kept.from);
    this.#state.value = isAtStart ? 'complete' : 'partial';
  }

  #place(sequence: number): string {
    return `${this.#log.conversationId}/${String(sequence).padStart(12, '0')}`;
  }
}
