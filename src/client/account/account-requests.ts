import {
  type AccountAnswer,
  type AccountBody,
  type AccountRouteName,
  accountRequestHeader,
  accountRoutes,
} from '../../protocol/accounts.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { readError, unreadable } from '../http-answers.ts';

/**
 * Asks one of the account routes, with this origin's cookie. Rejects with the server's `ProtocolError`, `unreachable` or
 * `unexpected-answer`.
 */
export type AccountRequest = <N extends AccountRouteName>(
  name: N,
  body?: AccountBody<N>,
  parameters?: Readonly<Record<string, string>>,
) => Promise<AccountAnswer<N>>;

/** Milliseconds after which a server that does not answer is unreachable. */
const patience = 15_000;

/** @param send Such as `fetch`. */
export function accountRequests(origin: string, send: typeof fetch): AccountRequest {
  return async (name, body, parameters = {}) => {
    const { method, path, answer } = accountRoutes[name];
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
    return parsed.data as AccountAnswer<typeof name>;
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
