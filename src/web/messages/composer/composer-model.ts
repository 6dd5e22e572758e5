import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { Conversation, Message } from '../../../client/messenger/api.ts';
import { sendable } from './draft.ts';

/** What sending does. */
export type ComposerMode =
  | { readonly kind: 'new' }
  | { readonly kind: 'reply'; readonly to: Message }
  | { readonly kind: 'edit'; readonly message: Message };

/** Milliseconds without a key after which what is written is kept. */
const draftDelay = 400;

/** What is being written to a conversation. Whoever makes it closes it. */
export class ComposerModel {
  readonly #conversation: Conversation;
  readonly #text;
  readonly #mode = signal<ComposerMode>({ kind: 'new' });
  /** What was being written before a message was edited. */
  #setAside = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
    this.#text = signal(conversation.summary.peek().draft);
  }

  get text(): ReadonlySignal<string> {
    return this.#text;
  }

  get mode(): ReadonlySignal<ComposerMode> {
    return this.#mode;
  }

  type(text: string): void {
    this.#text.value = text;
    if (this.#mode.value.kind === 'edit') return;
    if (text.trim() !== '') this.#conversation.sayTyping();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#saveDraft(), draftDelay);
  }

  reply(to: Message): void {
    if (this.#mode.value.kind === 'edit') this.cancel();
    this.#mode.value = { kind: 'reply', to };
  }

  /** Only one's own messages of text can be edited. */
  edit(message: Message): void {
    if (!isEditable(message)) return;
    if (this.#mode.value.kind !== 'edit') this.#setAside = this.#text.value;
    this.#mode.value = { kind: 'edit', message };
    this.#text.value = message.content.body;
  }

  /** Edits the last message that can be, where nothing is being written. @returns Whether there is one. */
  editLast(): boolean {
    if (this.#text.value !== '' || this.#mode.value.kind !== 'new') return false;
    const last = this.#conversation.timeline
      .peek()
      .findLast((item) => item.kind === 'message' && isEditable(item));
    if (last?.kind !== 'message') return false;
    this.edit(last);
    return true;
  }

  /** Leaves a reply or an edit; what was written before the edit comes back. @returns Whether there was one. */
  cancel(): boolean {
    const { kind } = this.#mode.value;
    if (kind === 'new') return false;
    this.#mode.value = { kind: 'new' };
    if (kind === 'edit') this.#text.value = this.#setAside;
    return true;
  }

  /** @returns Whether something was sent or changed. */
  send(): boolean {
    const body = sendable(this.#text.value);
    if (body === undefined) return false;
    const mode = this.#mode.value;
    if (mode.kind === 'edit') {
      const { content, messageId } = mode.message;
      if (content.kind === 'text' && content.body !== body) this.#conversation.edit(messageId, body);
      this.cancel();
      return true;
    }
    this.#conversation.sendText(body, mode.kind === 'reply' ? { replyTo: mode.to.messageId } : {});
    this.#mode.value = { kind: 'new' };
    this.#text.value = '';
    this.#saveDraft();
    return true;
  }

  /** Keeps what is written. May be called twice. */
  close(): void {
    if (this.#timer !== undefined) this.#saveDraft();
  }

  #saveDraft(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#conversation.saveDraft(this.#mode.value.kind === 'edit' ? this.#setAside : this.#text.value);
  }
}

type EditableMessage = Message & { readonly content: { readonly kind: 'text' } };

export function isEditable(message: Message): message is EditableMessage {
  const { isMine, content, delivery } = message;
  return isMine && content.kind === 'text' && delivery?.kind !== 'failed' && delivery?.kind !== 'sending';
}
