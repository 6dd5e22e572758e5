import { readFile } from 'node:fs/promises';
import path from 'node:path';
import express, { type RequestHandler, type Response, Router } from 'express';
import { compressedAssets, immutable } from './compressed-assets.ts';
import { styleNonce } from './security-headers.ts';

const notBuilt = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Sottovoce</title>
<h1>The web app has not been built</h1>
<p>The server runs, but the pages are missing. Stop it and run <code>npm start</code>, which builds them.</p>
</html>
`;

/**
 * Serves the built web app: hashed assets for ever, its other files for an hour, and the page itself,
 * never stored, for every address without a file extension, since the app reads the address itself.
 *
 * @param webRoot The folder with the built app. Where it has not been built, pages say so.
 */
export function webApp(webRoot: string): Router {
  const files = express.static(webRoot, { index: false, redirect: false, maxAge: '1h' });
  const assets = express.static(webRoot, {
    index: false,
    redirect: false,
    setHeaders: (response) => response.setHeader('Cache-Control', immutable),
  });
  const page: RequestHandler = async (request, response, next) => {
    if (path.posix.extname(request.path) !== '') return next();
    await sendPage(path.join(webRoot, 'index.html'), response);
  };

  const router = Router();
  router.get('/assets/{*file}', compressedAssets(webRoot), assets);
  router.get(
    '/{*page}',
    (request, response, next) => {
      if (request.path === '/index.html') return response.redirect(308, '/');
      return files(request, response, next);
    },
    page,
  );
  return router;
}

async function sendPage(file: string, response: Response): Promise<void> {
  response.type('html').set('Cache-Control', 'no-store');
  const html = await readPage(file);
  if (html === undefined) {
    response.status(503).send(notBuilt);
    return;
  }
  const nonce = `<meta property="csp-nonce" nonce="${styleNonce(response)}">`;
  response.send(html.replace(/<head[^>]*>/, (head) => head + nonce));
}

async function readPage(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const missing = typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
    if (missing) return undefined;
    throw error;
  }
}
