import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const vite = fileURLToPath(new URL('../../../node_modules/vite/bin/vite.js', import.meta.url));
const config = fileURLToPath(new URL('vite.config.ts', import.meta.url));

const types: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
};

export interface GalleryHost {
  /** The gallery's address, such as `http://127.0.0.1:40001`. */
  readonly origin: string;
  /** Every request as it came: its method, its address and its headers. */
  readonly received: readonly string[];
  close(): Promise<void>;
}

/** Builds the gallery and serves it under a content security policy as strict as the server's own. */
export async function openGallery(): Promise<GalleryHost> {
  const folder = await mkdtemp(join(tmpdir(), 'sottovoce-gallery-'));
  // In a process of its own: the bundler does not know the arrays of jest's realm, and libraries behave
  // differently where the environment says "test".
  await promisify(execFile)(process.execPath, [vite, 'build', '--config', config, '--outDir', folder], {
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const index = await readFile(join(folder, 'index.html'), 'utf8');
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    received.push([request.method, request.url, ...request.rawHeaders].join(' '));
    const { pathname } = new URL(request.url ?? '/', 'http://gallery');
    const type = types[extname(pathname)];
    if (type !== undefined) {
      const file = await readFile(join(folder, pathname)).catch(() => undefined);
      response.writeHead(file === undefined ? 404 : 200, { 'content-type': type }).end(file);
      return;
    }
    const nonce = randomBytes(16).toString('base64');
    response
      .writeHead(200, {
        'content-type': 'text/html',
        'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; font-src 'self'; img-src 'self' data: blob:; media-src 'self' blob: mediastream:; connect-src 'self'`,
      })
      .end(index.replace('<head>', `<head><meta property="csp-nonce" nonce="${nonce}">`));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the gallery has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    received,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}
