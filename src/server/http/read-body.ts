import type { Request } from 'express';
import { z } from 'zod';
import { ProtocolError } from '../../protocol/errors.ts';

/**
 * Reads the JSON body of a request; one that was left out counts as `{}`.
 *
 * @throws {@link ProtocolError} `bad-request`, naming what was expected.
 */
export function readBody<S extends z.ZodType>(schema: S, request: Request): z.output<S> {
  const body: unknown = request.body ?? {};
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ProtocolError('bad-request', `The request is malformed: ${z.prettifyError(parsed.error)}`);
}
