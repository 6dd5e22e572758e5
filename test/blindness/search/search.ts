import { compressedBodies } from '../record/compressed-bodies.ts';
import type { ServerRecord } from '../record/recorded-server.ts';
import { isWebSocket, webSocketMessages } from '../record/websocket-messages.ts';
import { eachForm, type Form } from './forms.ts';
import type { KnownPlaintext } from './known-plaintext.ts';
import { windowLength, windowsIn } from './window-index.ts';

export const channels = ['RTP', 'HTTP', 'room control', 'log', 'data directory', 'metrics'] as const;
export type Channel = (typeof channels)[number];

/** Something known that the server had: all places of one kind together. */
export interface Finding {
  readonly channel: Channel;
  readonly what: string;
  readonly form: Form;
  /** Where the first one stands. */
  readonly where: string;
  /** The first one, in hexadecimal. */
  readonly bytes: string;
  readonly count: number;
}

/** How much of a channel was searched. */
export interface SearchedAmount {
  /** Packets, messages, lines or files. */
  readonly pieces: number;
  /** As recorded. */
  readonly bytes: number;
  /** Places that were looked at, in all decoded forms. */
  readonly places: number;
}

export interface SearchResult {
  readonly findings: readonly Finding[];
  readonly searched: Readonly<Record<Channel, SearchedAmount>>;
  /** Findings to be expected of noise. */
  readonly expectedByChance: number;
}

/** Looks for what is known in everything that a server had, in every form in which it can stand there. */
export function searchRecord(record: ServerRecord, known: KnownPlaintext): SearchResult {
  const search = new Search(known);
  for (const [at, { kind, packets }] of record.producers.entries()) {
    // Binary: there is nothing else that a packet can be.
    for (const { bytes } of packets) search.look('RTP', `producer ${at + 1} (${kind})`, bytes, bytes.length);
  }
  for (const [at, { fromServer, toServer }] of record.connections.entries()) {
    const isRoomControl = isWebSocket(toServer);
    const channel = isRoomControl ? 'room control' : 'HTTP';
    for (const [direction, bytes] of [
      ['to the server', toServer],
      ['from the server', fromServer],
    ] as const) {
      const where = `connection ${at + 1}, ${direction}`;
      search.lookEverywhere(channel, where, bytes, bytes.length);
      // Unmasked; they were counted with the connection.
      if (isRoomControl)
        for (const message of webSocketMessages(bytes)) search.lookEverywhere(channel, where, message, 0);
    }
    for (const body of compressedBodies(fromServer).bodies) {
      search.lookEverywhere(channel, `connection ${at + 1}, a body from the server`, body, 0);
    }
  }
  for (const [at, line] of record.log.split('\n').entries()) {
    search.lookEverywhere('log', `line ${at + 1}`, Buffer.from(line), line.length);
  }
  for (const { content, path } of record.files)
    search.lookEverywhere('data directory', path, content, content.length);
  const metrics = Buffer.from(record.metrics);
  search.lookEverywhere('metrics', '/metrics', metrics, metrics.length);
  return search.result;
}

class Search {
  readonly #known: KnownPlaintext;
  readonly #findings = new Map<string, Finding>();
  readonly #searched: Record<Channel, SearchedAmount>;

  constructor(known: KnownPlaintext) {
    this.#known = known;
    const nothing: SearchedAmount = { pieces: 0, bytes: 0, places: 0 };
    this.#searched = {
      RTP: nothing,
      HTTP: nothing,
      'room control': nothing,
      log: nothing,
      'data directory': nothing,
      metrics: nothing,
    };
  }

  /** @param size What this adds to the recorded bytes. */
  lookEverywhere(channel: Channel, where: string, text: Buffer, size: number): void {
    this.#count(channel, { pieces: 1, bytes: size, places: 0 });
    eachForm(text, (bytes, form) => this.#look(channel, where, bytes, form));
  }

  look(channel: Channel, where: string, bytes: Buffer, size: number): void {
    this.#count(channel, { pieces: 1, bytes: size, places: 0 });
    this.#look(channel, where, bytes, 'as it is');
  }

  get result(): SearchResult {
    const places = Object.values(this.#searched).reduce((sum, amount) => sum + amount.places, 0);
    return {
      findings: [...this.#findings.values()],
      searched: this.#searched,
      expectedByChance: (this.#known.index.size * places) / 2 ** (8 * windowLength),
    };
  }

  #look(channel: Channel, where: string, bytes: Buffer, form: Form): void {
    const { index, phrases, whats } = this.#known;
    this.#count(channel, { pieces: 0, bytes: 0, places: windowsIn(bytes) });
    index.search(bytes, (owner, at) => {
      const window = bytes.toString('hex', at, at + windowLength);
      this.#find({
        channel,
        what: whats[owner] ?? '',
        form,
        where: `${where}, byte ${at}`,
        bytes: window,
        count: 1,
      });
    });
    for (const phrase of phrases) {
      const at = bytes.indexOf(phrase.bytes);
      if (at < 0) continue;
      const found = phrase.bytes.toString('hex');
      this.#find({ channel, what: phrase.what, form, where: `${where}, byte ${at}`, bytes: found, count: 1 });
    }
  }

  #find(finding: Finding): void {
    const key = [finding.channel, finding.what, finding.form].join('\n');
    const before = this.#findings.get(key);
    this.#findings.set(key, before === undefined ? finding : { ...before, count: before.count + 1 });
  }

  #count(channel: Channel, { bytes, pieces, places }: SearchedAmount): void {
    const before = this.#searched[channel];
    this.#searched[channel] = {
      pieces: before.pieces + pieces,
      bytes: before.bytes + bytes,
      places: before.places + places,
    };
  }
}
