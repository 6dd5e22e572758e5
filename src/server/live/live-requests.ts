import type { Logger } from 'pino';
import type { z } from 'zod';
import { ProtocolError } from '../../protocol/errors.ts';
import { type LiveRequestName, liveRequests } from '../../protocol/live-events.ts';
import { asProtocolError, liveErrorBody } from './live-errors.ts';
import type { LiveMetrics } from './live-metrics.ts';
import type { LiveHandlers, LiveRequest } from './live-request.ts';

/** Any request's handler. That a body is that of its request is what {@link LiveRequests.answer} sees to. */
type AnyHandler = (
  request: Omit<LiveRequest<LiveRequestName>, 'body'> & { body: unknown },
) => Promise<unknown>;

export interface LiveRequestsOptions {
  readonly handlers: LiveHandlers;
  readonly metrics: LiveMetrics;
  readonly logger: Logger;
}

/** Whose request it is. */
export type LiveRequester = Pick<LiveRequest<LiveRequestName>, 'accountId' | 'connectionId'>;

/** Answers the requests of the table in `protocol/live-events.ts`. */
export class LiveRequests {
  readonly #options: LiveRequestsOptions;

  constructor(options: LiveRequestsOptions) {
    this.#options = options;
  }

  /**
   * @param name,args As the client sent them: a body, and the function that takes the answer.
   * @param admit Throws where the connection has to wait.
   */
  async answer(
    requester: LiveRequester,
    name: unknown,
    args: readonly unknown[],
    admit: () => Promise<void>,
  ): Promise<void> {
    const { metrics, logger } = this.#options;
    const known = isRequestName(name) ? name : undefined;
    const acknowledge = args.at(-1);
    const isAnswerable = typeof acknowledge === 'function';
    try {
      await admit();
      // Nobody would hear what came of it.
      if (!isAnswerable) throw new ProtocolError('bad-request', 'A request has to ask for its answer.');
      if (known === undefined) throw new ProtocolError('unknown-method');
      const handle = this.#options.handlers[known] as AnyHandler;
      const answer = await handle({ ...requester, body: parse(known, args) });
      metrics.answered(known, 'done');
      if (answer === undefined) acknowledge();
      else acknowledge(answer);
    } catch (error) {
      const refusal = asProtocolError(error);
      metrics.answered(known ?? 'unknown', refusal.code);
      if (refusal.code === 'internal') logger.error({ err: error, request: known }, 'Live request failed');
      if (isAnswerable) acknowledge(liveErrorBody(refusal));
    }
  }
}

function isRequestName(name: unknown): name is LiveRequestName {
  return typeof name === 'string' && Object.hasOwn(liveRequests, name);
}

/** @throws ProtocolError `bad-request`. */
function parse(name: LiveRequestName, args: readonly unknown[]): unknown {
  if (args.length !== 2) throw new ProtocolError('bad-request', 'A request has one body.');
  const schema: z.ZodType = liveRequests[name].body;
  const parsed = schema.safeParse(args[0]);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ProtocolError('bad-request', `${issue?.path.join('.')}: ${issue?.message}`);
  }
  return parsed.data;
}
