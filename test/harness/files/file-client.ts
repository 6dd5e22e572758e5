import { randomBytes } from 'node:crypto';
import { type PreviousUpload, Upload, type UploadOptions } from 'tus-js-client';
import { accountRequestHeader } from '../../../src/protocol/accounts.ts';
import { isErrorCode, ProtocolError } from '../../../src/protocol/errors.ts';
import { type FileAnswer, type FileRouteName, fileRoutes, tusVersion } from '../../../src/protocol/files.ts';
import { errorBodySchema } from '../../../src/protocol/room-token.ts';

export const newToken = () => randomBytes(32).toString('base64url');

/** What an upload's header says, as tus writes it. */
export const metadataOf = (accessToken: string) =>
  `accessToken ${Buffer.from(accessToken).toString('base64')}`;

export interface FileSendOptions {
  readonly body?: BodyInit;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  /** Replace those of a page of the server; `undefined` leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** A browser as the file routes see one: a cookie, the header, and the real tus client. */
export class FileClient {
  readonly origin: string;
  /** The cookie of its session, as `name=value`. */
  readonly cookie: string | undefined;

  constructor(origin: string, cookie?: string) {
    this.origin = origin;
    this.cookie = cookie;
  }

  /** Asks a route of the table with whatever there is. */
  send(
    name: FileRouteName,
    { body, params = {}, query = '', headers = {} }: FileSendOptions = {},
  ): Promise<Response> {
    const { method, path, headers: taken } = fileRoutes[name];
    const address = path.replace(/:(\w+)/g, (_, key: string) => params[key] ?? '');
    const all = {
      ...this.headers,
      ...('tus-resumable' in taken.shape ? { 'tus-resumable': tusVersion } : {}),
      ...headers,
    };
    const sent = Object.entries(all).filter((header): header is [string, string] => header[1] !== undefined);
    return fetch(this.origin + address + query, {
      method,
      headers: sent,
      ...(body === undefined ? {} : { body, duplex: 'half' }),
    });
  }

  /** @throws ProtocolError with the code of the answer. */
  async ask<N extends FileRouteName>(name: N, options: FileSendOptions = {}): Promise<FileAnswer<N>> {
    const response = await this.send(name, options);
    const text = await response.text();
    if (!response.ok) throw toError(JSON.parse(text));
    const route = fileRoutes[name];
    if (response.status !== route.status) throw new Error(`${name} answered with ${response.status}.`);
    return route.answer.parse(text === '' ? undefined : JSON.parse(text)) as FileAnswer<N>;
  }

  /** What a page of the server sends with every request. */
  get headers(): Record<string, string> {
    return {
      [accountRequestHeader.name]: accountRequestHeader.value,
      origin: this.origin,
      ...(this.cookie === undefined ? {} : { cookie: this.cookie }),
    };
  }

  /** An upload by the tus client, not yet begun. */
  tus(bytes: Buffer, { accessToken = newToken(), ...options }: TusOptions = {}): TusUpload {
    const ended = Promise.withResolvers<void>();
    const upload = new Upload(bytes, {
      endpoint: `${this.origin}${fileRoutes.createUpload.path}`,
      headers: this.headers,
      metadata: { accessToken },
      retryDelays: null,
      ...options,
      onSuccess: () => ended.resolve(),
      onError: (error) => ended.reject(error),
    });
    // Whoever waits hears of it; nobody has to.
    ended.promise.catch(() => undefined);
    return { upload, accessToken, done: ended.promise, fileId: () => fileIdOf(upload.url) };
  }

  /** Uploads all of it. */
  async upload(bytes: Buffer, options: TusOptions = {}): Promise<{ fileId: string; accessToken: string }> {
    const { upload, accessToken, done, fileId } = this.tus(bytes, options);
    upload.start();
    await done;
    return { fileId: fileId(), accessToken };
  }

  /** Begins one by hand. @returns Its id. */
  async begin(size: number, accessToken = newToken()): Promise<string> {
    const response = await this.send('createUpload', {
      headers: { 'upload-length': String(size), 'upload-metadata': metadataOf(accessToken) },
    });
    if (!response.ok) throw toError(await response.json());
    return fileIdOf(response.headers.get('location'));
  }

  /** Sends bytes of one by hand. */
  append(fileId: string, offset: number, body: BodyInit): Promise<Response> {
    return this.send('appendUpload', {
      params: { fileId },
      headers: { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
      body,
    });
  }

  /** How far one has come. */
  async offset(fileId: string): Promise<number> {
    const response = await this.send('readUpload', { params: { fileId } });
    if (!response.ok) throw new Error(`HEAD answered with ${response.status}.`);
    return Number(response.headers.get('upload-offset'));
  }
}

type TusOptions = Partial<UploadOptions> & { readonly accessToken?: string };

export interface TusUpload {
  readonly upload: Upload;
  readonly accessToken: string;
  /** Ends with the upload, unless it is aborted. */
  readonly done: Promise<void>;
  readonly fileId: () => string;
}

/** What a device keeps of an upload to go on with it. */
export const previousUpload = (uploadUrl: string, size: number): PreviousUpload => ({
  size,
  metadata: {},
  creationTime: '',
  urlStorageKey: '',
  uploadUrl,
  parallelUploadUrls: null,
});

const fileIdOf = (location: string | null) => location?.split('/').at(-1) ?? '';

function toError(body: unknown): ProtocolError {
  const { code, message } = errorBodySchema.parse(body).error;
  if (!isErrorCode(code)) throw new Error(`${code} is no code of the protocol.`);
  return new ProtocolError(code, message);
}

/** The code that an answer refuses with, or `done`. */
export async function codeOf(response: Response): Promise<string> {
  if (response.ok) return 'done';
  return errorBodySchema.parse(await response.json()).error.code;
}
