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
  /** Where messages stand that were opened, by their hashes. */
  readonly #places = new Map<string, number>();

  constructor(log: ConversationLog, directory: Directory) {
    this.#log = log;
    this.#directory = directory;
  }

  /** Takes note of messages that were opened at an earlier visit. */
  remember(messages: readonly KeptMessage[]): void {
    for (const { sequence, opening } of messages) {
      if (opening.kind !== 'opened') continue;
      this.#places.set(opening.link.hash, sequence);
      const { counter, previousHash, hash, deviceId } = opening.link;
      const bytes = [previousHash, hash].map((text) => fromBase64Url(text) ?? new Uint8Array());
      const [before = new Uint8Array(), own = new Uint8Array()] = bytes;
      this.#chain(deviceId).note({ counter, previousHash: before, hash: own });
    }
  }

  async open(message: SequencedMessage): Promise<KeptMessage> {
    const { sequence, messageId, author, receivedAt } = message;
    return { sequence, messageId, author, receivedAt, opening: await this.#open(message) };
  }

  async #open(message: SequencedMessage): Promise<Opening> {
    try {
      return await this.#tryOpen(message);
    } catch (error) {
      if (!(error instanceof ConversationRefusal)) throw error;
      if (!(await this.#learn(error, message))) return { kind: 'refused', code: error.code };
    }
    try {
      return await this.#tryOpen(message);
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
    if (!isLogBehind && code !== 'unknown-device') return false;
    try {
      if (isLogBehind) await this.#log.catchUp();
      else await this.#directory.catchUp([author]);
    } catch (error) {
      // Whoever follows the log says so; this message stays what it is.
      if (!(error instanceof ConversationRefusal)) throw error;
    }
    return true;
  }

  async #tryOpen({ sequence, message, messageId, author }: SequencedMessage): Promise<Opening> {
    const received = await readMessage(fromBase64Url(message) ?? new Uint8Array());
    if (received.messageId !== messageId || received.author !== author) {
      return { kind: 'refused', code: 'mislabelled' };
    }
    const key = await this.#log.key(received.epoch);
    const { content, epoch, counter, previousHash, hash, deviceKey } = await openMessage(
      this.#log.verified,
      key,
      received,
    );
    const deviceId = toBase64Url(deviceKey);
    const verdict = this.#chain(deviceId).note({ counter, previousHash, hash });
    const hashes = { previousHash: toBase64Url(previousHash), hash: toBase64Url(hash) };
    // The same one may be read again: what came after it was cut off at the first time.
    const isReread = verdict === 'replayed' && this.#places.get(hashes.hash) === sequence;
    if (verdict === 'fork' || (verdict === 'replayed' && !isReread))
      return { kind: 'refused', code: verdict };
    this.#places.set(hashes.hash, sequence);
    return { kind: 'opened', content, link: { epoch, deviceId, counter, ...hashes } };
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
