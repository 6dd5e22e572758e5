import type { z } from 'zod';
import { accountRequestHeader } from '../protocol/accounts.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { readError, unreadable } from './http-answers.ts';

interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body: z.ZodType;
  readonly answer: z.ZodType;
}

/** The routes of one part of the protocol. */
export type RouteTable = Readonly<Record<string, Route>>;

/**
 * Asks one of the routes of a table, with this origin's cookie. Rejects with the server's `ProtocolError`, `unreachable`
 * or `unexpected-answer`.
 */
export type RouteRequest<T extends RouteTable> = <N extends keyof T & string>(
  name: N,
  body?: z.input<T[N]['body']>,
  parameters?: Readonly<Record<string, string>>,
) => Promise<z.output<T[N]['answer']>>;

/** Milliseconds after which a server that does not answer is unreachable. */
const patience = 15_000;

/** @param send Such as `fetch`. */
export function routeRequests<T extends RouteTable>(
  routes: T,
  origin: string,
  send: typeof fetch,
): RouteRequest<T> {
  return async (name, body, parameters = {}) => {
    const route = routes[name];
    if (route === undefined) throw new TypeError(`There is no route ${name}.`);
    const { method, path, answer } = route;
    const address = path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(parameters[key] ?? ''));
    const signal = AbortSignal.timeout(patience);
    const headers = {
      accept: 'application/json',
      [accountRequestHeader.name]: accountRequestHeader.value,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const init: RequestInit = { method, headers, signal, credentials: 'same-origin' };
    if (body !== undefined) init.body = JSON.stringify(body);
    const response = await send(new URL(address, origin), init).catch((cause: unknown) => {
      throw new ProtocolError('unreachable', undefined, { cause });
    });
    const text = await response.text().catch((cause: unknown) => {
      throw new ProtocolError('unreachable', undefined, { cause });
    });
    const content = readJson(text, response.status);
    if (!response.ok) throw readError(response.status, content);
    const parsed = answer.safeParse(content);
    if (!parsed.success) throw unreadable(response.status, parsed.error);
    return parsed.data as z.output<T[typeof name]['answer']>;
  };
}

function readJson(text: string, status: number): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable(status, cause);
  }
}
