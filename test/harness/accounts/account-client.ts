import { randomBytes } from 'node:crypto';
import { client, ready } from '@serenity-kit/opaque';
import type { z } from 'zod';
import {
  type AccountBody,
  accountRequestHeader,
  accountRoutes,
  opaqueServerIdentifier,
} from '../../../src/protocol/accounts.ts';
import { conversationRoutes } from '../../../src/protocol/conversations.ts';
import { isErrorCode, ProtocolError } from '../../../src/protocol/errors.ts';
import { peopleRoutes } from '../../../src/protocol/people.ts';
import { errorBodySchema } from '../../../src/protocol/room-token.ts';

await ready;

/** Every route that a browser with a session asks. */
export const sessionRoutes = { ...accountRoutes, ...peopleRoutes, ...conversationRoutes };
export type SessionRouteName = keyof typeof sessionRoutes;
type RouteBody<N extends SessionRouteName> = z.input<(typeof sessionRoutes)[N]['body']>;
type RouteAnswer<N extends SessionRouteName> = z.output<(typeof sessionRoutes)[N]['answer']>;

/** As little work as OPAQUE allows: what a password costs is not what these tests are about. */
const keyStretching = { 'argon2id-custom': { memory: 64, iterations: 1, parallelism: 1 } };

export const randomText = (length: number) => randomBytes(length).toString('base64url');

/** Keys of an account as the server sees them: bytes without a meaning. */
export function someKeys(over: Partial<AccountBody<'finishRegistration'>['keys']> = {}) {
  return {
    passwordWrap: randomText(61),
    recoveryWrap: randomText(62),
    recoveryProof: randomText(32),
    identityKey: randomText(32),
    sealKey: randomText(1216),
    cardSignature: randomText(64),
    identityWrap: randomText(63),
    profileWrap: randomText(64),
    ...over,
  };
}

export interface SendOptions {
  readonly body?: unknown;
  readonly params?: Readonly<Record<string, string>>;
  /** Replace those of a page of the server; `undefined` leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** A browser as the session routes see one: a cookie, the header, and a real OPAQUE client. */
export class AccountClient {
  readonly origin: string;
  readonly browser: string;
  /** The cookie of its session, as `name=value`. */
  cookie: string | undefined;
  /** The last `Set-Cookie` that it was sent. */
  setCookie: string | undefined;

  constructor(origin: string, browser = 'Firefox on Linux') {
    this.origin = origin;
    this.browser = browser;
  }

