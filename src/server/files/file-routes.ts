import { pipeline } from 'node:stream/promises';
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import type { z } from 'zod';
import type { Config } from '../../config/schema.ts';
import { type ErrorCode, ProtocolError } from '../../protocol/errors.ts';
import { type FileRouteName, fileRoutes, manifestLimit, tusVersion } from '../../protocol/files.ts';
import type { LoggedIn, Logins } from '../accounts/logins.ts';
import { refuseForeign } from '../accounts/session-router.ts';
import type { FileMetrics } from './file-metrics.ts';
import type { FileContent, FileHandlers, FileRequest } from './file-route.ts';

export interface FileRoutesOptions {
  readonly handlers: FileHandlers;
  readonly logins: Logins;
  readonly metrics: FileMetrics;
  readonly server: Pick<Config['server'], 'publicUrl'>;
  /** How often one address may ask at all. */
  readonly limit: RequestHandler;
}

const names = Object.keys(fileRoutes).filter((name): name is FileRouteName =>
  Object.hasOwn(fileRoutes, name),
);

/**
 * Every route of the table in `protocol/files.ts`, each of which meets the same checks in the same order: how often,
 * from where, who, what.
 */
export function fileRouter(options: FileRoutesOptions): Router {
  const router = Router();
  const readBytes = express.raw({ type: 'application/octet-stream', limit: manifestLimit });
  for (const name of names) {
    const { method, path, content } = fileRoutes[name];
    const before = content === 'bytes' ? [options.limit, readBytes] : [options.limit];
    router[lowerCase[method]](path, ...before, (request, response) =>
      answer(name, options, request, response),
    );
  }
  return router;
}

const lowerCase = {
  GET: 'get',
  HEAD: 'head',
  POST: 'post',
  PUT: 'put',
  PATCH: 'patch',
  DELETE: 'delete',
} as const;

/** Any route's handler. That what it gets is that of its route is what {@link answer} sees to. */
type AnyHandler = (request: AnyRequest) => Promise<object | undefined>;
type AnyRequest = Pick<FileRequest<FileRouteName>, 'params' | 'findLogin' | 'set'> & {
  readonly body: unknown;
  readonly headers: unknown;
  readonly query: unknown;
  readonly content: unknown;
  readonly login: LoggedIn | undefined;
};

async function answer(
  name: FileRouteName,
  options: FileRoutesOptions,
  request: Request,
  response: Response,
): Promise<void> {
  const route = fileRoutes[name];
  try {
    if (isTus(name)) response.set('Tus-Resumable', tusVersion);
    if (route.method !== 'GET' && route.method !== 'HEAD') refuseForeign(request, options.server);
    const login = route.session ? await options.logins.find(request, request.secure) : undefined;
    if (isTus(name) && request.headers['tus-resumable'] !== tusVersion) {
      response.set('Tus-Version', tusVersion);
      throw new ProtocolError('tus-version-refused');
    }
    const handle = options.handlers[name] as AnyHandler;
    const answered = await handle({
      headers: parse(route.headers, request.headers),
      query: parse(route.query, request.query),
      body: parse(
        route.body,
        route.content === 'json' || route.content === 'none' ? request.body : undefined,
      ),
      params: request.params,
      content: contentOf(name, request),
      login,
      findLogin: () => options.logins.find(request, request.secure),
      set: (headers) => setHeaders(response, headers),
    });
    options.metrics.answered(name, await send(name, answered, options.metrics, response));
  } catch (error) {
    options.metrics.answered(name, error instanceof ProtocolError ? error.code : 'internal');
    // Many clients read an answer only once they have sent all of their request.
    if (route.content === 'stream') request.resume();
    throw error;
  }
}

const isTus = (name: FileRouteName) => 'tus-resumable' in fileRoutes[name].headers.shape;

function contentOf(name: FileRouteName, request: Request): unknown {
  const { content } = fileRoutes[name];
  if (content === 'stream') return request;
  // An empty body is not read at all.
  return content === 'bytes' ? (request.body ?? Buffer.alloc(0)) : undefined;
}

/** An empty one takes a header back. */
function setHeaders(response: Response, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (value === '') response.removeHeader(name);
    else response.set(name, value);
  }
}

/** @returns The outcome, for the metrics. */
async function send(
  name: FileRouteName,
  answered: object | undefined,
  metrics: FileMetrics,
  response: Response,
): Promise<'done' | 'cut'> {
  if (answered !== undefined && isContent(answered)) return sendContent(answered, metrics, response);
  response.status(fileRoutes[name].status);
  if (answered === undefined) response.end();
  else response.json(answered);
  return 'done';
}

function isContent(answered: object): answered is FileContent {
  return 'content' in answered;
}

async function sendContent(
  { status, content }: FileContent,
  metrics: FileMetrics,
  response: Response,
): Promise<'done' | 'cut'> {
  response.status(status);
  if (response.req.method === 'HEAD') {
    content.destroy();
    response.end();
    return 'done';
  }
  content.on('data', (chunk: Uint8Array) => metrics.transferred('sent', chunk.length));
  try {
    await pipeline(content, response);
    return 'done';
  } catch {
    // Either side has gone. The answer is broken off, so that nobody takes it for whole, and can be taken up again.
    return 'cut';
  }
}

/** Where a header alone says that something is refused, by more than `bad-request`. */
const headerCodes = new Map<PropertyKey, ErrorCode>([['content-type', 'content-type-refused']]);

/** @throws ProtocolError `bad-request`, `content-type-refused`. */
function parse(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const code = headerCodes.get(issue?.path[0] ?? '') ?? 'bad-request';
  throw new ProtocolError(code, `${issue?.path.join('.')}: ${issue?.message}`);
}
