import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** S3 takes no smaller part, but for the last one. */
export const smallestPart = 5 * 1024 ** 2;
/** Short pages, so that whoever lists has to turn them. */
const pageSize = 3;

interface StoredObject {
  readonly body: Buffer;
  readonly notes: Readonly<Record<string, string>>;
}

interface MultipartUpload {
  readonly key: string;
  readonly parts: Map<number, Buffer>;
}

/** One request, with what the routes look at. */
interface S3Request {
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

interface S3Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** An error as S3 puts it: an HTTP status and a code in XML. */
class S3Refusal extends Error {
  override readonly name = 'S3Refusal';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

/**
 * A store that speaks the part of S3 that blobs use, in memory: objects with notes and ranges, lists, and multipart
 * uploads with their rules (parts may be sent again, none but the last is small, joining wants each part's tag). The
 * real client library talks to it; signatures are asked for and not checked.
 */
export class S3Server {
  readonly bucket = 'files';
  readonly objects = new Map<string, StoredObject>();
  readonly uploads = new Map<string, MultipartUpload>();
  /** What requests are answered with instead of their answers. */
  refusal: { status: number; code: string; onlyWrites?: boolean } | undefined;
  /** Called before each request that writes; what it throws breaks the connection, as a crash does. */
  beforeWrite: (what: string) => void = () => undefined;
  readonly #server: Server;
  #made = 0;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<S3Server> {
    const s3 = new S3Server();
    s3.#server.listen(0, '127.0.0.1');
    await once(s3.#server, 'listening');
    return s3;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { status = 200, headers = {}, body = '' } = await this.#route(request);
      response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
      response.end(request.method === 'HEAD' ? undefined : body);
    } catch (error) {
      if (!(error instanceof S3Refusal)) {
        request.socket.destroy();
        return;
      }
      response.writeHead(error.status, { 'content-type': 'application/xml' });
      response.end(request.method === 'HEAD' ? undefined : xml('Error', { Code: error.code }));
    }
  }

  async #route(request: IncomingMessage): Promise<S3Answer> {
    const url = new URL(request.url ?? '/', this.endpoint);
    const [bucket, ...rest] = decodeURIComponent(url.pathname.slice(1)).split('/');
    const key = rest.join('/');
    const query = url.searchParams;
    const body = await buffer(request);
    if (request.headers.authorization === undefined) throw new S3Refusal(403, 'AccessDenied');
    if (bucket !== this.bucket) throw new S3Refusal(404, 'NoSuchBucket');
    const { method = 'GET', headers } = request;
    const writes = method !== 'GET' && method !== 'HEAD';
    if (this.refusal !== undefined && (writes || this.refusal.onlyWrites !== true)) {
      throw new S3Refusal(this.refusal.status, this.refusal.code);
    }
    if (writes) this.beforeWrite(`${method} ${key}${url.search}`);
    return this.#handle(method, { key, query, headers, body });
  }

