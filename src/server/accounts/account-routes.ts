import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { z } from 'zod';
import type { Config } from '../../config/schema.ts';
import { type AccountRouteName, accountRequestHeader, accountRoutes } from '../../protocol/accounts.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { addressKey, clientAddress, type TrustProxy } from '../http/client-address.ts';
import { isOriginAllowed } from '../http/origins.ts';
import type { AccountStore } from '../storage/account-store.ts';
import type { AccountMetrics } from './account-metrics.ts';
import type { AccountHandlers, AccountRequest, LoggedIn } from './account-route.ts';
import { readCookie, sessionCookie } from './session-cookie.ts';
import type { Sessions } from './sessions.ts';

export interface AccountRoutesOptions {
  readonly handlers: AccountHandlers;
  readonly accounts: AccountStore;
  readonly sessions: Sessions;
  readonly metrics: AccountMetrics;
  readonly server: Pick<Config['server'], 'publicUrl'>;
  readonly trust: TrustProxy;
  /** How often one address may ask at all. */
  readonly limit: RequestHandler;
}

const names = Object.keys(accountRoutes).filter((name): name is AccountRouteName =>
  Object.hasOwn(accountRoutes, name),
);

/**
 * Every route of the table in `protocol/accounts.ts`, each of which meets the same checks in the same order: how
 * often, from where, who, what.
 */
export function accountRouter(options: AccountRoutesOptions): Router {
  const router = Router();
  for (const name of names) {
    const { method, path } = accountRoutes[name];
    router[lowerCase[method]](path, options.limit, (request, response) =>
      answer(name, options, request, response),
    );
  }
  return router;
}

const lowerCase = { GET: 'get', POST: 'post', PUT: 'put', DELETE: 'delete' } as const;

/** Any route's handler. That a body and a login are those of its route is what {@link answer} sees to. */
type AnyHandler = (request: AnyRequest) => Promise<object | undefined>;
type AnyRequest = Omit<AccountRequest<AccountRouteName>, 'body' | 'login'> & {
  readonly body: unknown;
  readonly login: LoggedIn | undefined;
};

async function answer(
  name: AccountRouteName,
  options: AccountRoutesOptions,
  request: Request,
  response: Response,
): Promise<void> {
  const route = accountRoutes[name];
  try {
    if (route.method !== 'GET') refuseForeign(request, options.server);
    const login = route.session ? await findLogin(request, options) : undefined;
    const cookie = sessionCookie(request, request.secure);
    const handle = options.handlers[name] as AnyHandler;
    const answered = await handle({
      body: parse(route.body, request.body),
      params: request.params,
      network: addressKey(clientAddress(request, options.trust)),
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
    options.metrics.answered(name, 'done');
  } catch (error) {
    options.metrics.answered(name, error instanceof ProtocolError ? error.code : 'internal');
    throw error;
  }
}

/**
 * Accounts are for the server's own pages alone, unlike calls, which other sites may be allowed to make. Browsers
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

/** @throws ProtocolError `login-required`. */
export async function findLogin(
  request: Request,
  { sessions, accounts }: Pick<AccountRoutesOptions, 'sessions' | 'accounts'>,
): Promise<LoggedIn> {
  const { name } = sessionCookie(request, request.secure);
  const session = await sessions.find(readCookie(request, name));
  const account = await accounts.find(session.accountId);
  if (account === undefined) throw new ProtocolError('login-required');
  return { account, session };
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
