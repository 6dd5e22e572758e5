/**
 * The one table of errors that cross the wire: HTTP bodies carry `code`, protoo error responses carry
 * `status` as `errorCode` and `code: message` as `errorReason`.
 */
const errorTable = {
  'bad-request': { status: 400, message: 'The request is malformed.' },
  'not-joined': { status: 400, message: 'Join the room first.' },
  'already-joined': { status: 409, message: 'You have already joined this room.' },
  'unknown-method': { status: 404, message: 'There is no such method.' },
  'handle-refused': {
    status: 400,
    message:
      'This cannot be a handle. It takes 3 to 32 letters, digits and single dots, hyphens or underscores, and begins with a letter.',
  },
  'handle-taken': { status: 409, message: 'This handle is taken, or looks like one that is.' },
  'attempt-expired': { status: 410, message: 'This has taken too long or was used already. Begin again.' },
  unauthorized: { status: 401, message: 'A room token is needed to enter.' },
  'token-invalid': { status: 401, message: 'This room token is not valid.' },
  'token-expired': { status: 401, message: 'This room token has expired. Ask for a new one.' },
  'token-replayed': { status: 401, message: 'This room token has been used already. Ask for a new one.' },
  'session-expired': { status: 401, message: 'This session can no longer be resumed. Join again.' },
  'login-required': { status: 401, message: 'Log in first.' },
  'credentials-refused': {
    status: 401,
    message: 'This handle and this password or recovery key do not belong together.',
  },
  'origin-refused': { status: 403, message: 'Calls from this site are not allowed here.' },
  forbidden: { status: 403, message: 'Only a moderator can do this.' },
  'not-a-contact': { status: 403, message: 'This is possible with contacts alone.' },
  'room-locked': { status: 403, message: 'This room is locked. Ask someone inside to unlock it.' },
  removed: { status: 403, message: 'You were removed from this room.' },
  'registration-closed': { status: 403, message: 'This server makes no new accounts.' },
  'invitation-refused': { status: 403, message: 'An account here needs an invitation that is still good.' },
  'room-not-found': { status: 404, message: 'There is no such room. Check the link or the code.' },
  'not-found': { status: 404, message: 'There is nothing at this address.' },
  'peer-not-found': { status: 404, message: 'This person is not in the room.' },
  'transport-not-found': { status: 404, message: 'There is no such transport.' },
  'producer-not-found': { status: 404, message: 'There is no such producer.' },
  'consumer-not-found': { status: 404, message: 'There is no such consumer.' },
  'codec-refused': { status: 409, message: 'This room does not take this codec.' },
  conflict: { status: 409, message: 'This cannot be done in the present state.' },
  'encryption-required': {
    status: 409,
    message:
      'This room is end-to-end encrypted. Its link, with all that stands behind the #, is needed to enter.',
  },
  'stale-epoch': { status: 409, message: 'The keys of this call have changed meanwhile. Try again.' },
  'message-too-large': { status: 413, message: 'The message is too large.' },
  'file-too-large': { status: 413, message: 'This file is larger than this server takes.' },
  'quota-exceeded': { status: 413, message: 'There is no room left for your files. Delete some first.' },
  'upload-offset-wrong': {
    status: 409,
    message: 'The upload does not go on from here. Ask how far it has come.',
  },
  'upload-busy': {
    status: 423,
    message: 'Something else is going on with this upload. Try again in a moment.',
  },
  'too-many-uploads': {
    status: 429,
    message: 'Too many uploads have been begun. Finish or cancel some first.',
  },
  'tus-version-refused': { status: 412, message: 'Uploads speak tus 1.0.0 here.' },
  'content-type-refused': { status: 415, message: 'This is not taken in this form.' },
  'range-refused': { status: 416, message: 'The file has no such part.' },
  'rate-limited': { status: 429, message: 'Too many requests. Wait a moment and try again.' },
  'limit-reached': { status: 409, message: 'A limit of this server is reached.' },
  'room-full': { status: 409, message: 'The room is full.' },
  'server-full': { status: 503, message: 'The server is full. Try again in a few minutes.' },
  draining: { status: 503, message: 'The server is going down for maintenance. Try again shortly.' },
  'media-unavailable': { status: 503, message: 'Media is restarting. Try again in a second.' },
  'file-store-unavailable': { status: 503, message: 'Files cannot be reached just now. Try again shortly.' },
  'file-store-full': { status: 507, message: 'This server has no room for files left.' },
  'storage-unavailable': { status: 503, message: 'Accounts cannot be reached just now. Try again shortly.' },
  internal: { status: 500, message: 'Something went wrong on the server.' },
  // A client finds these itself; no server sends them.
  unreachable: { status: 503, message: 'The server cannot be reached. Check your connection.' },
  'unexpected-answer': {
    status: 502,
    message: 'The server answered in a way that this app does not know. Reload the page.',
  },
  'device-revoked': { status: 403, message: 'This browser was taken out of the account. Log in again.' },
  'identity-mismatch': {
    status: 502,
    message: 'The server shows other keys than this link stands for. Do not go on before you know why.',
  },
  'unsupported-browser': {
    status: 501,
    message: 'This browser cannot take part in calls. Use a current one.',
  },
  'encryption-unavailable': {
    status: 501,
    message: 'This browser cannot encrypt calls. Use a current one.',
  },
} as const;

export type ErrorCode = keyof typeof errorTable;

/** An error with a stable code that both sides of the wire know. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly code: ErrorCode;
  /** HTTP status, and protoo's numeric `errorCode`. */
  readonly status: number;
  /** Seconds after which another try makes sense. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message?: string, options: { retryAfter?: number; cause?: unknown } = {}) {
    super(message ?? errorTable[code].message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.status = errorTable[code].status;
    this.retryAfter = options.retryAfter;
  }

  /** The text of a protoo `errorReason`. */
  get reason(): string {
    return `${this.code}: ${this.message}`;
  }

  /** Reads a protoo `errorReason` back; anything that is not ours becomes `internal`. */
  static fromReason(reason: string): ProtocolError {
    const [code = '', ...rest] = reason.split(': ');
    return isErrorCode(code)
      ? new ProtocolError(code, rest.join(': '))
      : new ProtocolError('internal', reason);
  }
}

export function isErrorCode(value: string): value is ErrorCode {
  return Object.hasOwn(errorTable, value);
}

export const errorCodes = Object.keys(errorTable).filter(isErrorCode);
