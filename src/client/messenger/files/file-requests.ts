import { accountRequestHeader } from '../../../protocol/accounts.ts';
import { type ErrorCode, ProtocolError } from '../../../protocol/errors.ts';
import { type FileRouteName, fileRoutes, fileTokenHeader, tusVersion } from '../../../protocol/files.ts';
import { readError } from '../../http-answers.ts';

/** Milliseconds for a request without a file's bytes, and for one with some. */
const patience = 15_000;
const patienceWithBytes = 60_000;

/** What an answer without a body means, by its status. */
const codesOfStatus: Readonly<Record<number, ErrorCode>> = {
  401: 'login-required',
  404: 'not-found',
  423: 'upload-busy',
  429: 'rate-limited',
  503: 'file-store-unavailable',
};

interface Asked {
  readonly fileId?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly signal?: AbortSignal;
}

/**
 * The requests about files: uploads by tus 1.0.0, and reading. They reject with the server's `ProtocolError`, or
 * `unreachable`; with the signal's reason where it is aborted.
 */
export class FileRequests {
  readonly #origin: string;
  readonly #send: typeof fetch;

  /** @param send Such as `fetch`. */
  constructor(origin: string, send: typeof fetch) {
    this.#origin = origin;
    this.#send = send;
  }

  /** @param size Of what is sealed, in bytes. @returns The file's id. */
  async begin(size: number, accessToken: string, signal: AbortSignal): Promise<string> {
    const headers = {
      'tus-resumable': tusVersion,
      'upload-length': String(size),
      'upload-metadata': `accessToken ${btoa(accessToken)}`,
    };
    const answer = await this.#ask('createUpload', { headers, signal });
    const fileId = answer.headers.get('location')?.split('/').at(-1);
    if (fileId === undefined || fileId === '') throw new ProtocolError('unexpected-answer');
    return fileId;
  }

  /** How many bytes of an upload the server has. */
  async offset(fileId: string, signal: AbortSignal): Promise<number> {
    const headers = { 'tus-resumable': tusVersion };
    return offsetOf(await this.#ask('readUpload', { fileId, headers, signal }));
  }

  /** @returns How many bytes the server has then. */
  async append(
    fileId: string,
    offset: number,
    body: Uint8Array<ArrayBuffer>,
    signal: AbortSignal,
  ): Promise<number> {
    const headers = {
      'tus-resumable': tusVersion,
      'upload-offset': String(offset),
      'content-type': 'application/offset+octet-stream',
    };
    return offsetOf(await this.#ask('appendUpload', { fileId, headers, body, signal }));
  }

  async setManifest(fileId: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#ask('setManifest', { fileId, headers: { 'content-type': 'application/octet-stream' }, body });
  }

  /** Deletes a file, or ends its upload. One that is not there is deleted. */
  async delete(fileId: string): Promise<void> {
    try {
      await this.#ask('deleteUpload', { fileId, headers: { 'tus-resumable': tusVersion } });
    } catch (error) {
      if (!(error instanceof ProtocolError && error.code === 'not-found')) throw error;
    }
  }

  /** What is sealed, from a byte on. @param signal Ends it, also while it flows. */
  async read(
    fileId: string,
    accessToken: string,
    offset: number,
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array>> {
    const headers = { [fileTokenHeader]: accessToken, ...(offset > 0 && { range: `bytes=${offset}-` }) };
    const answer = await this.#ask('readFile', { fileId, headers, signal });
    if (answer.body === null || answer.status !== (offset > 0 ? 206 : 200)) {
      throw new ProtocolError('unexpected-answer');
    }
    return answer.body;
  }

  async #ask(name: FileRouteName, { fileId = '', headers, body, signal }: Asked): Promise<Response> {
    const { method, path } = fileRoutes[name];
    const init: RequestInit = {
      method,
      headers: { [accountRequestHeader.name]: accountRequestHeader.value, ...headers },
      credentials: 'same-origin',
      cache: 'no-store',
      signal: this.#within(name, body, signal),
      ...(body !== undefined && { body }),
    };
    const address = new URL(path.replace(':fileId', encodeURIComponent(fileId)), this.#origin);
    const answer = await this.#send(address, init).catch((cause: unknown) => {
      signal?.throwIfAborted();
      throw new ProtocolError('unreachable', undefined, { cause });
    });
    if (answer.ok) return answer;
    const text = await answer.text().catch(() => '');
    const code = codesOfStatus[answer.status];
    if (text === '' && code !== undefined) throw new ProtocolError(code);
    throw readError(answer.status, readJson(text));
  }

  /** A download lasts as long as it flows: whoever reads it watches over that. */
  #within(name: FileRouteName, body: unknown, signal: AbortSignal | undefined): AbortSignal | null {
    if (name === 'readFile') return signal ?? null;
    const timeout = AbortSignal.timeout(body === undefined ? patience : patienceWithBytes);
    return signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  }
}

function offsetOf(answer: Response): number {
  const text = answer.headers.get('upload-offset') ?? '';
  if (!/^\d{1,15}$/.test(text)) throw new ProtocolError('unexpected-answer');
  return Number(text);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
