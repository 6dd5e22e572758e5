import { ProtocolError } from '../../../src/protocol/errors.ts';

/** The code that a store refuses with, or `done`. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
  return 'done';
}
