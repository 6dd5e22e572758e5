import type { Request } from 'express';
import type { z } from 'zod';
import type { LoggedIn } from './logins.ts';
import type { OpenedSession } from './sessions.ts';

/** A route as the tables in `protocol` describe one: bodies and answers are JSON, or nothing. */
export interface SessionRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** Whether it needs a session. */
  readonly session: boolean;
  readonly body: z.ZodType;
  readonly status: number;
  readonly answer: z.ZodType;
}

export type RouteTable = Readonly<Record<string, SessionRoute>>;

/** A request to a route, parsed. */
export interface SessionRequest<R extends SessionRoute> {
  readonly body: z.output<R['body']>;
  readonly params: Request['params'];
  /** What limits count by: an IPv4 address, or an IPv6 /64 network. */
  readonly network: string;
  /** For routes with a session alone. */
  readonly login: R['session'] extends true ? LoggedIn : undefined;
  readonly cookie: {
    set(session: OpenedSession): void;
    clear(): void;
  };
}

/** @returns The route's answer; its status is in the table. */
type SessionHandler<R extends SessionRoute> = (request: SessionRequest<R>) => Promise<z.output<R['answer']>>;

export type SessionHandlers<T extends RouteTable, N extends keyof T = keyof T> = {
  readonly [R in N]: SessionHandler<T[R]>;
};
