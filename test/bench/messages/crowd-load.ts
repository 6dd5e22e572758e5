import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import { type LiveEvent, liveEventsPath, liveRequests } from '../../../src/protocol/live-events.ts';

/**
 * Some hundred people in one process, who are connected and write. Asked to write, it answers with how long each
 * message took until its author knew that it is sent, and each that came until it was here, from whichever process.
 */
const requestSchema = z.discriminatedUnion('ask', [
  z.object({
    ask: z.literal('connect'),
    origin: z.string(),
    people: z.array(z.object({ cookie: z.string(), direct: z.string(), group: z.string() })),
  }),
  z.object({
    ask: z.literal('write'),
    seconds: z.number(),
    /** Messages per second, or as many as there are answers, with so many on their way. */
    pace: z.union([z.object({ perSecond: z.number() }), z.object({ onTheirWay: z.int() })]),
    groupShare: z.number(),
    groupSize: z.int(),
    bytes: z.int(),
  }),
]);
type Writing = Extract<z.infer<typeof requestSchema>, { ask: 'write' }>;

const connectingAtOnce = 20;
/** After so many milliseconds without a message nothing more comes. */
const quiet = 1000;
/** Milliseconds that all processes of a machine count alike. */
const now = () => performance.timeOrigin + performance.now();

let delivered: number[] = [];
let lastDelivery = 0;
let isOver = false;

/** Somebody who writes and reads. Each message begins with the time at which it was sent. */
class Writer {
  readonly #socket: Socket;
  readonly #direct: string;
  readonly #group: string;
  readonly #own = new Set<string>();

  private constructor(socket: Socket, direct: string, group: string) {
    this.#socket = socket;
    this.#direct = direct;
    this.#group = group;
    socket.on('messageAdded', ({ message, messageId }: LiveEvent<'messageAdded'>) => {
      lastDelivery = performance.now();
      // One's own devices hear of it, too.
      if (this.#own.delete(messageId)) return;
      delivered.push(now() - Buffer.from(message.slice(0, 12), 'base64url').readDoubleBE());
    });
  }

  static async connect(
    origin: string,
    { cookie, direct, group }: { cookie: string; direct: string; group: string },
  ): Promise<Writer> {
    const socket = io(origin, {
      path: liveEventsPath,
      transports: ['websocket'],
      extraHeaders: { origin, cookie },
      reconnection: false,
      forceNew: true,
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('welcome', () => resolve());
      socket.once('connect_error', reject);
    });
    return new Writer(socket, direct, group);
  }

  /** @returns The milliseconds until the server has it on its disk. */
  async write(isForGroup: boolean, bytes: number): Promise<number> {
    const message = randomBytes(bytes);
    const sentAt = now();
    message.writeDoubleBE(sentAt);
    const messageId = randomBytes(16).toString('base64url');
    this.#own.add(messageId);
    const answer: unknown = await this.#socket.timeout(60_000).emitWithAck('sendMessage', {
      conversationId: isForGroup ? this.#group : this.#direct,
      messageId,
      message: message.toString('base64url'),
    });
    liveRequests.sendMessage.answer.parse(answer);
    return now() - sentAt;
  }
}

const writers: Writer[] = [];

async function connectAll(origin: string, people: Parameters<typeof Writer.connect>[1][]): Promise<void> {
  const waiting = [...people];
  const follow = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      writers.push(await Writer.connect(origin, next));
    }
  };
  await Promise.all(Array.from({ length: connectingAtOnce }, follow));
}

async function write({ seconds, pace, groupShare, groupSize, bytes }: Writing): Promise<object> {
  isOver = false;
  const confirmed: number[] = [];
  let addressed = 0;
  const writeOne = async () => {
    const writer = writers[Math.floor(Math.random() * writers.length)];
    const isForGroup = Math.random() < groupShare;
    addressed += isForGroup ? groupSize - 1 : 1;
    if (writer !== undefined) confirmed.push(await writer.write(isForGroup, bytes));
  };
  const start = performance.now();
  setTimeout(() => {
    isOver = true;
  }, seconds * 1000);
  if ('onTheirWay' in pace)
    await Promise.all(Array.from({ length: pace.onTheirWay }, () => follow(writeOne)));
  else await paced(writeOne, pace.perSecond);
  const elapsed = performance.now() - start;
  while (performance.now() - lastDelivery < quiet) await pause(50);
  const arrived = delivered;
  // What another process writes may come before this one is asked to write again.
  delivered = [];
  return { seconds: elapsed / 1000, confirmed, addressed, delivered: arrived };
}

async function follow(act: () => Promise<void>): Promise<void> {
  while (!isOver) await act();
}

/** Does not wait for answers: whoever writes does not know how busy the server is. */
async function paced(act: () => Promise<void>, perSecond: number): Promise<void> {
  const all: Promise<void>[] = [];
  const start = performance.now();
  for (let count = 0; !isOver; count += 1) {
    await pause(Math.max(0, start + (count * 1000) / perSecond - performance.now()));
    all.push(act());
  }
  await Promise.all(all);
}

async function answer(asked: z.infer<typeof requestSchema>): Promise<object> {
  if (asked.ask === 'write') return write(asked);
  await connectAll(asked.origin, asked.people);
  return { seconds: 0, confirmed: [], addressed: 0, delivered: [] };
}

process.on('message', (message) => {
  answer(requestSchema.parse(message)).then(
    (reply) => process.send?.(reply),
    (error: unknown) => {
      throw error;
    },
  );
});
