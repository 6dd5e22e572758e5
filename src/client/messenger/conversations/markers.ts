import { type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { fromBase64Url, toBase64Url } from '../../../e2ee/bytes.ts';
import { type Marker, openMarker, sealMarker } from '../../../e2ee/conversations/marker.ts';
import { ConversationRefusal } from '../../../e2ee/conversations/refusal.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import { InTurn } from '../in-turn.ts';
import type { ConversationLog } from './conversation-log.ts';
import type { ConversationParts } from './conversation-parts.ts';

const none: Marker = { delivered: 0, read: 0 };
/** Milliseconds in which what has changed of one's own marker is gathered. */
const pause = 400;

/** How far each member of a conversation has received and read. */
export class Markers {
  readonly #log: ConversationLog;
  readonly #parts: Pick<ConversationParts, 'live' | 'signer' | 'me'>;
  readonly #all: Signal<ReadonlyMap<string, Marker>> = signal(new Map());
  readonly #turn = new InTurn();
  /** What the server has of this person's. */
  #told: Marker = none;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(log: ConversationLog, parts: Pick<ConversationParts, 'live' | 'signer' | 'me'>) {
    this.#log = log;
    this.#parts = parts;
  }

  get all(): ReadonlySignal<ReadonlyMap<string, Marker>> {
    return this.#all;
  }

  /** One's own. */
  get own(): Marker {
    return this.#all.value.get(this.#parts.me.accountId) ?? none;
  }

  /** How far all of these people have come. */
  least(accountIds: readonly string[]): Marker {
    if (accountIds.length === 0) return none;
    const markers = accountIds.map((accountId) => this.#all.value.get(accountId) ?? none);
    return {
      delivered: Math.min(...markers.map(({ delivered }) => delivered)),
      read: Math.min(...markers.map(({ read }) => read)),
    };
  }

  /** Takes a marker that the server hands out. One that does not open, or goes back, is left out. */
  hear(accountId: string, marker: string): Promise<void> {
    return this.#turn.do(async () => {
      try {
        const bytes = fromBase64Url(marker) ?? new Uint8Array();
        const opened = await openMarker(
          this.#log.verified,
          accountId,
          (epoch) => this.#log.key(epoch),
          bytes,
        );
        if (accountId === this.#parts.me.accountId) this.#told = further(this.#told, opened);
        this.#advance(accountId, opened);
      } catch (error) {
        if (!(error instanceof ConversationRefusal)) throw error;
      }
    });
  }

  /** Notes how far this person has come, and tells the others after a moment. */
  note(marker: Partial<Marker>): void {
    this.#advance(this.#parts.me.accountId, { ...none, ...marker });
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.tell();
    }, pause);
  }

  /** Tells the server whatever it does not have yet, if there is a connection. */
  tell(): void {
    void this.#turn.do(async () => {
      const { live, signer } = this.#parts;
      const own = this.#all.peek().get(this.#parts.me.accountId) ?? none;
      const isTold = own.delivered <= this.#told.delivered && own.read <= this.#told.read;
      if (isTold || live.state.peek() !== 'connected') return;
      const { conversationId } = this.#log;
      const key = await this.#log.key(this.#log.verified.state.epoch);
      const marker = toBase64Url(await sealMarker(signer, key, own));
      try {
        await live.request('setMarker', { conversationId, marker });
        this.#told = own;
      } catch (error) {
        // It is told with the next one, or when the connection is back.
        if (!(error instanceof ProtocolError)) throw error;
      }
    });
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #advance(accountId: string, marker: Marker): void {
    const before = this.#all.peek().get(accountId) ?? none;
    const after = further(before, marker);
    if (after.delivered === before.delivered && after.read === before.read) return;
    this.#all.value = new Map([...this.#all.peek(), [accountId, after]]);
  }
}

function further(one: Marker, other: Marker): Marker {
  return { delivered: Math.max(one.delivered, other.delivered), read: Math.max(one.read, other.read) };
}
