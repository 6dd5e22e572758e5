import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { importBaseKey } from '../../e2ee/frames/sframe/key-schedule.ts';
import type { EncodedFrame } from './encoded-frame.ts';
import type { OpenedTrack, SealedTrack, TrackAddition, TrackStatistics, WorkerMessage } from './messages.ts';
import { WorkerSession } from './worker-session.ts';

const encoder = new TextEncoder();
const sent: SealedTrack = { context: { source: 'camera', incarnation: 0 }, codec: 'vp8' };
const received: OpenedTrack = { sender: 'Ada', source: 'camera', codec: 'vp8' };
const leaves = new Map([
  ['Ada', 3],
  ['Bea', 4],
]);

/** A session that remembers what it told. */
class ToldSession extends WorkerSession {
  readonly told: WorkerMessage[];
  #requests = 0;

  constructor() {
    const told: WorkerMessage[] = [];
    super((message) => told.push(message));
    this.told = told;
  }

  statistics(): readonly TrackStatistics[] {
    this.#requests += 1;
    this.receive({ kind: 'read-statistics', request: this.#requests });
    const answer = this.told.pop();
    if (answer?.kind !== 'statistics') throw new Error('no statistics were told');
    expect(answer.request).toBe(this.#requests);
    return answer.tracks;
  }
}

/** The browser's side of a track: frames go in, and what passes comes out. */
class Track {
  readonly passed: EncodedFrame[] = [];
  readonly ended: Promise<void>;
  readonly #input = new TransformStream<EncodedFrame, EncodedFrame>();
  readonly #writer = this.#input.writable.getWriter();
  readonly #session: ToldSession;
  readonly #id: number;
  #given = 0;

  constructor(session: ToldSession, options: TrackAddition) {
    this.#session = session;
    this.#id = options.id;
    const writable = new WritableStream<EncodedFrame>({ write: (frame) => void this.passed.push(frame) });
    this.ended = session.attach({ readable: this.#input.readable, writable, options });
  }

  /** Resolves when each frame has passed or was refused, or its track is no longer counted. */
  async give(...frames: EncodedFrame[]): Promise<void> {
    this.#given += frames.length;
    await Promise.all(frames.map((frame) => this.#writer.write(frame)));
    while (this.#counted() < this.#given) await nextTurn();
  }

  /** Resolves when everything that was given is through. */
  async end(): Promise<void> {
    await this.#writer.close();
    await this.ended;
  }

  #counted(): number {
    const counts = this.#session.statistics().find(({ id }) => id === this.#id);
    if (counts === undefined) return this.#given;
    return Object.values<number>(counts.tally.refused).reduce(
      (sum, count) => sum + count,
      counts.tally.passed,
    );
  }
}

function frame(text: string, type: EncodedFrame['type'] = 'delta'): EncodedFrame {
  return { data: encoder.encode(text).buffer, type };
}

const texts = (frames: readonly EncodedFrame[]): string[] =>
  frames.map(({ data }) => new TextDecoder().decode(data));

describe('a session of the encryption worker', () => {
  let key: CryptoKey;
  let otherKey: CryptoKey;
  let session: ToldSession;

  beforeAll(async () => {
    key = await importBaseKey(new Uint8Array(16).fill(1));
    otherKey = await importBaseKey(new Uint8Array(16).fill(2));
  });
  beforeEach(() => {
    session = new ToldSession();
  });

  const addSender = (id = 1, track = sent): Track => new Track(session, { kind: 'add-sender', id, track });
  const addReceiver = (id = 2, track = received): Track =>
    new Track(session, { kind: 'add-receiver', id, track });
  const install = (epoch: bigint, baseKey: CryptoKey): void =>
    session.receive({ kind: 'install', secrets: { epoch, baseKey, leaf: 3, leaves } });

  /** Seals with a session of its own, as another device does. */
  async function sealedElsewhere(
    baseKey: CryptoKey,
    frames: readonly EncodedFrame[],
  ): Promise<EncodedFrame[]> {
    const other = new ToldSession();
    other.receive({ kind: 'install', secrets: { epoch: 1n, baseKey, leaf: 3, leaves } });
    const track = new Track(other, { kind: 'add-sender', id: 1, track: sent });
    await track.give(...frames);
    await track.end();
    return track.passed;
  }

  it('opens what another one has sealed, in order', async () => {
    const originals = Array.from({ length: 20 }, (_, at) => `frame ${at}`);
    const sealed = await sealedElsewhere(
      key,
      originals.map((text, at) => frame(text, at === 0 ? 'key' : 'delta')),
    );
    expect(sealed).toHaveLength(20);
    expect(texts(sealed).filter((text) => text.includes('frame'))).toEqual([]);
    install(1n, key);
    const receiver = addReceiver();
    await receiver.give(...sealed);
    expect(session.statistics()).toEqual([{ kind: 'receiver', id: 2, tally: { passed: 20, refused: {} } }]);
    await receiver.end();
    expect(texts(receiver.passed)).toEqual(originals);
  });

  it('opens padded audio as the very bytes that were sealed', async () => {
    const context = { source: 'microphone', incarnation: 0 } as const;
    install(1n, key);
    const sender = addSender(1, { context, codec: 'opus' });
    // Audio frames have no type in every browser.
    await sender.give({ data: encoder.encode('a voice').buffer });
    await sender.end();
    const receiver = addReceiver(2, { sender: 'Ada', source: 'microphone', codec: 'opus' });
    await receiver.give(...sender.passed);
    await receiver.end();
    expect(texts(receiver.passed)).toEqual(['a voice']);
  });

  describe('a sender', () => {
    it('sends nothing before it has a key, and everything from then on', async () => {
      const sender = addSender();
      await sender.give(frame('too early', 'key'), frame('too early as well'));
      install(1n, key);
      await sender.give(frame('in time'));
      expect(session.statistics()).toEqual([
        { kind: 'sender', id: 1, tally: { passed: 1, refused: { 'no-key': 2 } } },
      ]);
      await sender.end();
      expect(sender.passed).toHaveLength(1);
      expect(session.told).toContainEqual({
        kind: 'refused',
        refusal: { kind: 'not-sealed', id: 1, reason: 'no-key', count: 1 },
      });
    });

    it('seals with the latest epoch', async () => {
      install(1n, otherKey);
      const sender = addSender();
      install(2n, key);
      await sender.give(frame('new'));
      await sender.end();
      session.receive({ kind: 'retire', epoch: 1n });
      const receiver = addReceiver();
      await receiver.give(...sender.passed);
      await receiver.end();
      expect(texts(receiver.passed)).toEqual(['new']);
    });

    it('sends nothing once it is removed', async () => {
      install(1n, key);
      const sender = addSender();
      await sender.give(frame('before'));
      session.receive({ kind: 'remove', id: 1 });
      await sender.give(frame('after'));
      install(2n, otherKey);
      await sender.give(frame('after a new key'));
      await sender.end();
      expect(sender.passed).toHaveLength(1);
    });

    it('that cannot be made ends, and nothing of it passes', async () => {
      const sender = addSender(1, { ...sent, context: { source: 'camera', incarnation: 5000 } });
      await sender.ended;
      expect(session.told.map(({ kind }) => kind)).toEqual(['failed', 'ended']);
      expect(sender.passed).toEqual([]);
    });
  });

  describe('a receiver', () => {
    it('drops frames in clear', async () => {
      install(1n, key);
      const receiver = addReceiver();
      await receiver.give(frame('nobody sealed this', 'key'));
      await receiver.end();
      expect(receiver.passed).toEqual([]);
      expect(session.told).toContainEqual({
        kind: 'refused',
        refusal: { kind: 'not-opened', id: 2, reason: 'clear', count: 1 },
      });
    });

    it.each([
      ['with another key', () => otherKey, received, 'not-authentic'],
      ['of another member', () => key, { ...received, sender: 'Bea' }, 'foreign-leaf'],
      ['of another source', () => key, { ...received, source: 'screen' }, 'foreign-source'],
    ] as const)('drops frames %s', async (_, installed, track, reason) => {
      const sealed = await sealedElsewhere(key, [frame('secret', 'key')]);
      install(1n, installed());
      const receiver = addReceiver(2, track);
      await receiver.give(...sealed);
      expect(session.statistics()).toEqual([
        { kind: 'receiver', id: 2, tally: { passed: 0, refused: { [reason]: 1 } } },
      ]);
      await receiver.end();
      expect(receiver.passed).toEqual([]);
    });

    it('drops frames of an epoch that is not there yet, or retired', async () => {
      const [early, timely, late] = await sealedElsewhere(key, [frame('1'), frame('2'), frame('3')]);
      if (early === undefined || timely === undefined || late === undefined) throw new Error('none sealed');
      const receiver = addReceiver();
      await receiver.give(early);
      install(1n, key);
      await receiver.give(timely);
      session.receive({ kind: 'retire', epoch: 1n });
      await receiver.give(late);
      await receiver.end();
      expect(texts(receiver.passed)).toEqual(['2']);
    });

    it('keeps frames whose sender was first in the next epoch until the key is there', async () => {
      const other = new ToldSession();
      other.receive({ kind: 'install', secrets: { epoch: 2n, baseKey: otherKey, leaf: 3, leaves } });
      const sender = new Track(other, { kind: 'add-sender', id: 1, track: sent });
      await sender.give(frame('1'), frame('2'));
      await sender.end();
      install(1n, key);
      const receiver = addReceiver();
      const given = receiver.give(...sender.passed);
      await nextTurn();
      install(2n, otherKey);
      await given;
      await receiver.end();
      expect(texts(receiver.passed)).toEqual(['1', '2']);
    });

    it('lets nothing pass once it is removed', async () => {
      const sealed = await sealedElsewhere(key, [frame('secret')]);
      install(1n, key);
      const receiver = addReceiver();
      session.receive({ kind: 'remove', id: 2 });
      await receiver.give(...sealed);
      await receiver.end();
      expect(receiver.passed).toEqual([]);
      expect(session.told).toContainEqual({
        kind: 'refused',
        refusal: { kind: 'not-opened', id: 2, reason: 'removed', count: 1 },
      });
    });
  });

  it('tells of an epoch that comes too late, and goes on with the later one', async () => {
    install(2n, key);
    install(1n, otherKey);
    expect(session.told).toEqual([
      { kind: 'failed', id: undefined, message: expect.stringContaining('Epoch 1') },
    ]);
    const sender = addSender();
    await sender.give(frame('later'));
    await sender.end();
    const receiver = addReceiver();
    await receiver.give(...sender.passed);
    await receiver.end();
    expect(texts(receiver.passed)).toEqual(['later']);
  });

  it('forgets a track that the browser has ended', async () => {
    const sender = addSender();
    await sender.end();
    expect(session.told).toEqual([{ kind: 'ended', id: 1 }]);
    expect(session.statistics()).toEqual([]);
  });
});
