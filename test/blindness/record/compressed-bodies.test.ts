import { brotliCompressSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { compressedBodies } from './compressed-bodies.ts';

const content = Buffer.from('What the app consists of. '.repeat(20));
const compressed = brotliCompressSync(content);

function response(head: readonly string[], body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([...head, '', ''].join('\r\n')), body]);
}

describe('a recorded connection with compressed bodies', () => {
  const whole = response(
    ['HTTP/1.1 200 OK', 'Content-Encoding: br', `Content-Length: ${compressed.length}`],
    compressed,
  );

  it('says what they were before, among others', () => {
    const plain = response(['HTTP/1.1 200 OK', 'Content-Length: 2'], Buffer.from('{}'));
    expect(compressedBodies(Buffer.concat([plain, whole, plain, whole]))).toEqual({
      bodies: [content, content],
      unreadable: [],
    });
  });

  it('names what cannot be read: another encoding, chunks, or an end that is missing', () => {
    const gzip = response(
      ['HTTP/1.1 200 OK', 'Content-Encoding: gzip', 'Content-Length: 2'],
      Buffer.from('ab'),
    );
    const chunked = response(
      ['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'],
      Buffer.from('2\r\nab\r\n0\r\n\r\n'),
    );
    expect(compressedBodies(Buffer.concat([gzip, chunked, whole.subarray(0, -1)]))).toEqual({
      bodies: [],
      unreadable: ['Content-Encoding: gzip', 'Transfer-Encoding: chunked', 'Content-Encoding: br'],
    });
  });

  it('takes an answer without a body for what it is', () => {
    const unmodified = response(['HTTP/1.1 304 Not Modified', 'Content-Encoding: br'], Buffer.alloc(0));
    expect(compressedBodies(unmodified)).toEqual({ bodies: [], unreadable: [] });
  });
});
