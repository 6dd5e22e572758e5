import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { RequestHandler } from 'express';

const compress = promisify(brotliCompress);
const worthwhile = new Set(['.js', '.css', '.svg', '.json', '.wasm']);

/**
 * Serves the hashed assets of the web app compressed with Brotli where the browser takes it. Each is
 * compressed once, at its first request, and kept in memory: their names change with their content.
 * Whatever cannot be served so is left to the next handler.
 */
export function compressedAssets(webRoot: string): RequestHandler {
  const cache = new Map<string, Promise<Buffer | undefined>>();
  return async (request, response, next) => {
    const file = path.join(webRoot, path.posix.normalize(request.path));
    const { ext } = path.parse(file);
    if (!worthwhile.has(ext)) return next();
    response.vary('Accept-Encoding');
    if (!request.acceptsEncodings('br') || request.headers.range !== undefined) return next();

    const compressed = cache.get(file) ?? compressFile(file);
    cache.set(file, compressed);
    const body = await compressed;
    if (body === undefined) {
      // Remembering names that do not exist would let callers fill the memory.
      cache.delete(file);
      return next();
    }
    response.type(ext).set({ 'Content-Encoding': 'br', 'Cache-Control': immutable }).send(body);
  };
}

/** For files whose name changes with their content. */
export const immutable = 'public, max-age=31536000, immutable';

async function compressFile(file: string): Promise<Buffer | undefined> {
  let content: Buffer;
  try {
    content = await readFile(file);
  } catch {
    // The next handler answers for a file that is not there.
    return undefined;
  }
  return compress(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 9,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
}
