import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import type { z } from 'zod';
import type { Config } from '../../config/schema.ts';
import { accountRequestHeader } from '../../protocol/accounts.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { addressKey, clientAddress, type TrustProxy } from '../http/client-address.ts';
import { toProtocolError } from '../http/errors.ts';
import { isOriginAllowed } from '../http/origins.ts';
import type { LoggedIn, Logins } from './logins.ts';
import type { RouteMetrics } from './route-metrics.ts';
import { sessionCookie } from './session-cookie.ts';
import type { RouteTable, SessionHandlers, SessionRequest, SessionRoute } from './session-route.ts';

export interface SessionRouterOptions<T extends RouteTable> {
  readonly routes: T;
  readonly handlers: SessionHandlers<T>;
  readonly logins: Logins;
  readonly metrics: RouteMetrics;
  readonly server: Pick<Config['server'], 'publicUrl'>;
  readonly trust: TrustProxy;
  /** How often one address may ask at all. */
  readonly limit: RequestHandler;
  /** Most bytes of a body. */
  readonly bodyBytes: number;
}

/** What {@link answer} works with, whichever table its route is from. */
type AnswerOptions = Pick<SessionRouterOptions<RouteTable>, 'logins' | 'metrics' | 'server' | 'trust'> & {
  readonly parseBody: RequestHandler;
};

/** Any route's handler. That a body and a login are those of its route is what {@link answer} sees to. */
type AnyHandler = (request: AnyRequest) => Promise<unknown>;
type AnyRequest = Omit<SessionRequest<SessionRoute>, 'login'> & { readonly login: LoggedIn | undefined };

const lowerCase = { GET: 'get', POST: 'post', PUT: 'put', DELETE: 'delete' } as const;

/**
 * Every route of a table, each of which meets the same checks in the same order: how often, from where, who, what. A
 * body is read only from whoever may send it.
 */
export function sessionRouter<T extends RouteTable>(options: SessionRouterOptions<T>): Router {
  const { routes, handlers, limit, bodyBytes } = options;
  const parseBody = express.json({ limit: bodyBytes });
  const router = Router();
  for (const [name, route] of Object.entries(routes)) {
    const handle = handlers[name] as AnyHandler;
    router[lowerCase[route.method]](route.path, limit, (request, response) =>
      answer({ name, route, handle }, { ...options, parseBody }, request, response),
    );
  }
  return router;
}

async function answer(
  { name, route, handle }: { name: string; route: SessionRoute; handle: AnyHandler },
  { logins, metrics, server, trust, parseBody }: AnswerOptions,
  request: Request,
  response: Response,
): Promise<void> {
  try {
    if (route.method !== 'GET') refuseForeign(request, server);
    const login = route.session ? await logins.find(request, request.secure) : undefined;
    await read(parseBody, request, response);
    const cookie = sessionCookie(request, request.secure);
    const answered = await handle({
      body: parse(route.body, request.body),
      params: request.params,
      network: addressKey(clientAddress(request, trust)),
      login,
      cookie: {
        set: ({ token, cookieLifetime }) => {
          response.cookie(cookie.name, token, { ...cookie.options, maxAge: cookieLifetime });
        },
        clear: () => {
          response.clearCookie(cookie.name, cookie.options);
        },
      },
    });
    response.status(route.status);
    if (answered === undefined) response.end();
    else response.json(answered);
    metrics.answered(name, 'done');
  } catch (error) {
    metrics.answered(name, toProtocolError(error).code);
    throw error;
  }
}

/**
 * These routes are for the server's own pages alone, unlike calls, which other sites may be allowed to make. Browsers
 * send the cookie from no other site (SameSite) and the header from none without asking; each of the three holds
 * by itself.
 */
export function refuseForeign(
  { headers }: Request,
  { publicUrl }: Pick<Config['server'], 'publicUrl'>,
): void {
  const { origin, host } = headers;
  if (!isOriginAllowed(origin, host, { publicUrl, allowedOrigins: [] })) {
    throw new ProtocolError('origin-refused');
  }
  const { name, value } = accountRequestHeader;
  if (headers[name] !== value) {
    throw new ProtocolError('origin-refused', `The header ${name}: ${value} is missing.`);
  }
}

function read(parseBody: RequestHandler, request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    void parseBody(request, response, (error: unknown) => {
      if (error === undefined) resolve();
      else reject(error);
    });
  });
}

/** @throws ProtocolError `bad-request`. */
function parse(schema: z.ZodType, body: unknown): unknown {
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ProtocolError('bad-request', `${issue?.path.join('.')}: ${issue?.message}`);
  }
  return parsed.data;
}
