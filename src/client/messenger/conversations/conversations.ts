import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { randomBytes, toBase64Url } from '../../../e2ee/bytes.ts';
import { createEpochKey } from '../../../e2ee/conversations/epoch-key.ts';
import { MembershipLog } from '../../../e2ee/conversations/membership-log.ts';
import type { Role } from '../../../e2ee/conversations/role.ts';
import type { ListedConversation } from '../../../protocol/conversations.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import type { LiveEvent } from '../../../protocol/live-events.ts';
import type { ConversationSummary, NewGroup } from '../api.ts';
import { InTurn } from '../in-turn.ts';
import type { FollowedHead, KeptConversation } from '../people/book-content.ts';
import { keysOnTheWire, sealToMembers } from './conversation-log.ts';
import type { ConversationParts } from './conversation-parts.ts';
import { HeldConversation } from './held-conversation.ts';

/** How many conversations are brought up to date at a time. */
const atOnce = 6;

/** All conversations of a person, followed as long as they are logged in. */
export class Conversations {
  readonly #parts: ConversationParts;
  readonly #held: Signal<ReadonlyMap<string, HeldConversation>> = signal(new Map());
  readonly #turn = new InTurn();

  constructor(parts: ConversationParts) {
    this.#parts = parts;
  }

  readonly summaries: ReadonlySignal<readonly ConversationSummary[]> = computed(() =>
    [...this.#held.value.values()]
      .map(({ summary, sendingBlock }) => ({ summary: summary.value, block: sendingBlock.value }))
      // One whose members are not known yet has nothing to show, unless that is what there is to say.
      .filter(
        ({ summary: { kind, others }, block }) =>
          kind === 'group' || others.length > 0 || block?.kind === 'dishonest-server',
      )
      .map(({ summary }) => summary)
      .sort((a, b) => Number(b.isPinned) - Number(a.isPinned) || b.changedAt - a.changedAt),
  );

  get(conversationId: string): HeldConversation | undefined {
    return this.#held.value.get(conversationId);
  }

  /** Brings all of them to what the server says: at the start, and after a cut. */
  refresh(): Promise<void> {
    return this.#turn.do(async () => {
      for (let after: string | undefined = 'first'; after !== undefined; ) {
        const page: { conversations: ListedConversation[]; next?: string | undefined } =
          await this.#parts.request('listConversations', undefined, { after });
        for (let at = 0; at < page.conversations.length; at += atOnce) {
          await Promise.all(page.conversations.slice(at, at + atOnce).map((listed) => this.#sync(listed)));
        }
        after = page.next;
      }
    });
  }

  async take({ conversationId, ...message }: LiveEvent<'messageAdded'>): Promise<void> {
    const held = this.get(conversationId) ?? (await this.#meet(conversationId));
    await held?.take(message);
  }

  async hearChange({ conversationId, logLength }: LiveEvent<'conversationChanged'>): Promise<void> {
    const held = this.get(conversationId) ?? (await this.#meet(conversationId));
    const wasMember = held?.isMember;
    await held?.followLog(logLength);
    // Of what was said meanwhile whoever was out has not heard.
    if (wasMember === false && held?.isMember) await this.#read(conversationId);
    await this.pinLogs();
  }

  async hearMarker({ conversationId, accountId, marker }: LiveEvent<'markerSet'>): Promise<void> {
    const held = this.get(conversationId) ?? (await this.#meet(conversationId));
    await held?.hearMarker(accountId, marker);
  }

  hearTyping({ conversationId, accountId }: LiveEvent<'typing'>): void {
    this.get(conversationId)?.hearTyping(accountId);
  }

  /** @returns The id of the conversation with a contact; of two who begin it at once there is one. */
  async openDirect(accountId: string): Promise<string> {
    const known = this.#directWith(accountId);
    if (known !== undefined) return known;
    try {
      return await this.#create('direct', [accountId], true);
    } catch (error) {
      if (!(error instanceof ProtocolError && error.code === 'conflict')) throw error;
      // It is there, and this device has not heard of it yet.
      await this.refresh();
      const found = this.#directWith(accountId);
      if (found === undefined) throw error;
      return found;
    }
  }

  /** Notes, for all of this person's devices and later visits, how far the logs were followed. */
  async pinLogs(): Promise<void> {
    await this.#parts.book.update((book) => {
      const further = [...this.#held.peek().values()]
        .map(({ conversationId, logHead }): [string, FollowedHead] => [conversationId, logHead])
        .filter(([conversationId, { length }]) => length > (book.logs[conversationId]?.length ?? 0));
      return further.length === 0
        ? book
        : { ...book, logs: { ...book.logs, ...Object.fromEntries(further) } };
    });
  }

  async createGroup({ title, members, newcomersSeeHistory }: NewGroup): Promise<string> {
    const conversationId = await this.#create('group', members, newcomersSeeHistory);
    if (title !== '') await this.get(conversationId)?.rename(title);
    return conversationId;
  }

  /** Notes, on all of this person's devices, how they keep a conversation. */
  async keep(conversationId: string, change: Partial<KeptConversation>): Promise<void> {
    await this.#parts.book.update((book) => {
      const before = book.conversations[conversationId] ?? likeAny;
      const after = { ...before, ...change };
      const { [conversationId]: _before, ...others } = book.conversations;
      const isLikeAny = !after.isMuted && !after.isPinned && !after.isArchived;
      return { ...book, conversations: isLikeAny ? others : { ...others, [conversationId]: after } };
    });
  }

  async renewAllKeys(): Promise<void> {
    for (const held of this.#held.peek().values()) await held.renewKeys();
  }

  async renewKeysWith(accountId: string): Promise<void> {
    for (const held of this.#held.peek().values()) {
      if (held.members.peek().some((member) => member.accountId === accountId)) await held.renewKeys();
    }
  }

  flush(): void {
    for (const held of this.#held.peek().values()) held.flush();
  }

  end(): void {
    for (const held of this.#held.peek().values()) held.end();
  }

  /** Asks for a conversation that this device has not heard of. One that is gone by then is left out. */
  #meet(conversationId: string): Promise<HeldConversation | undefined> {
    return this.#turn.do(async () => {
      const known = this.get(conversationId);
      if (known !== undefined) return known;
      try {
        return await this.#read(conversationId);
      } catch (error) {
        if (error instanceof ProtocolError && error.code === 'not-found') return undefined;
        throw error;
      }
    });
  }

  async #read(conversationId: string): Promise<HeldConversation> {
    const { conversation } = await this.#parts.request('readConversation', undefined, { conversationId });
    return this.#sync(conversation);
  }

