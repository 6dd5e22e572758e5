import { brotliDecompressSync } from 'node:zlib';

/** What a server sent compressed, over one connection. */
export interface CompressedBodies {
  /** As they were before. */
  readonly bodies: readonly Buffer[];
  /** Headers of those that cannot be read, and so not be searched. */
  readonly unreadable: readonly string[];
}

const headEnd = '\r\n\r\n';
const encodingHeader = /^(?:content-encoding|transfer-encoding): .*(?=\r$)/gim;

/** Takes apart what HTTP changed on its way to the browser: the app's own files come with Brotli. */
export function compressedBodies(fromServer: Buffer): CompressedBodies {
  const text = fromServer.toString('latin1');
  const bodies: Buffer[] = [];
  const unreadable: string[] = [];
  for (const { 0: header, index } of text.matchAll(encodingHeader)) {
    const bodyStart = text.indexOf(headEnd, index) + headEnd.length;
    const head = text.slice(text.lastIndexOf('HTTP/1.1 ', index), bodyStart);
    // Not modified: the browser has it from before (RFC 9110, section 15.4.5).
    if (head.startsWith('HTTP/1.1 304 ')) continue;
    const length = Number(/^content-length: (\d+)\r$/im.exec(head)?.[1]);
    const body = fromServer.subarray(bodyStart, bodyStart + length);
    if (/^content-encoding: br$/i.test(header) && body.length === length) {
      bodies.push(brotliDecompressSync(body));
    } else unreadable.push(header);
  }
  return { bodies, unreadable };
}