  #handle(method: string, request: S3Request): S3Answer {
    const { key, query } = request;
    const uploadId = query.get('uploadId');
    if (query.get('list-type') === '2') return this.#list(query);
    if (uploadId !== null) return this.#handlePart(method, uploadId, request);
    if (method === 'POST' && query.has('uploads')) return this.#startUpload(key);
    if (method === 'PUT') return this.#put(request);
    if (method === 'DELETE') {
      this.objects.delete(key);
      return { status: 204 };
    }
    return this.#get(request);
  }

  #put({ key, headers, body }: S3Request): S3Answer {
    const notes = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-'));
    this.objects.set(key, { body, notes: Object.fromEntries(notes.map(([name, of]) => [name, String(of)])) });
    return { headers: { etag: tagOf(body) } };
  }

  #get({ key, headers }: S3Request): S3Answer {
    const object = this.objects.get(key);
    if (object === undefined) throw new S3Refusal(404, 'NoSuchKey');
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
    if (first === undefined) return { headers: { ...object.notes }, body: object.body };
    if (Number(first) >= object.body.length) throw new S3Refusal(416, 'InvalidRange');
    return { status: 206, body: object.body.subarray(Number(first), Number(last) + 1) };
  }

  #list(query: URLSearchParams): S3Answer {
    const after = query.get('continuation-token') ?? '';
    const keys = [...this.objects.keys()]
      .filter((key) => key.startsWith(query.get('prefix') ?? '') && key > after)
      .sort();
    const page = keys.slice(0, pageSize);
    const more = keys.length > page.length;
    const contents = page.map((key) => xml('Contents', { Key: key })).join('');
    const next = more ? xml('NextContinuationToken', page.at(-1) ?? '') : '';
    return { body: xml('ListBucketResult', `${contents}${next}`) };
  }

  #startUpload(key: string): S3Answer {
    this.#made += 1;
    const uploadId = `upload-${this.#made}`;
    this.uploads.set(uploadId, { key, parts: new Map() });
    return { body: xml('InitiateMultipartUploadResult', { UploadId: uploadId }) };
  }

  #handlePart(method: string, uploadId: string, { key, query, body }: S3Request): S3Answer {
    const upload = this.uploads.get(uploadId);
    if (upload?.key !== key) throw new S3Refusal(404, 'NoSuchUpload');
    if (method === 'PUT') {
      upload.parts.set(Number(query.get('partNumber')), body);
      return { headers: { etag: tagOf(body) } };
    }
    if (method === 'GET') return listParts(upload, Number(query.get('part-number-marker') ?? 0));
    this.uploads.delete(uploadId);
    if (method === 'DELETE') return { status: 204 };
    const joined = join(upload, body.toString());
    this.objects.set(key, { body: joined, notes: {} });
    return { body: xml('CompleteMultipartUploadResult', { Key: key }) };
  }
}

function listParts({ parts }: MultipartUpload, after: number): S3Answer {
  const rest = [...parts].filter(([number]) => number > after).sort(([a], [b]) => a - b);
  const page = rest.slice(0, pageSize);
  const list = page.map(([number, body]) =>
    xml('Part', { PartNumber: String(number), ETag: tagOf(body), Size: String(body.length) }),
  );
  const next = {
    NextPartNumberMarker: String(page.at(-1)?.[0] ?? 0),
    IsTruncated: String(rest.length > pageSize),
  };
  return { body: xml('ListPartsResult', `${list.join('')}${members(next)}`) };
}

/** What a multipart upload comes to, by the list that its sender made of it. */
function join({ parts }: MultipartUpload, list: string): Buffer {
  const wanted = [...list.matchAll(/<Part>([\s\S]*?)<\/Part>/g)].map(([, part = '']) => ({
    number: Number(/<PartNumber>(\d+)</.exec(part)?.[1]),
    tag: /<ETag>(.*?)</.exec(part)?.[1]?.replaceAll('&quot;', '"'),
  }));
  const bodies = wanted.map(({ number, tag }) => {
    const body = parts.get(number);
    if (body === undefined || tagOf(body) !== tag) throw new S3Refusal(400, 'InvalidPart');
    return body;
  });
  if (bodies.length === 0) throw new S3Refusal(400, 'MalformedXML');
  if (bodies.slice(0, -1).some(({ length }) => length < smallestPart))
    throw new S3Refusal(400, 'EntityTooSmall');
  return Buffer.concat(bodies);
}

const tagOf = (body: Buffer) => `"${createHash('md5').update(body).digest('hex')}"`;

const members = (of: Readonly<Record<string, string>>) =>
  Object.entries(of)
    .map(([name, value]) => xml(name, value))
    .join('');

function xml(name: string, content: string | Readonly<Record<string, string>>): string {
  const inner = typeof content === 'string' ? content : members(content);
  return `<${name}>${inner.replaceAll('"', '&quot;')}</${name}>`;
}
