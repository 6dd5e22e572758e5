import { type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { openUnderMaster, sealUnderMaster } from '../../../e2ee/account/account-keys.ts';
import { type WrapContext, WrapRefusal } from '../../../e2ee/account/wrap.ts';
import { fromBase64Url, toBase64Url } from '../../../e2ee/bytes.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import type { PeopleAnswer } from '../../../protocol/people.ts';
import { InTurn } from '../in-turn.ts';
import type { PeopleRequest } from '../messenger-requests.ts';
import { overOthers } from '../over-others.ts';
import { type BookContent, emptyBook, readBook, writeBook } from './book-content.ts';

export interface ContactBookOptions {
  readonly request: PeopleRequest;
  readonly accountId: string;
  readonly masterKey: CryptoKey;
  /** The highest revision that this browser has seen, over visits: the server does not get away with an older one. */
  readonly seen: { read(): Promise<number>; note(revision: number): Promise<void> };
}

/** How often a change is made again over one that another device has just made. */
const mostTries = 8;

/**
 * A person's contact book, the same on all of their devices. It is sealed under the master key: the server keeps it,
 * and can neither read nor change it, nor bring back one that a browser knows to be old.
 */
export class ContactBook {
  readonly #options: ContactBookOptions;
  readonly #content: Signal<BookContent> = signal(emptyBook);
  readonly #turn = new InTurn();
  #revision = 0;

  private constructor(options: ContactBookOptions) {
    this.#options = options;
  }

  /** @throws ProtocolError `unexpected-answer` for a book that is not this person's, or is older than was seen. */
  static async open(options: ContactBookOptions): Promise<ContactBook> {
    const book = new ContactBook(options);
    await book.refresh();
    return book;
  }

  get content(): ReadonlySignal<BookContent> {
    return this.#content;
  }

  /** Takes what another device may have changed. */
  refresh(): Promise<void> {
    return this.#turn.do(() => this.#read());
  }

  /** Hears of a revision. */
  async follow(revision: number): Promise<void> {
    if (revision > this.#revision) await this.refresh();
  }

  /**
   * Changes the book, over whatever other devices have changed meanwhile.
   *
   * @param change Is asked again for each book that it finds; the same book means that there is nothing to do.
   */
  update(change: (content: BookContent) => BookContent): Promise<void> {
    const changing = async () => {
      const before = this.#content.peek();
      const after = change(before);
      if (after !== before) await this.#write(after);
    };
    return this.#turn.do(() => overOthers(mostTries, changing, () => this.#read()));
  }

  async #write(content: BookContent): Promise<void> {
    const { request, masterKey, seen } = this.#options;
    const revision = this.#revision + 1;
    const book = await sealUnderMaster(masterKey, this.#context, revision, writeBook(content));
    await request('writeBook', { revision: this.#revision, book: toBase64Url(book) });
    await this.#take(revision, content, seen);
  }

  async #read(): Promise<void> {
    const { request, seen } = this.#options;
    const atLeast = Math.max(this.#revision, await seen.read());
    const { revision, content } = await this.#open(await request('readBook'));
    if (revision < atLeast) throw new ProtocolError('unexpected-answer');
    if (revision > this.#revision) await this.#take(revision, content, seen);
  }

  async #open({
    revision,
    book,
  }: PeopleAnswer<'readBook'>): Promise<{ revision: number; content: BookContent }> {
    if (revision === 0 && book === undefined) return { revision, content: emptyBook };
    const bytes = fromBase64Url(book ?? '') ?? new Uint8Array();
    try {
      const opened = await openUnderMaster(this.#options.masterKey, this.#context, bytes, revision);
      const content = readBook(opened.content);
      // The number outside is the server's, the one inside the person's.
      if (content === undefined || opened.generation !== revision) throw new WrapRefusal('malformed');
      return { revision, content };
    } catch (cause) {
      if (cause instanceof WrapRefusal) throw new ProtocolError('unexpected-answer', undefined, { cause });
      throw cause;
    }
  }

  async #take(revision: number, content: BookContent, seen: ContactBookOptions['seen']): Promise<void> {
    this.#revision = revision;
    this.#content.value = content;
    await seen.note(revision);
  }

  get #context(): WrapContext {
    return { purpose: 'book wrap', accountId: this.#options.accountId };
  }
}
