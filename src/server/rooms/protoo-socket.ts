import { EventEmitter } from 'node:events';
import type { RawData, WebSocket } from 'ws';
import { z } from 'zod';
import { ProtocolError } from '../../protocol/errors.ts';

const id = z.number();
const method = z.string().max(64);
const data = z.record(z.string(), z.unknown()).default({});

/** The three kinds of protoo messages. */
const frameSchema = z.union([
  z.object({ request: z.literal(true), id, method, data }),
  z.object({ notification: z.literal(true), method, data }),
  z.object({
    response: z.literal(true),
    id,
    ok: z.boolean().default(false),
    data,
    errorCode: z.number().optional(),
    errorReason: z.string().optional(),
  }),
]);

/** Whatever else is wrong with a message, whoever sent it with a request id deserves an answer. */
const answerableSchema = z.object({ request: z.literal(true), id });

type Frame = z.infer<typeof frameSchema>;

interface ProtooSocketEvents {
  message: [frame: Frame];
  close: [];
  /** The connection is lost or closed; comes before `close`. */
  gone: [];
  refused: [error: ProtocolError];
}

/** Closed for good by the server: protoo's clients do not come back by themselves after it. */
const closedByServer = 4000;

/** A client that does not read is cut off; it may resume. Bytes. */
const maxBuffered = 4 * 1024 * 1024;

/** Milliseconds between pings; a connection that missed one pong by then is dead. */
const pingInterval = 10_000;

/**
 * One WebSocket as a transport of protoo-server. protoo's own reads messages without a schema and drops
 * what it does not understand; this one answers each such message with a named error.
 */
export class ProtooSocket extends EventEmitter<ProtooSocketEvents> {
  readonly #socket: WebSocket;
  readonly #maxMessageBytes: number;
  readonly #pingTimer: NodeJS.Timeout;
  #awaitsPong = false;
  closed = false;

  constructor(socket: WebSocket, maxMessageBytes: number) {
    super();
    this.#socket = socket;
    this.#maxMessageBytes = maxMessageBytes;
    socket.on('message', (raw, isBinary) => this.#receive(raw, isBinary));
    socket.on('pong', () => {
      this.#awaitsPong = false;
    });
    // The error is always followed by `close`; without a listener it would end the process.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#gone());
    this.#pingTimer = setInterval(() => this.#ping(), pingInterval);
  }

  override toString(): string {
    return 'room control';
  }

  async send(message: object): Promise<void> {
    if (this.closed) {
      throw new ProtocolError('conflict', 'The connection is closed.');
    }
    if (this.#socket.bufferedAmount > maxBuffered) {
      this.#socket.terminate();
      throw new ProtocolError('limit-reached', 'The client does not read what it is sent.');
    }
    this.#socket.send(JSON.stringify(message));
  }

  /** Tells the client about something that no request id belongs to. */
  sendError(error: ProtocolError): void {
    const notification = {
      notification: true,
      method: 'protocolError',
      data: { code: error.code, message: error.message },
    };
    this.send(notification).catch(() => undefined);
  }

  /** Ends the connection for good. */
  close(): void {
    if (!this.closed) {
      this.#socket.close(closedByServer);
      this.#gone();
    }
  }

  #gone(): void {
    if (this.closed) {
      return;
    }
    clearInterval(this.#pingTimer);
    this.closed = true;
    this.emit('gone');
    this.emit('close');
  }

  #ping(): void {
    if (this.#awaitsPong) {
      this.#socket.terminate();
      return;
    }
    this.#awaitsPong = true;
    this.#socket.ping();
  }

  #receive(raw: RawData, isBinary: boolean): void {
    if (this.closed) {
      return;
    }
    const bytes = toBuffer(raw);
    if (bytes.length > this.#maxMessageBytes) {
      this.#refuse(
        new ProtocolError('message-too-large', `Messages hold up to ${this.#maxMessageBytes} bytes.`),
      );
    } else if (isBinary) {
      this.#refuse(new ProtocolError('bad-request', 'Messages are text, not binary.'));
    } else {
      this.#parse(bytes.toString('utf8'));
    }
  }

  #parse(text: string): void {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      this.#refuse(new ProtocolError('bad-request', 'The message is not JSON.'));
      return;
    }
    const frame = frameSchema.safeParse(json);
    if (frame.success) {
      this.emit('message', frame.data);
      return;
    }
    const error = new ProtocolError(
      'bad-request',
      'The message is no protoo request, response or notification.',
    );
    const answerable = answerableSchema.safeParse(json);
    if (answerable.success) {
      this.#answer(answerable.data.id, error);
    } else {
      this.#refuse(error);
    }
  }

  #answer(requestId: number, error: ProtocolError): void {
    this.emit('refused', error);
    const response = {
      response: true,
      id: requestId,
      ok: false,
      errorCode: error.status,
      errorReason: error.reason,
    };
    this.send(response).catch(() => undefined);
  }

  #refuse(error: ProtocolError): void {
    this.emit('refused', error);
    this.sendError(error);
  }
}

function toBuffer(raw: RawData): Buffer {
  if (Buffer.isBuffer(raw)) {
    return raw;
  }
  return Array.isArray(raw) ? Buffer.concat(raw) : Buffer.from(raw);
}