  async #sync(listed: ListedConversation): Promise<HeldConversation> {
    const { conversationId } = listed;
    let held = this.get(conversationId);
    if (held === undefined) {
      held = new HeldConversation(listed, this.#parts);
      await held.load();
      await held.sync(listed);
      this.#held.value = new Map([...this.#held.peek(), [conversationId, held]]);
    } else {
      await held.sync(listed);
    }
    return held;
  }

  #directWith(accountId: string): string | undefined {
    const isWithThem = (held: HeldConversation) =>
      held.kind === 'direct' && held.members.value.some((member) => member.accountId === accountId);
    return [...this.#held.value.values()].find(isWithThem)?.conversationId;
  }

  async #create(
    kind: 'direct' | 'group',
    others: readonly string[],
    newcomersSeeHistory: boolean,
  ): Promise<string> {
    const { request, directory, signer, me, now } = this.#parts;
    const conversationId = toBase64Url(randomBytes(16));
    const key = await createEpochKey(conversationId, 1);
    const role: Role = kind === 'direct' ? 'owner' : 'member';
    const members = new Map<string, Role>([
      [me.accountId, 'owner'],
      ...others.map((accountId): [string, Role] => [accountId, role]),
    ]);
    const { entry, log } = await MembershipLog.create(
      conversationId,
      signer,
      {
        authorDevices: directory.lengthOf(me.accountId),
        time: now(),
        change: {
          kind: 'create',
          type: kind,
          policy: { newcomersSeeHistory, disappearAfter: undefined },
          members,
          commitment: key.commitment,
        },
      },
      directory,
    );
    const sealed = await sealToMembers(this.#parts, log, key, undefined);
    const { conversation } = await request('createConversation', {
      conversationId,
      kind,
      entry: toBase64Url(entry),
      members: [...members.keys()],
      keys: keysOnTheWire(1, sealed),
    });
    await this.#turn.do(() => this.#sync(conversation));
    await this.pinLogs();
    return conversationId;
  }
}

const likeAny: KeptConversation = { isMuted: false, isPinned: false, isArchived: false };
