import { type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { z } from 'zod';
import { fromBase64Url, fromUtf8, randomBytes, toBase64Url, utf8 } from '../../../e2ee/bytes.ts';
import { type Content, parseContent } from '../../../e2ee/conversations/content.ts';
import { readMessage, sealMessage } from '../../../e2ee/conversations/message.ts';
import { ConversationRefusal } from '../../../e2ee/conversations/refusal.ts';
import type { SequencedMessage } from '../../../protocol/conversations.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import { InTurn } from '../in-turn.ts';
import { isPassing, pauseAfter } from '../passing.ts';
import type { ConversationLog } from './conversation-log.ts';
import type { ConversationParts } from './conversation-parts.ts';

/** A message that the server has not confirmed. */
export interface PendingMessage {
  readonly messageId: string;
  readonly content: Content;
  /** Milliseconds since 1970 began, by this device's clock. */
  readonly at: number;
  /** Why it was refused for good, as a code of an error; nothing while it is on its way. */
  readonly failure: string | undefined;
  /** As it was sent: sent again, it is the same. In base64url. */
  readonly sealed: string | undefined;
}

const storedSchema = z.object({
  messageId: z.string(),
  content: z.unknown(),
  at: z.number(),
  failure: z.string().optional(),
  sealed: z.string().optional(),
});

const chainSchema = z.object({ counter: z.int(), previousHash: z.string() });

/**
 * What this person has written in one conversation and the server has not confirmed. It is kept, sealed, over visits,
 * and sent in its order.
 *
 * Invariant: a message is sealed once, and sent until it is confirmed or refused, before the next one is sealed: each
 * names the one before, and no two have one place. Tabs of one browser take turns.
 */
export class Outbox {
  readonly #log: ConversationLog;
  readonly #parts: ConversationParts;
  readonly #confirmed: (message: SequencedMessage) => Promise<void>;
  readonly #isHeld: () => boolean;
  readonly #pending: Signal<readonly PendingMessage[]> = signal([]);
  /** What is kept changes in one turn, what is sent goes in another: writing never waits for the network. */
  readonly #turn = new InTurn();
  readonly #sending = new InTurn();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  /**
   * @param confirmed Takes each message once it is at the server.
   * @param isHeld Whether everything waits: there is reason to doubt to whom it would go.
   */
  constructor(
    log: ConversationLog,
    parts: ConversationParts,
    confirmed: (message: SequencedMessage) => Promise<void>,
    isHeld: () => boolean,
  ) {
    this.#log = log;
    this.#parts = parts;
    this.#confirmed = confirmed;
    this.#isHeld = isHeld;
  }

  get pending(): ReadonlySignal<readonly PendingMessage[]> {
    return this.#pending;
  }

  /** Takes what an earlier visit has left. */
  async load(): Promise<void> {
    const { conversationId } = this.#log;
    const kept = await this.#parts.store.list('outbox', `${conversationId}/`, `${conversationId}/~`);
    this.#pending.value = kept.flatMap(([, bytes]) => readPending(bytes) ?? []);
  }

  /** Sends in the background. @returns The message's id. */
  add(content: Content, messageId: string = toBase64Url(randomBytes(16))): string {
    const message = { messageId, content, at: this.#parts.now(), failure: undefined, sealed: undefined };
    this.#pending.value = [...this.#pending.peek(), message];
    void this.#turn.do(() => this.#store(message));
    this.flush();
    return messageId;
  }

  /** Over once all that was added is kept for another visit. */
  kept(): Promise<void> {
    return this.#turn.do(async () => undefined);
  }

  retry(messageId: string): void {
    const message = this.#find(messageId);
    if (message?.failure === undefined) return;
    void this.#turn.do(() => this.#replace({ ...message, failure: undefined }));
    this.flush();
  }

  /** Of what has failed alone: what is on its way may have arrived. */
  discard(messageId: string): void {
    const message = this.#find(messageId);
    if (message?.failure !== undefined) void this.#turn.do(() => this.#remove(message));
  }

  /** Sends what waits, if there is a connection. */
  flush(): void {
    void this.#sending.do(async () => {
      const maySend = () => this.#parts.live.state.peek() === 'connected' && !this.#isHeld();
      while (!this.#isClosed && maySend()) {
        const next = this.#pending.peek().find(({ failure }) => failure === undefined);
        if (next === undefined || !(await this.#send(next))) return;
      }
    });
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  /** @returns Whether to go on with the next one. */
  async #send(message: PendingMessage): Promise<boolean> {
    try {
      await this.#parts.exclusively(`sottovoce.send.${this.#log.conversationId}`, () =>
        this.#sendInTurn(message),
      );
      return true;
    } catch (error) {
      // After a connection was lost it may have been done: it is asked again, not given up.
      if (isPassing(error)) {
        this.#flushLater(pauseAfter(error));
        return false;
      }
      const isRefused = error instanceof ProtocolError || error instanceof ConversationRefusal;
      const code = isRefused ? error.code : 'internal';
      // It is not at the server, and never was: its place in the chain is free.
      // A change of another message stands nowhere, to be tried again or given up: it is taken back.
      if ('of' in message.content) await this.#remove(message);
      else await this.#replace({ ...message, failure: code, sealed: undefined });
      return true;
    }
  }

  async #sendInTurn(message: PendingMessage): Promise<void> {
    const { live, store, me } = this.#parts;
    const kept = await this.#turn.do(() => store.get('outbox', this.#place(message)));
    const present = kept === undefined ? undefined : readPending(kept);
    if (present === undefined) {
      // Another tab has sent it.
      this.#drop(message);
      return;
    }
    const sealed = present.sealed ?? (await this.#seal(present));
    const { conversationId } = this.#log;
    const { messageId } = message;
    const { sequence, receivedAt } = await live.request('sendMessage', {
      conversationId,
      messageId,
      message: sealed,
    });
    await this.#advance(sealed);
    await this.#confirmed({
      sequence,
      messageId,
      author: me.accountId,
      receivedAt,
      message: sealed,
    });
    await this.#remove(message);
  }

  async #seal(message: PendingMessage): Promise<string> {
    const { signer } = this.#parts;
    await this.#renewKeys();
    const log = this.#log.verified;
    const key = await this.#log.key(log.state.epoch);
    const { messageId, content, at } = message;
    const written = { messageId, content, sentAt: at, ...(await this.#chain()) };
    const sealed = toBase64Url(await sealMessage(log, signer, key, written));
    await this.#replace({ ...message, sealed });
    return sealed;
  }

  /** Whoever writes first after somebody left makes the keys that that one does not have. */
  async #renewKeys(): Promise<void> {
    await this.#log.change(({ state }) =>
      state.rotationDue && state.members.has(this.#parts.me.accountId)
        ? { key: 'new', change: (commitment) => ({ kind: 'rotate', commitment }) }
        : undefined,
    );
  }

  /** The place of this device's next message in its chain. */
  async #chain() {
    const bytes = await this.#parts.store.get('known', this.#chainPlace);
    const kept =
      bytes === undefined ? undefined : chainSchema.safeParse(JSON.parse(fromUtf8(bytes) ?? '')).data;
    const previousHash = fromBase64Url(kept?.previousHash ?? '');
    return previousHash?.length === 32 && kept !== undefined
      ? { counter: kept.counter, previousHash }
      : { counter: 0, previousHash: new Uint8Array(32) };
  }

  async #advance(sealed: string): Promise<void> {
    const { counter, hash } = await readMessage(fromBase64Url(sealed) ?? new Uint8Array());
    const next = { counter: counter + 1, previousHash: toBase64Url(hash) };
    await this.#parts.store.put('known', this.#chainPlace, utf8(JSON.stringify(next)));
  }

  #flushLater(seconds: number): void {
    clearTimeout(this.#timer);
    if (!this.#isClosed) this.#timer = setTimeout(() => this.flush(), seconds * 1000);
  }

  #find(messageId: string): PendingMessage | undefined {
    return this.#pending.peek().find((message) => message.messageId === messageId);
  }

  async #replace(message: PendingMessage): Promise<void> {
    await this.#store(message);
    this.#pending.value = this.#pending
      .peek()
      .map((other) => (other.messageId === message.messageId ? message : other));
  }

  #store(message: PendingMessage): Promise<void> {
    return this.#parts.store.put('outbox', this.#place(message), utf8(JSON.stringify(message)));
  }

  async #remove(message: PendingMessage): Promise<void> {
    await this.#parts.store.delete('outbox', this.#place(message));
    this.#drop(message);
  }

  #drop({ messageId }: PendingMessage): void {
    this.#pending.value = this.#pending.peek().filter((other) => other.messageId !== messageId);
  }

  /** In the order in which they were written. */
  #place({ at, messageId }: PendingMessage): string {
    return `${this.#log.conversationId}/${String(at).padStart(15, '0')}/${messageId}`;
  }

  get #chainPlace(): string {
    return `chain/${this.#log.conversationId}`;
  }
}

function readPending(bytes: Uint8Array): PendingMessage | undefined {
  const parsed = storedSchema.safeParse(JSON.parse(fromUtf8(bytes) ?? 'null'));
  if (!parsed.success) return undefined;
  const { messageId, at, failure, sealed } = parsed.data;
  const content = parseContent(utf8(JSON.stringify(parsed.data.content)));
  return content.kind === 'unsupported' ? undefined : { messageId, content, at, failure, sealed };
}
