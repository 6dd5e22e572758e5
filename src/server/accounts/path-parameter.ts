import { z } from 'zod';
import { ProtocolError } from '../../protocol/errors.ts';

/**
 * Reads a parameter of a route's path. What cannot be one is nowhere.
 *
 * @throws ProtocolError `not-found`.
 */
export function pathParameter<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new ProtocolError('not-found');
  return parsed.data;
}

/** A number in a path, from 0 on, in its one spelling. */
export const pathNumberSchema = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,14})$/)
  .transform(Number);
