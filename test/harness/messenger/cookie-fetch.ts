export interface FileRequest {
  readonly method: string;
  readonly pathname: string;
  readonly body: RequestInit['body'];
}

/** `fetch` as a page of this origin has it: with the cookies that it was sent. Node keeps none. */
export class CookieFetch {
  /** As `name=value`; nothing where no cookie is kept. */
  cookie: string | undefined;
  /** What a hostile or slow server makes of its answers: the JSON or a promise of it, by the path. */
  tamper: (path: string, answer: unknown) => unknown = (_path, answer) => answer;
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** What a network or a hostile server makes of a request about files, and of what it answers with. */
  onFile: (request: FileRequest, send: () => Promise<Response>) => Promise<Response> = (_request, send) =>
    send();

  /** Hands bytes on as they come. */
  readonly stream: typeof fetch = (address, init = {}) => {
    const { pathname } = new URL(address instanceof Request ? address.url : address);
    const request = { method: init.method ?? 'GET', pathname, body: init.body };
    return this.onFile(request, () => this.#send(address, init));
  };

  readonly fetch: typeof fetch = async (address, init = {}) => {
    const response = await this.#send(address, init);
    const set = response.headers.get('set-cookie')?.split(';')[0];
    if (set !== undefined) this.cookie = set.endsWith('=') ? undefined : set;
    const text = await response.text();
    const { pathname } = new URL(address instanceof Request ? address.url : address);
    const body =
      text === '' || !response.ok ? text : JSON.stringify(await this.tamper(pathname, JSON.parse(text)));
    return new Response(response.status === 204 ? null : body, { status: response.status });
  };

  #send(address: Parameters<typeof fetch>[0], init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('origin', this.#origin);
    if (this.cookie !== undefined) headers.set('cookie', this.cookie);
    return fetch(address, { ...init, headers });
  }
}
