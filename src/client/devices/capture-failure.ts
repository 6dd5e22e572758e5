import { z } from 'zod';
import type { CaptureFailure } from '../api.ts';

/** Not every browser's exceptions are an `Error`; all have these. */
const exceptionSchema = z.object({ name: z.string(), message: z.string() });

/**
 * Why a device could not be opened, from the error of `getUserMedia` or `getDisplayMedia`
 * (https://www.w3.org/TR/mediacapture-streams/, section 10.2).
 *
 * @param permission The permission after the failure, where the browser tells: a person who closed the
 * question is asked again next time, one who said no is not.
 */
export function captureFailure(error: unknown, permission?: PermissionState): CaptureFailure {
  const { data: exception } = exceptionSchema.safeParse(error);
  switch (exception?.name) {
    case 'NotAllowedError':
    case 'SecurityError':
      if (/system/i.test(exception.message)) return 'permission-denied';
      return permission === 'prompt' || /dismiss/i.test(exception.message)
        ? 'permission-dismissed'
        : 'permission-denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'not-found';
    case 'NotReadableError':
    case 'AbortError':
      return 'in-use';
    case 'NotSupportedError':
      return 'unsupported';
    default:
      return 'unknown';
  }
}

/** True where the wanted device is not there, so that another one may do. */
export function isDeviceMissing(error: unknown): boolean {
  const { data: exception } = exceptionSchema.safeParse(error);
  return exception?.name === 'OverconstrainedError' || exception?.name === 'NotFoundError';
}
