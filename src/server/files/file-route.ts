import type { Readable } from 'node:stream';
import type { Request } from 'express';
import type { z } from 'zod';
import type { FileAnswer, FileRouteName, fileRoutes } from '../../protocol/files.ts';
import type { LoggedIn } from '../accounts/logins.ts';

type Routes = typeof fileRoutes;

/** What a request carries beside JSON. */
type Content<N extends FileRouteName> = Routes[N]['content'] extends 'stream'
  ? Readable
  : Routes[N]['content'] extends 'bytes'
    ? Uint8Array
    : undefined;

/** A request to one of the routes, parsed. */
export interface FileRequest<N extends FileRouteName> {
  readonly body: z.output<Routes[N]['body']>;
  readonly headers: z.output<Routes[N]['headers']>;
  readonly query: z.output<Routes[N]['query']>;
  readonly params: Request['params'];
  readonly content: Content<N>;
  /** For routes with a session alone. */
  readonly login: Routes[N]['session'] extends true ? LoggedIn : undefined;
  /** @throws ProtocolError `login-required`. */
  findLogin(): Promise<LoggedIn>;
  /** Sets headers of the answer, also of a refusal. */
  set(headers: Readonly<Record<string, string>>): void;
}

/** Bytes of a file as an answer. */
export interface FileContent {
  /** 206 where it is a part (RFC 9110, section 15.3.7). */
  readonly status: 200 | 206;
  readonly content: Readable;
}

/** @returns The route's answer; its status is in the table, but for a part of a file. */
export type FileHandler<N extends FileRouteName> = (
  request: FileRequest<N>,
) => Promise<N extends 'readFile' ? FileContent : FileAnswer<N>>;

export type FileHandlers<N extends FileRouteName = FileRouteName> = {
  readonly [R in N]: FileHandler<R>;
};
