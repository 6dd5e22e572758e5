import { fromBase64Url, toBase64Url } from '../../../e2ee/bytes.ts';
import { AuthorChain } from '../../../e2ee/conversations/author-chain.ts';
import { openMessage, readMessage } from '../../../e2ee/conversations/message.ts';
import { ConversationRefusal } from '../../../e2ee/conversations/refusal.ts';
import type { SequencedMessage } from '../../../protocol/conversations.ts';
import type { ConversationLog } from './conversation-log.ts';
import type { Directory } from './directory.ts';
import type { KeptMessage, Opening } from './kept-message.ts';

/** Opens the messages of one conversation, and watches over the chain of each device's. */
export class MessageOpener {
  readonly #log: ConversationLog;
  readonly #directory: Directory;
  readonly #chains = new Map<string, AuthorChain>();
  /** Where messages stand that were opened, and what was missing before them, by their hashes. */
  readonly #places = new Map<string, { readonly sequence: number; readonly missingBefore: number }>();

  constructor(log: ConversationLog, directory: Directory) {
    this.#log = log;
    this.#directory = directory;
  }

  /** Takes note of messages that were opened at an earlier visit. */
  remember(messages: readonly KeptMessage[]): void {
    for (const { sequence, opening } of messages) {
      if (opening.kind !== 'opened') continue;
      const { missingBefore } = opening;
      this.#places.set(opening.link.hash, { sequence, missingBefore });
      const { counter, previousHash, hash, deviceId } = opening.link;
      const bytes = [previousHash, hash].map((text) => fromBase64Url(text) ?? new Uint8Array());
      const [before = new Uint8Array(), own = new Uint8Array()] = bytes;
      this.#chain(deviceId).note({ counter, previousHash: before, hash: own });
    }
  }

  /** @param isFollowing Whether nothing was left out between what was opened last and this. */
  async open(message: SequencedMessage, isFollowing: boolean): Promise<KeptMessage> {
    const { sequence, messageId, author, receivedAt } = message;
    return { sequence, messageId, author, receivedAt, opening: await this.#open(message, isFollowing) };
  }

  async #open(message: SequencedMessage, isFollowing: boolean): Promise<Opening> {
    try {
      return await this.#tryOpen(message, isFollowing);
    } catch (error) {
      if (!(error instanceof ConversationRefusal)) throw error;
      if (!(await this.#learn(error, message))) return { kind: 'refused', code: error.code };
    }
    try {
      return await this.#tryOpen(message, isFollowing);
    } catch (error) {
      if (error instanceof ConversationRefusal) return { kind: 'refused', code: error.code };
      throw error;
    }
  }

  /**
   * Some things only look wrong here because this device is behind.
   *
   * @returns Whether another try makes sense: also where something else has just made this device catch up.
   */
  async #learn({ code }: ConversationRefusal, { author }: SequencedMessage): Promise<boolean> {
    // Whoever was taken out has no key until they are back in, which they may not have heard of.
    const isOut = code === 'not-for-this-account' && !this.#log.isMember;
    const isLogBehind = code === 'unknown-head' || code === 'wrong-epoch' || isOut;
    if (isLogBehind) await this.#log.catchUp();
    else if (code === 'unknown-device') await this.#directory.catchUp([author]);
    else return false;
    return true;
  }

  async #tryOpen(
    { sequence, message, messageId, author }: SequencedMessage,
    isFollowing: boolean,
  ): Promise<Opening> {
    const received = await readMessage(fromBase64Url(message) ?? new Uint8Array());
    if (received.messageId !== messageId || received.author !== author) {
      return { kind: 'refused', code: 'mislabelled' };
    }
    const key = await this.#log.key(received.epoch);
    const { content, counter, previousHash, hash, deviceKey } = await openMessage(
      this.#log.verified,
      key,
      received,
    );
    const deviceId = toBase64Url(deviceKey);
    const chain = this.#chain(deviceId);
    const { counter: expected } = chain.next;
    const verdict = chain.note({ counter, previousHash, hash });
    const link = { deviceId, counter, previousHash: toBase64Url(previousHash), hash: toBase64Url(hash) };
    const before = this.#places.get(link.hash);
    if (verdict === 'replayed' && before?.sequence === sequence) {
      // The same one, read again: what came after it was cut off at the first time.
      return { kind: 'opened', content, link, missingBefore: before.missingBefore };
    }
    if (verdict === 'fork' || verdict === 'replayed') return { kind: 'refused', code: verdict };
    // Before the first one that is known of a device there may be any number.
    const isGap = verdict === 'gap' && isFollowing && expected > 0;
    const missingBefore = isGap ? counter - expected : 0;
    this.#places.set(link.hash, { sequence, missingBefore });
    return { kind: 'opened', content, link, missingBefore };
  }

  #chain(deviceId: string): AuthorChain {
    let chain = this.#chains.get(deviceId);
    if (chain === undefined) {
      chain = new AuthorChain();
      this.#chains.set(deviceId, chain);
    }
    return chain;
  }
}
