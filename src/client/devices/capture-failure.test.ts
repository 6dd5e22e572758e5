import { describe, expect, it } from '@jest/globals';
import type { CaptureFailure } from '../api.ts';
import { captureFailure, isDeviceMissing } from './capture-failure.ts';

describe('captureFailure', () => {
  it.each<[string, string, PermissionState | undefined, CaptureFailure]>([
    ['NotAllowedError', 'Permission denied', 'denied', 'permission-denied'],
    ['NotAllowedError', 'Permission dismissed', 'prompt', 'permission-dismissed'],
    ['NotAllowedError', 'Permission dismissed', undefined, 'permission-dismissed'],
    ['NotAllowedError', 'The request is not allowed', 'prompt', 'permission-dismissed'],
    ['NotAllowedError', 'The request is not allowed', undefined, 'permission-denied'],
    ['NotAllowedError', 'Permission denied by system', 'granted', 'permission-denied'],
    ['NotFoundError', 'Requested device not found', 'granted', 'not-found'],
    ['OverconstrainedError', '', 'granted', 'not-found'],
    ['NotReadableError', 'Could not start video source', 'granted', 'in-use'],
    ['AbortError', 'Starting videoinput failed', 'granted', 'in-use'],
    ['NotSupportedError', '', undefined, 'unsupported'],
    ['EncodingError', '', undefined, 'unknown'],
  ])('reads %s "%s" with permission %s as %s', (name, message, permission, failure) => {
    expect(captureFailure(new DOMException(message, name), permission)).toBe(failure);
  });

  it('does not know what is no error', () => {
    expect(captureFailure('no')).toBe('unknown');
  });
});

describe('isDeviceMissing', () => {
  it('tells an absent device from a busy one', () => {
    expect(isDeviceMissing(new DOMException('', 'OverconstrainedError'))).toBe(true);
    expect(isDeviceMissing(new DOMException('', 'NotReadableError'))).toBe(false);
  });
});