  /** Asks a route of the table with whatever body. */
  async send(
    name: SessionRouteName,
    { body, params = {}, headers = {} }: SendOptions = {},
  ): Promise<Response> {
    const { method, path } = sessionRoutes[name];
    const address = path.replace(/:(\w+)/g, (_, key: string) => params[key] ?? '');
    const all = {
      [accountRequestHeader.name]: accountRequestHeader.value,
      origin: this.origin,
      cookie: this.cookie,
      'content-type': body === undefined ? undefined : 'application/json',
      ...headers,
    };
    const sent = Object.entries(all).filter((header): header is [string, string] => header[1] !== undefined);
    const response = await fetch(this.origin + address, {
      method,
      headers: sent,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const setCookie = response.headers.get('set-cookie');
    if (setCookie !== null) {
      this.setCookie = setCookie;
      const pair = setCookie.split(';')[0] ?? '';
      this.cookie = pair.endsWith('=') ? undefined : pair;
    }
    return response;
  }

  /**
   * Asks a route as the protocol wants it, and checks its answer against the protocol.
   *
   * @throws ProtocolError with the code of the answer.
   */
  async ask<N extends SessionRouteName>(
    name: N,
    body?: RouteBody<N>,
    params: Readonly<Record<string, string>> = {},
  ): Promise<RouteAnswer<N>> {
    const response = await this.send(name, { body, params });
    const text = await response.text();
    if (!response.ok) throw toError(JSON.parse(text));
    const route = sessionRoutes[name];
    if (response.status !== route.status) throw new Error(`${name} answered with ${response.status}.`);
    return route.answer.parse(text === '' ? undefined : JSON.parse(text)) as RouteAnswer<N>;
  }

  async register(
    handle: string,
    password: string,
    { keys = someKeys(), invitation }: { keys?: ReturnType<typeof someKeys>; invitation?: string } = {},
  ) {
    const started = client.startRegistration({ password });
    const { attemptId, registrationResponse, accountId } = await this.ask('startRegistration', {
      handle,
      registrationRequest: started.registrationRequest,
      ...(invitation === undefined ? {} : { invitation }),
    });
    const finished = finishRegistration(
      handle,
      password,
      started.clientRegistrationState,
      registrationResponse,
    );
    const answer = await this.ask('finishRegistration', {
      attemptId,
      registrationRecord: finished.registrationRecord,
      keys,
      browser: this.browser,
    });
    return { ...answer, accountId, keys, exportKey: finished.exportKey };
  }

  /** Begins a log-in; what it returns ends it. */
  async startLogin(handle: string, password: string) {
    const started = client.startLogin({ password });
    const { attemptId, loginResponse } = await this.ask('startLogin', {
      handle,
      startLoginRequest: started.startLoginRequest,
    });
    return {
      attemptId,
      loginResponse,
      ...finishLogin(handle, password, started.clientLoginState, loginResponse),
    };
  }

  async logIn(handle: string, password: string) {
    const { attemptId, finishLoginRequest, exportKey } = await this.startLogin(handle, password);
    const answer = await this.ask('finishLogin', { attemptId, finishLoginRequest, browser: this.browser });
    return { ...answer, exportKey };
  }

  /** Proves the password of the account that it is logged in to. */
  async prove(handle: string, password: string): Promise<AccountBody<'deleteAccount'>['proof']> {
    const started = client.startLogin({ password });
    const { attemptId, loginResponse } = await this.ask('startProof', {
      startLoginRequest: started.startLoginRequest,
    });
    const { finishLoginRequest } = finishLogin(handle, password, started.clientLoginState, loginResponse);
    return { attemptId, finishLoginRequest };
  }

  /** Begins a change of the password; what it returns ends it. */
  async startPasswordChange(handle: string, password: string) {
    const started = client.startRegistration({ password });
    const { attemptId, registrationResponse } = await this.ask('startPasswordChange', {
      registrationRequest: started.registrationRequest,
    });
    const { registrationRecord } = finishRegistration(
      handle,
      password,
      started.clientRegistrationState,
      registrationResponse,
    );
    return { attemptId, registrationRecord };
  }

  async changePassword(handle: string, password: string, next: string): Promise<void> {
    const proof = await this.prove(handle, password);
    const change = await this.startPasswordChange(handle, next);
    await this.ask('changePassword', { proof, ...change, passwordWrap: randomText(61) });
  }

  /** Begins a recovery and asks for its new password; what it returns ends it. */
  async startRecovery(handle: string, recoveryProof: string, password: string) {
    const { attemptId, accountId, recoveryWrap } = await this.ask('startRecovery', { handle, recoveryProof });
    const started = client.startRegistration({ password });
    const { registrationResponse } = await this.ask(
      'startRecoveryPassword',
      { registrationRequest: started.registrationRequest },
      { attemptId },
    );
    const { registrationRecord } = finishRegistration(
      handle,
      password,
      started.clientRegistrationState,
      registrationResponse,
    );
    return { attemptId, accountId, recoveryWrap, registrationRecord };
  }

  async recover(handle: string, recoveryProof: string, password: string) {
    const { attemptId, registrationRecord, ...started } = await this.startRecovery(
      handle,
      recoveryProof,
      password,
    );
    const answer = await this.ask(
      'finishRecovery',
      { registrationRecord, passwordWrap: randomText(61), browser: this.browser },
      { attemptId },
    );
    return { ...answer, ...started };
  }
}

const identifiers = (handle: string) => ({ client: handle, server: opaqueServerIdentifier });

function finishRegistration(
  handle: string,
  password: string,
  clientRegistrationState: string,
  registrationResponse: string,
) {
  return client.finishRegistration({
    password,
    registrationResponse,
    clientRegistrationState,
    identifiers: identifiers(handle),
    keyStretching,
  });
}

/** What a client sends that could not end the log-in by itself: it does not know the password and tries anyway. */
function finishLogin(handle: string, password: string, clientLoginState: string, loginResponse: string) {
  const finished = client.finishLogin({
    password,
    clientLoginState,
    loginResponse,
    identifiers: identifiers(handle),
    keyStretching,
  });
  return finished ?? { finishLoginRequest: randomText(64), exportKey: undefined };
}

export function toError(body: unknown): ProtocolError {
  const { code, message, retryAfter } = errorBodySchema.parse(body).error;
  if (!isErrorCode(code)) throw new Error(`${code} is no code of the protocol.`);
  return new ProtocolError(code, message, retryAfter === undefined ? {} : { retryAfter });
}

/** The code that something is refused with, or `done`. */
export async function outcomeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'done';
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}
