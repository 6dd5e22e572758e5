import type { Opaque, OpaqueCall, OpaqueReply, OpaqueRequest } from './opaque.ts';

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** OPAQUE in a worker of its own, so that the page goes on while a password is stretched. */
export class OpaqueInWorker implements Opaque {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor() {
    this.#worker = new Worker(new URL('./opaque-worker.js', import.meta.url), { type: 'module' });
    this.#worker.onmessage = ({ data }: MessageEvent<OpaqueReply>) => this.#answer(data);
    this.#worker.onerror = () => this.#fail(new Error('The worker for passwords did not start.'));
  }

  readonly startRegistration = this.#calling('startRegistration');
  readonly finishRegistration = this.#calling('finishRegistration');
  readonly startLogin = this.#calling('startLogin');
  readonly finishLogin = this.#calling('finishLogin');

  close(): void {
    this.#worker.terminate();
    this.#fail(new Error('The worker for passwords was closed.'));
  }

  #calling<C extends OpaqueCall>(call: C): Opaque[C] {
    const ask = (input: unknown) =>
      new Promise<never>((resolve, reject) => {
        const request: OpaqueRequest = { id: ++this.#lastId, call, input };
        this.#waiting.set(request.id, { resolve, reject });
        this.#worker.postMessage(request);
      });
    return ask as Opaque[C];
  }

  #answer(reply: OpaqueReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ('failure' in reply) waiting?.reject(new Error(reply.failure));
    else waiting?.resolve(reply.result as never);
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
