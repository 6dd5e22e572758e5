import { Peer, WebSocketTransport } from 'protoo-client';
import { ProtocolError } from '../../protocol/errors.ts';

/** One WebSocket that speaks protoo; nothing is known here of the methods that it carries. */
export interface ProtooSocket {
  /** Resolves with the answer's data; rejects with the server's `ProtocolError`, or `unreachable`. */
  request(method: string, data: unknown): Promise<unknown>;
  /** Closes at once; every pending request rejects. What was sent before still goes out. Idempotent. */
  close(): void;
}

export interface ProtooSocketHandlers {
  notification(method: string, data: unknown): void;
  /** Its promise is the answer; a rejection is sent as an error. */
  request(method: string, data: unknown): Promise<unknown>;
  /** Called once, unless this side closed it: `server` after the close code 4000, which means "do not retry". */
  closed(by: 'server' | 'network'): void;
}

export type OpenProtooSocket = (url: string, handlers: ProtooSocketHandlers) => ProtooSocket;

/** Opens a socket that never retries by itself: the one place where protoo-client is used. */
export const openProtooSocket: OpenProtooSocket = (url, handlers) => {
  const peer = new Peer(new WebSocketTransport(url, { retry: { retries: 0 } }));
  const pending = new Set<(error: ProtocolError) => void>();
  let open = true;

  const shut = (): void => {
    open = false;
    peer.close();
    // protoo-client leaves requests pending where the server closed the socket.
    for (const reject of pending) reject(new ProtocolError('unreachable'));
    pending.clear();
  };
  const lose = (by: 'server' | 'network'): void => {
    if (!open) return;
    shut();
    handlers.closed(by);
  };

  peer.on('failed', () => lose('network'));
  peer.on('disconnected', () => lose('network'));
  peer.on('close', () => lose('server'));
  peer.on('notification', ({ method, data }) => handlers.notification(method, data));
  peer.on('request', ({ method, data }, accept, reject) => {
    // The published types of protoo-client take a whole response here; it takes the response's data.
    handlers.request(method, data).then(accept as (data: unknown) => void, (error: unknown) => {
      const named = error instanceof ProtocolError ? error : new ProtocolError('internal', String(error));
      reject(named.status, named.reason);
    });
  });

  return {
    request: (method, data) =>
      new Promise((resolve, reject) => {
        if (!open) {
          reject(new ProtocolError('unreachable'));
          return;
        }
        pending.add(reject);
        peer
          .request(method, data)
          .then(resolve, (error: unknown) => reject(readError(error)))
          .finally(() => pending.delete(reject));
      }),
    close: shut,
  };
};

/** protoo-client rejects with an `Error` that carries the numeric code of an error answer, and no code otherwise. */
function readError(error: unknown): ProtocolError {
  const answered =
    error instanceof Error && 'code' in error && typeof error.code === 'number' && error.code >= 400;
  return answered
    ? ProtocolError.fromReason(error.message)
    : new ProtocolError('unreachable', undefined, { cause: error });
}
