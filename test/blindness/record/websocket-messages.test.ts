import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { isWebSocket, webSocketMessages } from './websocket-messages.ts';

const handshake = 'GET /room-control HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\n\r\n';

/** A frame as a client sends it (RFC 6455, section 5.2). */
function frame(first: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head =
    length < 126
      ? Buffer.from([first, 0x80 | length])
      : Buffer.from([first, 0x80 | 126, length >> 8, length]);
  const mask = randomBytes(4);
  return Buffer.concat([head, mask, payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0))]);
}

describe('the messages of a WebSocket', () => {
  it('are unmasked and joined, also around a ping', () => {
    const long = randomBytes(1_000);
    const bytes = Buffer.concat([
      Buffer.from(handshake),
      frame(0x81, Buffer.from('whole')),
      frame(0x02, long.subarray(0, 400)),
      frame(0x89, Buffer.from('ping')),
      frame(0x80, long.subarray(400)),
      frame(0x81, Buffer.from('cut off')).subarray(0, 9),
    ]);
    expect(isWebSocket(bytes)).toBe(true);
    expect(webSocketMessages(bytes)).toEqual([Buffer.from('whole'), Buffer.from('ping'), long]);
  });

  it('cannot be read where they are compressed', () => {
    const bytes = Buffer.concat([Buffer.from(handshake), frame(0xc1, Buffer.from('?'))]);
    expect(() => webSocketMessages(bytes)).toThrow('extension');
  });

  it('do not stand in plain HTTP', () => {
    expect(isWebSocket(Buffer.from('GET / HTTP/1.1\r\nHost: here\r\n\r\n'))).toBe(false);
  });
});
