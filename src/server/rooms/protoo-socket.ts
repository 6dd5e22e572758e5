import { EventEmitter } from 'node:events';
import type { RawData, WebSocket } from 'ws';
import { ProtocolError } from '../../protocol/errors.ts';
import { type ProtooFrame, type ReadFrame, readFrame } from './protoo-frame.ts';

/** Whether one more message is within its sender's means. */
export type MessageVerdict = 'granted' | 'refused' | 'flooded';

interface ProtooSocketEvents {
  message: [frame: ProtooFrame];
  close: [];
  /** The connection is lost or closed; comes before `close`. */
  gone: [];
  refused: [error: ProtocolError];
  /** The client sends far more than a client of good will. */
  flooded: [];
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
  /** Judges each incoming message, readable or not. */
  judge: () => MessageVerdict = () => 'granted';

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
    const verdict = this.judge();
    if (verdict === 'flooded') {
      this.emit('flooded');
      return;
    }
    const read = readFrame(toBuffer(raw), isBinary, this.#maxMessageBytes);
    if (verdict === 'refused') {
      this.#refuseForHaste(read);
    } else if (read.kind === 'frame') {
      this.emit('message', read.frame);
    } else if (read.requestId === undefined) {
      this.#refuse(read.error);
    } else {
      this.#answer(read.requestId, read.error);
    }
  }

  /** Only requests are answered: a hasty client must not get more than it sends. */
  #refuseForHaste(read: ReadFrame): void {
    if (read.kind === 'frame' && 'request' in read.frame) {
      this.#answer(read.frame.id, new ProtocolError('rate-limited'));
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
